"""Roles of the entry: balancers and proxies."""

from __future__ import annotations

from typing import TypedDict

from topology.flows import PEER
from topology.inventory.parties import Group, Member, Party, PortNumber, number
from topology.inventory.programs import port_of
from topology.platform import Process, Route
from topology.stores import Engine, Inside


class Backend(TypedDict):
    """Who is behind a balancer, for which requests, and how one of them is chosen.

    `health` are the paths that answer 200 when all is well, by program.
    """

    members: list[Member]
    ports: dict[str, PortNumber]
    health: dict[str, str]
    paths: list[str]
    balance: str
    sticky: bool
    upload_mb: int


class Haproxy(TypedDict):
    """The entry: its address, the tiers behind it, and the other site's entry to forward to."""

    haproxy_address: str | None
    haproxy_backends: dict[str, Backend]
    haproxy_forward: dict[str, Party]


class Keepalived(TypedDict):
    """A shared address; the router's number is unique in its network."""

    keepalived_address: str | None
    keepalived_router: int | None
    keepalived_members: list[Member]


class Site(TypedDict):
    """A program that answers on its own host, and for which requests.

    `unfiltered` are rules of the web filter that take its requests for attacks, and why they err.
    """

    port: PortNumber
    health: str | None
    paths: list[str]
    upload_mb: int
    unfiltered: dict[str, str]


class Nginx(TypedDict):
    """The programs that nginx stands before, and the balancers that say who a client is."""

    nginx_sites: dict[str, Site]
    nginx_entries: list[Member]


class Reached(TypedDict):
    """A store that programs reach, on the ports that the flows open."""

    engine: Engine
    inside: Inside
    members: list[Member]
    readers: list[Member]
    ports: dict[str, PortNumber]


class DataProxy(TypedDict):
    """The stores that a program finds on its own host."""

    data_proxy_stores: dict[str, Reached]


def haproxy(group: Group) -> Haproxy:
    """Return what the entry balances over: whomever it opens connections to."""
    opened = _opened(group, "haproxy")
    members = group.facts.members
    return Haproxy(
        haproxy_address=_shared(group, "haproxy"),
        haproxy_backends={
            to: _backend(group, to, ports) for to, ports in opened.items() if not _is_there(to)
        },
        haproxy_forward={
            to.removeprefix(PEER): Party(members=members(to), ports=ports)
            for to, ports in opened.items()
            if _is_there(to)
        },
    )


def keepalived(group: Group) -> Keepalived:
    """Return the address that a group's members share."""
    address = _shared(group, "keepalived")
    tiers = group.environment.tiers
    duties = group.duties_with("keepalived")
    return Keepalived(
        keepalived_address=address,
        keepalived_router=tiers[duties[0]].tier.slot if address else None,
        keepalived_members=group.facts.members(duties[0]) if address else [],
    )


def nginx(group: Group) -> Nginx:
    """Return the programs that nginx stands before."""
    duties = group.duties_with("nginx")
    facts, tiers = group.facts, group.environment.tiers
    sources = {flow.source.name for flow in facts.flows if flow.destination.name in duties}
    entries = [name for name in tiers if name in sources and "haproxy" in tiers[name].services]
    return Nginx(
        nginx_sites={
            name: _site(group, program, port)
            for name, program in group.environment.platform.processes.items()
            if program.tier in duties and (port := port_of(group, program)) is not None
        },
        nginx_entries=[member for name in entries for member in facts.members(name)],
    )


def data_proxy(group: Group) -> DataProxy:
    """Return the stores that a group's programs reach; the cloud's are found by their own names."""
    flows = tuple(group.opened_by(group.duties_with("data-proxy")))
    members = group.facts.members
    stores: dict[str, Reached] = {}
    for name, (store, copies) in group.environment.stores.items():
        opened = [flow for flow in flows if flow.destination.name in (store.tier, store.readers)]
        ports = {flow.port_name: number(flow.port) for flow in opened}
        if ports and store.tier not in group.environment.managed:
            stores[name] = Reached(
                engine=store.engine,
                inside=copies.inside,
                members=members(store.tier),
                readers=members(store.readers) if store.readers else [],
                ports=ports,
            )
    return DataProxy(data_proxy_stores=stores)


def _opened(group: Group, service: str) -> dict[str, dict[str, PortNumber]]:
    """Return the ports that a group's duties with a service may reach elsewhere, by party."""
    duties = group.duties_with(service)
    found: dict[str, dict[str, PortNumber]] = {}
    for flow in group.opened_by(duties):
        to = flow.destination.name
        if to not in duties and group.facts.members(to):
            found.setdefault(to, {})[flow.port_name] = number(flow.port)
    return found


def _is_there(party: str) -> bool:
    return party.startswith(PEER)


def _backend(group: Group, tier: str, ports: dict[str, PortNumber]) -> Backend:
    platform = group.environment.platform
    route = platform.entry[tier]
    programs = platform.processes.items()
    return Backend(
        members=group.facts.members(tier),
        ports=ports,
        health={n: each.health for n, each in programs if each.tier == tier and each.health},
        paths=list(route.paths),
        balance=route.balance,
        sticky=route.sticky,
        upload_mb=route.upload,
    )


def _site(group: Group, program: Process, port: PortNumber) -> Site:
    route = group.environment.platform.entry.get(program.tier, Route(paths=("/",)))
    return Site(
        port=port,
        health=program.health,
        paths=list(route.paths),
        upload_mb=route.upload,
        unfiltered={str(each.rule): each.why for each in route.unfiltered},
    )


def _shared(group: Group, service: str) -> str | None:
    shared = map(group.environment.virtual_address, group.duties_with(service))
    return next((str(address) for address in shared if address), None)
