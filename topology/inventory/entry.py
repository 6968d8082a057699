"""Roles of the entry and of programs: balancers, proxies, the tenant's processes and jobs."""

from __future__ import annotations

from typing import TypedDict

from topology.flows import PEER
from topology.inventory.parties import Group, Member, PortNumber, number
from topology.platform import Process as Program
from topology.stores import Engine


class Backend(TypedDict):
    """Who is behind a balancer; `health` are the paths that answer 200 when all is well."""

    members: list[Member]
    ports: dict[str, PortNumber]
    health: list[str]


class Haproxy(TypedDict):
    """The entry: its address, the tiers behind it, and the other site's entry to forward to."""

    haproxy_address: str | None
    haproxy_backends: dict[str, Backend]
    haproxy_forward: dict[str, Backend]


class Keepalived(TypedDict):
    """A shared address; the router's number is unique in its network."""

    keepalived_address: str | None
    keepalived_router: int | None
    keepalived_members: list[Member]


class Site(TypedDict):
    """A program that answers on its own host."""

    port: PortNumber
    health: str | None


class Nginx(TypedDict):
    """The programs that nginx stands before."""

    nginx_sites: dict[str, Site]


class Reached(TypedDict):
    """A store that programs reach, on the ports that the flows open."""

    engine: Engine
    members: list[Member]
    readers: list[Member]
    ports: dict[str, PortNumber]


class DataProxy(TypedDict):
    """The stores that a program finds on its own host."""

    data_proxy_stores: dict[str, Reached]


class Process(TypedDict):
    """A program of the tenant's that keeps running."""

    user: str
    port: PortNumber | None
    health: str | None
    after: list[str]


class Job(TypedDict):
    """A program of the tenant's that runs by the calendar, on one member at a time."""

    user: str
    at: str


class App(TypedDict):
    """The tenant's programs on a host, and the database accounts that they are given.

    Timers are the seconds after which a client tries again, and those after which it gives up.
    """

    app_processes: dict[str, Process]
    app_jobs: dict[str, Job]
    app_accounts: list[str]
    app_timers: dict[str, float]


def haproxy(group: Group) -> Haproxy:
    """Return what the entry balances over: whomever it opens connections to."""
    duties = group.duties_with("haproxy")
    found = _backends(group, duties)
    return Haproxy(
        haproxy_address=_shared(group, "haproxy"),
        haproxy_backends={to: each for to, each in found.items() if not to.startswith(PEER)},
        haproxy_forward={
            to.removeprefix(PEER): each for to, each in found.items() if to.startswith(PEER)
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
    return Nginx(
        nginx_sites={
            name: Site(port=port, health=program.health)
            for name, program in group.environment.platform.processes.items()
            if program.tier in duties and (port := _port(group, program)) is not None
        }
    )


def data_proxy(group: Group) -> DataProxy:
    """Return the stores that a group's programs reach; the cloud's are found by their own names."""
    flows = tuple(group.opened_by(group.duties_with("data-proxy")))
    members = group.facts.members
    stores: dict[str, Reached] = {}
    for name, (store, _) in group.environment.stores.items():
        opened = [flow for flow in flows if flow.destination.name in (store.tier, store.readers)]
        ports = {flow.port_name: number(flow.port) for flow in opened}
        if ports and store.tier not in group.environment.managed:
            stores[name] = Reached(
                engine=store.engine,
                members=members(store.tier),
                readers=members(store.readers) if store.readers else [],
                ports=ports,
            )
    return DataProxy(data_proxy_stores=stores)


def app(group: Group) -> App | None:
    """Return the tenant's programs on a group; nothing, where it has none."""
    platform = group.environment.platform
    processes = {n: each for n, each in platform.processes.items() if each.tier in group.duties}
    jobs = {name: each for name, each in platform.jobs.items() if each.tier in group.duties}
    if not processes and not jobs:
        return None
    tiers = {each.tier for each in processes.values()} | {each.tier for each in jobs.values()}
    return App(
        app_processes={
            name: Process(
                user=each.user,
                port=_port(group, each),
                health=each.health,
                after=list(each.after),
            )
            for name, each in processes.items()
        },
        app_jobs={name: Job(user=each.user, at=each.at) for name, each in jobs.items()},
        app_accounts=[
            name
            for name, account in platform.database_accounts.items()
            if account.store in group.environment.stores
            and tiers & set(account.used_by)
            and {"own", "read", "write"} & set(account.may)
        ],
        app_timers=group.facts.timers.get("client", {}),
    )


def _backends(group: Group, duties: tuple[str, ...]) -> dict[str, Backend]:
    found: dict[str, Backend] = {}
    processes = group.environment.platform.processes.values()
    for flow in group.opened_by(duties):
        to = flow.destination.name
        members = group.facts.members(to)
        if members and to not in duties:
            health = [each.health for each in processes if each.tier == to and each.health]
            empty = Backend(members=members, ports={}, health=health)
            found.setdefault(to, empty)["ports"][flow.port_name] = number(flow.port)
    return found


def _shared(group: Group, service: str) -> str | None:
    shared = map(group.environment.virtual_address, group.duties_with(service))
    return next((str(address) for address in shared if address), None)


def _port(group: Group, program: Program) -> PortNumber | None:
    """Return the number of a program's port, which a service of its tier names."""
    if program.port is None:
        return None
    return group.facts.ports(*group.environment.tiers[program.tier].services)[program.port]
