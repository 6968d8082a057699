"""What an environment changes on the machines and networks it is given, said before it is built.

Users, groups, processes, scheduled jobs, ports, traffic in and out, and the checklist that the
people who hand over the machines go through. Everything is read from the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from topology.environment import Environment
from topology.flows import HOSTS, Flow, flows
from topology.platform import Job, Process

Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One table of the disclosure."""

    title: str
    headings: Row
    rows: tuple[Row, ...]


def disclosure(environment: Environment) -> tuple[Section, ...]:
    """Return every table, in the order in which people prepare."""
    found = [
        (
            flow,
            _is_ours(environment, flow.source.name),
            _is_ours(environment, flow.destination.name),
        )
        for flow in flows(environment)
    ]
    inbound = [flow for flow, from_us, to_us in found if to_us and not from_us]
    outbound = [flow for flow, from_us, to_us in found if from_us and not to_us]
    traffic = ("Who", "To whom", "Port", "Why")
    return (
        Section(
            "Roles of people", ("Role", "May", "Second factor", "Who"), (*_roles(environment),)
        ),
        Section("System accounts", ("Account", "Group", "On", "For"), (*_accounts(environment),)),
        Section(
            "Database accounts",
            ("Account", "Store", "May", "From", "For"),
            (*_logins(environment),),
        ),
        Section("Processes", PROCESSES, (*_processes(environment),)),
        Section("Scheduled jobs", ("Job", "On", "As", "When", "What"), (*_jobs(environment),)),
        Section("Ports that listen", ("Port", "Name", "Service", "On"), (*_ports(environment),)),
        Section("Traffic from outside", traffic, (*map(_traffic, inbound),)),
        Section("Traffic to outside", traffic, (*map(_traffic, outbound),)),
        Section("Before deployment", ("Check", "Against"), CHECKLIST),
    )


REPOSITORY = "backup"
"""The tier that keeps backups; where the cloud is it, it also makes them."""

FETCHED = ("pgbackrest",)
"""Methods that the repository starts; the others are started where the data is."""

PROCESSES = ("Unit", "On", "As", "Starts after", "Health", "What")
"""All of them start at boot and are started again when they fail."""

CHECKLIST: tuple[Row, ...] = (
    ("Every role has its people, and no person both asks for a change and approves it", "Roles"),
    ("Every role that asks for a second factor has it set up", "Roles"),
    (
        "Every system account exists with its group, and no other person or program uses it",
        "Accounts",
    ),
    ("Every database account has only what it may, and no shared password", "Database accounts"),
    ("Passwords, lockout and the audit log follow the house's policy", "Roles, Accounts"),
    ("Every process starts at boot, after what it needs, and restarts when it fails", "Processes"),
    ("Every health path answers 200", "Processes"),
    ("Every job is scheduled, and on one member only", "Scheduled jobs"),
    ("Every port answers from where it should", "Traffic from outside, Ports"),
    ("Every other port is refused", "Ports"),
    ("Every outside party can be reached", "Traffic to outside"),
    ("Virtual switches carry the zones' networks, and keep them apart", "tandem show"),
    ("The administrators' network reaches the bastion, and nothing else", "Traffic from outside"),
    ("A backup was made, and restored elsewhere", "Scheduled jobs"),
)
"""What is gone through before a deployment, and the table to hold it against."""


def _roles(environment: Environment) -> Iterator[Row]:
    for name, role in {**environment.common.roles, **environment.platform.roles}.items():
        yield name, ", ".join(role.may), "yes" if role.second_factor else "no", role.what


def _accounts(environment: Environment) -> Iterator[Row]:
    used: dict[str, tuple[dict[str, None], dict[str, None]]] = {}

    def note(user: str | None, tier: str, purpose: str) -> None:
        tiers, purposes = used.setdefault(user or "root", ({}, {}))
        tiers[tier] = purposes[purpose] = None

    for tier in environment.host_tiers:
        for service in tier.services:
            note(environment.services[service].user, tier.name, service)
    for name, program in _programs(environment):
        note(program.user, program.tier, name)
    for user, (tiers, purposes) in sorted(used.items()):
        yield user, user, ", ".join(tiers), ", ".join(purposes)


