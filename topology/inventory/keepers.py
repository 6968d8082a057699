"""Who keeps the lock that lets one run at a time change a site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from topology.hosts import Host
from topology.inventory.parties import Facts

MOST = 3
_FIRST = ("runner", "etcd", "k3s-server", "bastion")
"""Whose hosts are asked before others: runs start there, or majorities decide there."""


class Lock(TypedDict):
    """Hosts of which most must agree that a run may go on: one, or three in several racks."""

    lock_keepers: list[str]


def lock(facts: Facts) -> Lock:
    """Return who keeps the lock; it must not depend on who asks, or which hosts he is after."""
    found = list(_in_turn(facts.environment.hosts))[:MOST]
    # Two would both be needed: one is as safe, and is lost less often.
    return Lock(lock_keepers=found if len(found) == MOST else found[:1])


def _in_turn(hosts: tuple[Host, ...]) -> Iterator[str]:
    """Yield hosts of one rack after the other, the best of each first."""
    racks: dict[str, list[Host]] = {}
    for host in sorted(hosts, key=_rank):
        racks.setdefault(host.fault_domain, []).append(host)
    while any(racks.values()):
        for waiting in racks.values():
            if waiting:
                yield waiting.pop(0).name


def _rank(host: Host) -> int:
    return next((at for at, name in enumerate(_FIRST) if name in host.services), len(_FIRST))
