"""Breaking the lab on purpose, each in a way that can be undone; what stands is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Literal

from lab import distance, expiring, power, wires
from lab.alerts.hurry import BACK, hurry
from lab.engine import Engine
from lab.plan import LabHost, Plan
from lab.shell import CommandError, LabError
from lab.spoiling import WAYS
from lab.state import Lab
from topology.problems import nearest

Kind = Literal[
    "off", "freeze", "cut", "kill", "stop", "fill", "expire", "authority", "spoil", "hurry"
]

WHAT: Mapping[Kind, str] = {
    "off": "HOST loses its power, as if the plug were pulled",
    "freeze": "every process of HOST stops where it is, and knows nothing of it",
    "cut": "A and B do not reach each other: hosts, SITE/ZONE or SITE; A alone: it and all else",
    "kill": "HOST PROCESS: the oldest process of that name ends at once (SIGKILL)",
    "stop": "HOST UNIT: a service ends at once (SIGKILL), and is not started again",
    "fill": "HOST's disk is full",
    "expire": "HOST [DAYS]: its certificate has ended, or ends in so many days",
    "authority": "HOST DAYS: the authority that it believes ends in so many days",
    "spoil": f"HOST WAY [WORD]: something small goes wrong: {', '.join(WAYS)}",
    "hurry": "HOST FACTOR: alert rules of this monitor wait for so much less",
}
BALLAST = "/var/.ballast"
HALF_WAY = ("expire", "authority", "spoil", "hurry")
"""Kinds that may fail half-way: what was done is undone before it is forgotten."""

_WORDS = {
    "cut": (2, 1),
    "kill": (2, 2),
    "stop": (2, 2),
    "expire": (2, 1),
    "authority": (2, 2),
    "spoil": (3, 2),
    "hurry": (2, 2),
}
"""How many words a fault takes at most, and at least, where it is not one."""

_FILL = f"""
room=$(df --output=avail --block-size=1 /var | tail -n 1)
fallocate --length $((room > 8388608 ? room - 8388608 : 1)) {BALLAST}
cat /dev/zero >> {BALLAST} 2>/dev/null || sync /var
"""
_KILL = """
pid=$(pgrep --oldest --exact -- "$1") || { echo "no process is called $1" >&2; exit 1; }
ps -o unit= -p "$pid"
kill -KILL "$pid"
"""
_STOP = """
systemctl cat "$1" >/dev/null
systemctl kill --signal=KILL "$1"
systemctl stop "$1"
"""
_START = 'systemctl reset-failed "$1"; systemctl start --no-block "$1"'


@dataclass(frozen=True)
class Fault:
    """One fault that stands."""

    kind: Kind
    ends: tuple[str, ...]
    since: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    left: str = ""
    """What undoing needs to know: of a killed process, its unit."""

    def __str__(self) -> str:
        """Render as it was asked for."""
        return " ".join((self.kind, *self.ends))


def standing(lab: Lab) -> list[Fault]:
    """Return the faults that stand, oldest first."""
    return [Fault(**{**each, "ends": tuple(each["ends"])}) for each in lab.read("faults", [])]


def held(lab: Lab) -> set[str]:
    """Return the hosts that a fault keeps from answering."""
    return {each.ends[0] for each in standing(lab) if each.kind in {"off", "freeze"}}


def inject(engine: Engine, kind: Kind, ends: tuple[str, ...]) -> Fault:
    """Break something. It is written down before it happens, so that it can always be undone."""
    lab, fault = engine.lab, Fault(kind, ends)
    _check(lab.plan, fault)
    faults = standing(lab)
    if kind != "kill" and any((each.kind, set(each.ends)) == (kind, set(ends)) for each in faults):
        raise LabError(f"'{fault}' stands already; `tandem lab heal` undoes it")
    keep(lab, [*faults, fault])
    try:
        left = _ACTS[kind][0](engine, fault)
    except LabError:
        if kind in HALF_WAY:
            _ACTS[kind][1](engine, fault)
        keep(lab, faults)
        raise
    if left:
        fault = Fault(kind, ends, fault.since, left)
        keep(lab, [*faults, fault])
    return fault


def heal(engine: Engine, chosen: Callable[[int], bool] = lambda _: True) -> list[Fault]:
    """Undo faults, newest first: all, or those whose number is chosen."""
    faults = standing(engine.lab)
    healed = []
    for number in range(len(faults), 0, -1):
        if chosen(number):
            fault = faults.pop(number - 1)
            if fault.kind == "cut":
                keep(engine.lab, faults)
            _ACTS[fault.kind][1](engine, fault)
            keep(engine.lab, faults)
            healed.append(fault)
    return healed


def powered_off(lab: Lab, host: str) -> None:
    """Write down that somebody else took a host's power: it is given back as after any fault."""
    others = [e for e in standing(lab) if e.ends[0] != host or e.kind not in {"off", "freeze"}]
    keep(lab, [*others, Fault("off", (host,))])


