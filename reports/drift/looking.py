"""Both readers, one after the other, and what they found together."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reports.drift import declared, live
from reports.drift.comparing import compare
from reports.drift.finding import Drift, Finding, together
from topology.environment import Environment
from topology.inventory import inventory
from topology.problems import nearest

NO_BASELINE = (
    "nothing is known of it from before: no converge of the whole site has ended there, or it was "
    "one of another version of Tandem. Converge playbooks/site.yml once, or look, and --accept"
)

Told = Callable[[str], None]


class NobodyError(Exception):
    """No host bears the name that was given, with the nearest that does."""


def look(environment: Environment, only: Sequence[str], words: Sequence[str], told: Told) -> Drift:
    """Return what differs on the hosts of an environment; nothing is changed."""
    started = time.monotonic()
    facts = live.facts_of(inventory(environment))
    names = chosen(environment, only)
    readings, unread = live.ask_all(names, "read", told)
    findings: list[Finding] = []
    for host, said in readings.items():
        if said["known"] is None:
            unread[host] = NO_BASELINE
        else:
            findings += compare(host, said["known"], said["now"], facts[host])
    roles, unreached = declared.check(environment.name, only, words, told)
    unread |= {host: why for host, why in unreached.items() if host not in unread}
    asked = time.monotonic() - started
    return Drift(environment.name, names, together(roles, findings), unread, asked)


def accept(
    environment: Environment, only: Sequence[str], told: Told
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Let hosts know what is there now; return what they say, and who says nothing."""
    return live.ask_all(chosen(environment, only), "accept", told)


def chosen(environment: Environment, only: Sequence[str]) -> list[str]:
    """Return the hosts that some names choose: hosts, or groups of the inventory."""
    found = inventory(environment)
    everyone = list(found["_meta"]["hostvars"])
    known = [*everyone, *(name for name in found if name != "_meta")]
    for name in only:
        if name not in known:
            raise NobodyError(f"there is no host or group '{name}'{nearest(name, known)}")
    wanted = {host for name in only for host in found.get(name, {}).get("hosts", [name])}
    return [name for name in everyone if not only or "all" in only or name in wanted]
