"""The `lease` role: who votes, and what of a host is shut without a valid lease."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from topology.flows import PEER
from topology.inventory.parties import Facts, Group, Party, PortNumber

WRITES: Mapping[str, tuple[str, ...]] = {
    "pgbouncer": ("pgbouncer",),
    "postgresql": ("postgresql",),
    "redis": ("redis",),
}
"""Services that take writes, and the names of the ports where they do."""
USERS: Mapping[str, tuple[str, ...]] = {"haproxy": ("http", "https")}
"""Services that users come to."""
COPIES = ("postgresql", "redis")
"""Ports that copies of the same store also come to, at this site and at the other."""


class Lease(TypedDict):
    """The voters of the site lease, its timers in seconds, and where a pair starts without one.

    A site without a peer has nobody to share a lease with, and is always open.
    """

    lease_site: str
    lease_is_paired: bool
    lease_home: str
    lease_voters: Party
    lease_timers: dict[str, float]


class Gates(TypedDict):
    """Ports that are shut without a valid lease, by who comes to them: writes, or users.

    Members of the same cluster, at either site, come to the ports of copies at any time.
    """

    lease_gates: dict[str, list[PortNumber]]
    lease_copies: list[PortNumber]
    lease_kin: list[str]
    lease_patroni: PortNumber | None
    """Where a host's own database says how far it is, for the voters to know."""
    lease_database: str | None
    """The service of that database: it stops where its site led and is cut off."""


def lease(facts: Facts) -> Lease:
    """Return the voters of the site lease."""
    environment = facts.environment
    peer = environment.peer
    return Lease(
        lease_site=environment.name,
        lease_is_paired=peer is not None,
        lease_home=peer.name if peer and peer.home else environment.name,
        lease_voters=facts.running_anywhere("lease"),
        lease_timers=facts.timers.get("lease", {}),
    )


def gates(group: Group) -> Gates:
    """Return what of a group opens under a lease alone."""
    facts, services = group.facts, group.services
    ports = facts.ports(*services)
    copied = [name for name in COPIES if name in services]
    stores = (store for store, _ in group.environment.stores.values() if store.engine in copied)
    kin = (
        facts.members(word)
        for store in stores
        for tier in store.tiers
        for word in (tier, PEER + tier)
    )
    return Gates(
        lease_gates={
            "writes": _ports(services, WRITES, ports),
            "users": _ports(services, USERS, ports),
        },
        lease_copies=[ports[name] for name in copied],
        lease_kin=sorted({each["address"] for members in kin for each in members}),
        lease_patroni=ports["patroni"] if "postgresql" in services else None,
        lease_database=_unit(group),
    )


def _unit(group: Group) -> str | None:
    known = group.environment.services
    return known["postgresql"].unit if "postgresql" in group.services else None


def _ports(
    services: Iterable[str], named: Mapping[str, tuple[str, ...]], ports: Mapping[str, PortNumber]
) -> list[PortNumber]:
    return [ports[port] for name in services for port in named.get(name, ())]