def _logins(environment: Environment) -> Iterator[Row]:
    for name, account in environment.platform.database_accounts.items():
        if account.store in environment.stores:
            users = [tier for tier in account.used_by if tier in environment.tiers]
            yield name, account.store, ", ".join(account.may), ", ".join(users), account.what


def _processes(environment: Environment) -> Iterator[Row]:
    """The tenant's programs are told as processes; the service of the same unit is not repeated."""
    own = {name: each for name, each in _programs(environment) if isinstance(each, Process)}
    for name in dict.fromkeys(each for tier in environment.host_tiers for each in tier.services):
        service = environment.services[name]
        unit = service.unit or name
        if unit not in own:
            user = service.user or "root"
            yield f"{unit}.service", _where(environment, name), user, "network", "", service.what
    for name, process in own.items():
        after = ", ".join(process.after) or "network"
        health = process.health or ""
        yield f"{name}.service", process.tier, process.user, after, health, process.what


def _jobs(environment: Environment) -> Iterator[Row]:
    for name, job in environment.platform.jobs.items():
        if job.tier in environment.tiers:
            yield name, job.tier, job.user, job.at, job.what
    yield from _backups(environment)


def _backups(environment: Environment) -> Iterator[Row]:
    """Backups that a store or files at this size need, and their rehearsed restores."""
    for name, policy in environment.platform.backup.items():
        holders = environment.platform.holders(name)
        if holders and holders[0] not in environment.tiers:
            continue
        where, user = _made_on(environment, holders, policy.method)
        rhythms = {"full": policy.full, "differential": policy.differential}
        rhythms["incremental"] = policy.incremental
        for rhythm, at in rhythms.items():
            if at:
                yield f"backup-{name}-{rhythm}", where, user, at, f"{rhythm} backup of {name}"
        what = f"rehearsed restore of {name}"
        yield f"restore-{name}", REPOSITORY, policy.method, policy.restore_test, what


def _made_on(environment: Environment, holders: Sequence[str], method: str) -> tuple[str, str]:
    """Name who makes a backup, and as whom: the repository, or who holds the data and pushes it."""
    if method in FETCHED or REPOSITORY in environment.managed:
        return REPOSITORY, method
    return (holders[0] if holders else "every host"), "root"


def _programs(environment: Environment) -> Iterator[tuple[str, Process | Job]]:
    programs: Mapping[str, Process | Job] = {
        **environment.platform.processes,
        **environment.platform.jobs,
    }
    for name, program in programs.items():
        if program.tier in environment.tiers:
            yield name, program


def _ports(environment: Environment) -> Iterator[Row]:
    for name in dict.fromkeys(each for tier in environment.host_tiers for each in tier.services):
        for port_name, port in environment.services[name].ports.items():
            yield str(port), port_name, name, _where(environment, name)


def _where(environment: Environment, service: str) -> str:
    """Name the tiers that run a service."""
    tiers = [tier.name for tier in environment.host_tiers if service in tier.services]
    return "every host" if len(tiers) == len(environment.host_tiers) else ", ".join(tiers)


def _traffic(flow: Flow) -> Row:
    return (
        _party(flow.source.name, flow.source.addresses),
        _party(flow.destination.name, flow.destination.addresses),
        f"{flow.port} {flow.port_name}",
        flow.why,
    )


def _party(name: str, addresses: Sequence[str]) -> str:
    return f"{name} ({', '.join(each.removesuffix('/32') for each in addresses)})"


def _is_ours(environment: Environment, name: str) -> bool:
    return name in environment.tiers or name == HOSTS