def apply_cuts(lab: Lab) -> None:
    """Let this machine route, but for the cuts that stand."""
    plan = lab.plan
    cuts = [_cut(plan, each) for each in standing(lab) if each.kind == "cut"]
    wires.apply(lab, plan.sites.values(), cuts, plan.eyes, distance.between(lab))


def end(plan: Plan, word: str) -> wires.End | None:
    """Return the host, site or zone that a word names."""
    zones = {f"{each.site}/{each.zone}": each.network for each in plan.bridges}
    return plan.host(word) or plan.sites.get(word) or zones.get(word)


def _check(plan: Plan, fault: Fault) -> None:
    most, least = _WORDS.get(fault.kind, (1, 1))
    if not least <= len(fault.ends) <= most:
        raise LabError(f"{fault.kind} takes other words: {WHAT[fault.kind]}")
    names = fault.ends if fault.kind == "cut" else fault.ends[:1]
    for name in names:
        found = end(plan, name)
        if found is None or (fault.kind != "cut" and not isinstance(found, LabHost)):
            hosts = [each.name for each in plan.hosts]
            zones = [f"{each.site}/{each.zone}" for each in plan.bridges]
            known = [*hosts, *plan.sites, *zones] if fault.kind == "cut" else hosts
            raise LabError(f"the lab has no '{name}'{nearest(name, known)}")
    if fault.kind == "spoil" and fault.ends[1] not in WAYS:
        way = fault.ends[1]
        raise LabError(f"there is no way '{way}' to spoil a host{nearest(way, WAYS)}")


def _cut(plan: Plan, fault: Fault) -> wires.Cut:
    one, other = (*(end(plan, word) for word in fault.ends), None)[:2]
    if one is None:
        raise LabError(f"'{fault}' names what is no longer there")
    return wires.Cut(one, other)


def keep(lab: Lab, faults: list[Fault]) -> None:
    """Write down which faults stand."""
    lab.keep("faults", [asdict(each) for each in faults])


def _host(act: Callable[[Engine, str], object]) -> Callable[[Engine, Fault], str]:
    def acts(engine: Engine, fault: Fault) -> str:
        act(engine, fault.ends[0])
        return ""

    return acts


def _engine(word: str) -> Callable[[Engine, Fault], str]:
    return _host(lambda engine, host: engine(word, engine.lab.own(host)))


def _shell(script: str) -> Callable[[Engine, Fault], str]:
    def act(engine: Engine, fault: Fault) -> str:
        host, *arguments = fault.ends
        inside = ("sh", "-c", script, "sh", *arguments, *filter(None, [fault.left]))
        try:
            return engine("exec", engine.lab.own(host), *inside).strip()
        except CommandError as error:
            raise LabError(f"{host}: {error.said}") from None

    return act


def _by(act: Callable[[Engine, str, float], None]) -> Callable[[Engine, Fault], str]:
    def acts(engine: Engine, fault: Fault) -> str:
        number = fault.ends[1] if len(fault.ends) > 1 else "-1"
        try:
            act(engine, fault.ends[0], float(number))
        except ValueError:
            raise LabError(f"'{number}' is no number") from None
        return ""

    return acts


def _spoil(engine: Engine, fault: Fault) -> str:
    return _inside(engine, fault, WAYS[fault.ends[1]].do)


def _unspoil(engine: Engine, fault: Fault) -> str:
    return _inside(engine, fault, WAYS[fault.ends[1]].undo)


def _inside(engine: Engine, fault: Fault, script: str) -> str:
    host, _, *words = fault.ends
    try:
        engine("exec", engine.lab.own(host), "sh", "-ec", script, "sh", *words)
    except CommandError as error:
        raise LabError(f"{fault}: {error.said}") from None
    return ""


def _cuts(engine: Engine, _: Fault) -> str:
    apply_cuts(engine.lab)
    return ""


_ACTS: Mapping[Kind, tuple[Callable[[Engine, Fault], str], Callable[[Engine, Fault], str]]] = {
    "off": (_host(power.take), _host(power.give)),
    "freeze": (_engine("pause"), _engine("unpause")),
    "cut": (_cuts, _cuts),
    "kill": (_shell(_KILL), _shell('systemctl reset-failed "$2"; systemctl start "$2"')),
    "stop": (_shell(_STOP), _shell(_START)),
    "fill": (_shell(_FILL), _shell(f"rm -f {BALLAST}")),
    "expire": (_by(expiring.expire), _shell(expiring.BACK)),
    "authority": (_by(expiring.expire_authority), _shell(expiring.AUTHORITY_BACK)),
    "spoil": (_spoil, _unspoil),
    "hurry": (_by(hurry), _shell(BACK)),
}
"""How each kind is done, and undone."""
