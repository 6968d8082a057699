"""Ready: would a switchover work now, and a failover if it had to?

Only looks. Everything that a move needs is asked of the hosts themselves, at both sites, side by
side. What nobody can tell is no yes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from content.comparing import LateError
from runbooks import caches, names, switchover
from runbooks.content import differences, remembered
from runbooks.pair import Pair
from runbooks.readiness import backups, hosts
from runbooks.sessions import HostError

Verdict = Literal["good", "bad"]


@dataclass(frozen=True)
class Finding:
    """One question, and what stands in the way of a yes."""

    check: str
    verdict: Verdict
    why: tuple[str, ...] = ()


Ask = Callable[[Pair], Iterator[str]]


def lock(pair: Pair) -> Iterator[str]:
    """Yield who has the lock; a run that was cut short keeps it."""
    holder = pair.lease("beat")["lock"]
    if holder:
        yield f"{holder} has the lock: it runs, or `--resume` or `--abort` ends it"


def voters(pair: Pair) -> Iterator[str]:
    """Yield the voters that do not answer: with two left, one more lost closes both sites."""
    found = pair.lease("voters")["voters"]
    yield from (f"{place} does not answer: {why}" for place, why in found.items() if why)


def doors(pair: Pair) -> Iterator[str]:
    """Yield hosts that do not stand as the lease says."""
    for site, expected in ((pair.old, {"open"}), (pair.new, {"forward"})):
        states = {each["host"]: each["entry"] for each in pair.look(site)}
        for host in site.guarded:
            state = states.get(host, "silent")
            if state not in expected:
                yield f"{host} is {state}, and should be {' or '.join(sorted(expected))}"


def content(pair: Pair) -> Iterator[str]:
    """Yield what is not what it is a copy of: by the copy's own timer, and by a look now."""
    yield from remembered(pair, time.time())
    yield from differences(pair)


CHECKS: dict[str, Ask] = {
    "replication": switchover.databases,
    "cache": caches.ready,
    "content": content,
    "capacity": hosts.capacity,
    "versions": hosts.versions,
    "programs": hosts.programs,
    "certificates": hosts.certificates,
    "backups": backups.backups,
    "names": names.ready,
    "voters": voters,
    "doors": doors,
    "lock": lock,
    "drift": hosts.drift,
}
"""In the order in which a move needs them."""


def findings(pair: Pair) -> Iterator[Finding]:
    """Yield an answer to every question; one that cannot be asked is no yes, and stops no other."""
    for name, ask in CHECKS.items():
        why = []
        try:
            why += list(ask(pair))
        except (HostError, LateError, ValueError, KeyError, IndexError) as error:
            why.append(f"cannot be told: {type(error).__name__}: {error}")
        yield Finding(name, "bad" if why else "good", tuple(why))


def metrics(pair_name: str, found: list[Finding], now: float) -> str:
    """Return the findings as Prometheus reads them from a file."""
    lines = [
        "# HELP tandem_ready Whether a switchover would work, by what it needs.",
        "# TYPE tandem_ready gauge",
    ]
    for each in found:
        labels = f'pair="{pair_name}",check="{each.check}"'
        lines.append(f"tandem_ready{{{labels}}} {int(each.verdict == 'good')}")
    lines += [
        "# HELP tandem_ready_asked_timestamp_seconds When that was last asked.",
        "# TYPE tandem_ready_asked_timestamp_seconds gauge",
        f'tandem_ready_asked_timestamp_seconds{{pair="{pair_name}"}} {now:.0f}',
    ]
    return "\n".join(lines) + "\n"
