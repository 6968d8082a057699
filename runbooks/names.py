"""The platform's name as runbooks move it: at each primary by itself, none of which has a say.

One that is away, or refuses, stops no move: it is said, and that primary asks the lease by itself
when it is back (`tandem-names.timer`, which the role `dns` brings).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from runbooks.pair import Pair
from runbooks.plan import Step
from runbooks.sessions import HostError

LEFT = "names"
"""Of a pair's notes: primaries that were not told, and why."""
QUICK = 30.0


def rename(pair: Pair) -> None:
    """Let the platform's name lead to the new site, at every primary that answers."""
    left: dict[str, str] = {}
    for host, told in pair.primaries.items():
        words = ("nsupdate", "-v", "-t", "5", "-k", "/etc/bind/tandem.key")
        try:
            pair.on(host, *words, given=_update(pair, told))
        except HostError as error:
            left[host] = str(error)
    pair.notes[LEFT] = left


def _update(pair: Pair, told: Mapping[str, Any]) -> str:
    zone, ttl = told["dns_zone"], round(told["dns_services"]["dns"]["timers"]["ttl"])
    lines = [f"server {told['ansible_host']}", f"zone {zone}", f"update delete {zone} A"]
    lines += [f"update add {zone} {ttl} A {each}" for each in told["dns_entries"][pair.new.name]]
    return "\n".join([*lines, "send", ""])


def not_renamed(pair: Pair) -> str | None:
    """Read back, at every primary that took the change; one at least."""
    read = 0
    for host, told in pair.primaries.items():
        if host in pair.notes.get(LEFT, {}):
            continue
        found = asked(pair, host, told)
        if found != sorted(told["dns_entries"][pair.new.name]):
            return f"{host} sends users to {', '.join(found) or 'nobody'}"
        read += 1
    return None if read else "no primary answers"


def asked(pair: Pair, host: str, told: Mapping[str, Any]) -> list[str]:
    """Return where a primary sends users."""
    words = ("dig", "+short", "+time=1", f"@{told['ansible_host']}", told["dns_zone"], "A")
    return sorted(pair.on(host, *words).split())


def left(pair: Pair) -> Iterator[str]:
    """Yield what a report says of primaries that were not told."""
    for host, why in pair.notes.get(LEFT, {}).items():
        yield (
            f"names: {host} was not told, and asks the lease by itself once it is back: "
            f"{' '.join(why.split())}"
        )


def ready(pair: Pair) -> Iterator[str]:
    """Yield primaries that do not answer, or send users elsewhere."""
    for host, told in pair.primaries.items():
        try:
            found = asked(pair, host, told)
        except HostError as error:
            yield str(error)
            continue
        if found != sorted(told["dns_entries"][pair.old.name]):
            yield f"{host} sends users to {', '.join(found) or 'nobody'}"


NAMES = Step(
    "names",
    "The platform's name leads there, at every primary that answers",
    rename,
    not_renamed,
    QUICK,
)
