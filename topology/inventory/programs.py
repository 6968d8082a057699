"""The tenant's programs: processes that keep running, jobs, and what they are given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypedDict

from topology.inventory.parties import Group, PortNumber
from topology.platform import Process as Program
from topology.stores import DatabaseAccount, Engine


class Process(TypedDict):
    """A program of the tenant's that keeps running.

    `after` are the units of this host that start before it, `accounts` those that it logs in with.
    """

    user: str
    port: PortNumber | None
    health: str | None
    after: list[str]
    accounts: list[str]


class Job(TypedDict):
    """A program of the tenant's that runs by the calendar, on one member at a time.

    `lock` is the account by which members agree who runs it; none, where a cache is not at hand.
    """

    user: str
    at: str
    accounts: list[str]
    lock: str | None


class Login(TypedDict):
    """An account in a store, and what it may do there."""

    store: str
    engine: Engine
    may: list[str]


class App(TypedDict):
    """The tenant's programs on a host, and the accounts and shared directories they are given.

    Timers are the seconds after which a client tries again, and those after which it gives up.
    """

    app_name: str
    app_processes: dict[str, Process]
    app_jobs: dict[str, Job]
    app_accounts: dict[str, Login]
    app_shares: dict[str, str]
    app_timers: dict[str, float]


def app(group: Group) -> App | None:
    """Return the tenant's programs on a group; nothing, where it has none."""
    platform = group.environment.platform
    processes = {n: each for n, each in platform.processes.items() if each.tier in group.duties}
    jobs = {name: each for name, each in platform.jobs.items() if each.tier in group.duties}
    if not processes and not jobs:
        return None
    tiers = {each.tier for each in processes.values()} | {each.tier for each in jobs.values()}
    return App(
        app_name=platform.platform,
        app_processes={name: _process(group, each) for name, each in processes.items()},
        app_jobs={
            name: Job(
                user=each.user,
                at=each.at,
                accounts=list(_serving(group, each.tier)),
                lock=_lock(group, each.tier),
            )
            for name, each in jobs.items()
        },
        app_accounts={
            name: Login(store=each.store, engine=_engine(group, each), may=list(each.may))
            for name, each in _accounts(group, tiers).items()
        },
        app_shares={
            name: each.mount
            for name, each in platform.files.items()
            if tiers & set(each.mounted_by)
        },
        app_timers=group.facts.timers.get("client", {}),
    )


def port_of(group: Group, program: Program) -> PortNumber | None:
    """Return the number of a program's port, which a service of its tier names."""
    if program.port is None:
        return None
    return group.facts.ports(*group.environment.tiers[program.tier].services)[program.port]


def _process(group: Group, program: Program) -> Process:
    services = group.environment.services
    return Process(
        user=program.user,
        port=port_of(group, program),
        health=program.health,
        after=[services[name].unit or name for name in program.after],
        accounts=list(_serving(group, program.tier)),
    )


def _accounts(group: Group, tiers: Collection[str]) -> Mapping[str, DatabaseAccount]:
    """Return the accounts with which programs of some tiers log in."""
    return {
        name: each
        for name, each in group.environment.platform.database_accounts.items()
        if each.store in group.environment.stores
        and not set(tiers).isdisjoint(each.used_by)
        and not {"own", "read", "write"}.isdisjoint(each.may)
    }


def _serving(group: Group, tier: str) -> Iterator[str]:
    """Yield the accounts that serve requests; the one that defines tables is the migrations'."""
    return (name for name, each in _accounts(group, {tier}).items() if "own" not in each.may)


def _lock(group: Group, tier: str) -> str | None:
    accounts = _accounts(group, {tier}).items()
    writers = (n for n, e in accounts if _engine(group, e) == "redis" and "write" in e.may)
    return next(writers, None)


def _engine(group: Group, account: DatabaseAccount) -> Engine:
    store, _ = group.environment.stores[account.store]
    return store.engine
