"""Set what a host is to be set to, and report what it does not allow.

    tuning.py [--check] [-]

Wishes come from /etc/tandem/tuning.json, or with ``-`` from standard input; the report goes to
/var/lib/tandem/tuning.json: for each setting what was wanted, what is live, and why they differ.
Runs at each converge and at each boot. It prints what it changed as JSON, and ends with 1 where
something that a host must not refuse was refused. With ``--check`` nothing is changed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knobs import knob_of
from machine import Knob, Machine

WISHES = "etc/tandem/tuning.json"
REPORT = "var/lib/tandem/tuning.json"
SYSCTL = "etc/sysctl.d/60-tandem.conf"
MODULES = "etc/modules-load.d/60-tandem.conf"
NEEDS_MODULE = {"net.netfilter.nf_conntrack_": "nf_conntrack", "net.bridge.": "br_netfilter"}
"""Settings that are not there until a module of the kernel is."""
SHARED = "the kernel is another machine's too"
ROUNDED_UP = ("net.netfilter.nf_conntrack_buckets",)
HEAD = "# Written by Tandem's role `tuning`: what this host allows of what the model asks.\n"


@dataclass(frozen=True)
class Outcome:
    """How one setting ended."""

    of: str
    name: str
    wanted: str
    live: str | None
    why: str = ""
    changed: bool = False
    kept: bool = False
    """Whether it belongs into the host's own files, to be there after a boot."""

    @property
    def title(self) -> str:
        """What it is called in the report: its device, if any, and its name."""
        return f"{self.of} {self.name}".strip()


def settle(machine: Machine, of: str, name: str, wanted: str) -> Outcome:
    """Set one setting, or say why it cannot be."""
    knob = knob_of(machine, of, name)
    live = knob.live()
    foreign = machine.shared and not knob.own
    kept = not foreign and live is not None
    if same(name, live, wanted):
        return Outcome(of, name, wanted, live, kept=kept)
    why = SHARED if foreign else knob.refusal(wanted)
    if why or machine.check:
        return Outcome(of, name, wanted, live, why, changed=not why, kept=kept and not why)
    return _turned(knob, Outcome(of, name, wanted, live))


def _turned(knob: Knob, before: Outcome) -> Outcome:
    why = ""
    try:
        knob.set(before.wanted)
    except (OSError, subprocess.CalledProcessError) as error:
        why = str(error)
    live = knob.live()
    is_set = same(before.name, live, before.wanted)
    if not is_set and not why:
        why = "it was set, and the kernel did not keep it"
    return Outcome(
        before.of,
        before.name,
        before.wanted,
        live,
        "" if is_set else why,
        changed=live != before.live,
        kept=is_set,
    )


def same(name: str, live: str | None, wanted: str) -> bool:
    """Tell whether a live value is the wanted one, however the kernel writes it.

    >>> same("net.ipv4.ip_local_reserved_ports", "51820-51821", "51820,51821")
    True
    >>> same("swap", "2047MB", "1024MB"), same("swap", "2047MB", "0MB")
    (True, False)
    >>> same("mount_options", "rw,noatime", "noatime,_netdev")
    True
    """
    if live is None:
        return False
    if name.endswith("reserved_ports"):
        return _ports(live) == _ports(wanted)
    if name == "swap" and _number(wanted):
        return _number(live) >= _number(wanted) - 1
    if name == "mount_options":
        return set(live.split(",")) >= set(wanted.split(",")) - {"_netdev"}
    if name in ROUNDED_UP:
        return int(live) >= int(wanted)
    return live.split() == wanted.split()


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def _ports(text: str) -> set[int]:
    ranges = [each.split("-") for each in text.split(",") if each]
    return {port for each in ranges for port in range(int(each[0]), int(each[-1]) + 1)}


def settle_all(machine: Machine, wishes: dict[str, Any]) -> Iterator[Outcome]:
    """Settle every wish."""
    for name, wanted in wishes["sysctl"].items():
        yield settle(machine, "", name, wanted)
    for name, wanted in wishes["host"].items():
        yield settle(machine, "", name, wanted)
    for of, settings in wishes["devices"].items():
        for name, wanted in settings.items():
            yield settle(machine, of, name, wanted)


def needed_modules(machine: Machine, wishes: dict[str, Any]) -> list[str]:
    """Return the modules of the kernel that settings need; none of another machine's."""
    starts = () if machine.shared else NEEDS_MODULE
    return [
        NEEDS_MODULE[start]
        for start in starts
        if any(name.startswith(start) for name in wishes["sysctl"])
    ]


def written(machine: Machine, name: str, text: str) -> bool:
    """Write a file where it says something else; tell whether it did."""
    path = machine.at(name)
    if (path.read_text() if path.exists() else "") == text:
        return False
    if not machine.check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)
    return True


def applied(machine: Machine, wishes: dict[str, Any]) -> dict[str, Any]:
    """Apply all wishes, keep them for the next boot, and report."""
    modules = needed_modules(machine, wishes)
    for module in () if machine.check else modules:
        machine.run("modprobe", module)
    found = list(settle_all(machine, wishes))
    lines = [f"{e.name} = {e.wanted}\n" for e in found if e.kept and e.name in wishes["sysctl"]]
    files = {
        # Wishes come in one order from a converge, and in another after a boot.
        SYSCTL: HEAD + "".join(sorted(lines)),
        MODULES: "".join(f"{module}\n" for module in modules),
    }
    changed = [each.title for each in found if each.changed]
    changed += [f"/{name}" for name, text in files.items() if written(machine, name, text)]
    written(machine, REPORT, report(found))
    refused = {each.title: each.why for each in found if each.why}
    must = [e.title for e in found if e.why and e.name not in wishes["refusable"]]
    return {"changed": changed, "refused": refused, "failed": [] if machine.shared else must}


def report(found: list[Outcome]) -> str:
    """Write the report."""
    entries = {e.title: {"wanted": e.wanted, "live": e.live, "why": e.why} for e in found}
    return json.dumps(entries, indent=2) + "\n"


def main(words: list[str], root: Path = Path("/")) -> int:
    """Do what the command line says."""
    text = sys.stdin.read() if "-" in words else (root / WISHES).read_text()
    wishes = json.loads(text)
    check = "--check" in words
    machine = Machine(root, wishes["shared"], check, wishes["address"], wishes["paths"])
    result = applied(machine, wishes)
    sys.stdout.write(json.dumps(result) + "\n")
    return 1 if result["failed"] and not check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
