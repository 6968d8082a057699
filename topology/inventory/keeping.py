"""Roles that keep files: shared directories and backups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from topology.flows import PEER
from topology.inventory.parties import Facts, Group, Member, Party, PortNumber
from topology.stores import BackupPolicy, SharedFiles, Store

KEEPER = "restic"
"""The service of a repository's host; pgBackRest also runs beside each database."""

DATABASES = "pgbackrest"
"""The method that backs up PostgreSQL, and the service that does it."""


class Share(TypedDict):
    """A directory that several hosts share: who keeps it, mounts it, follows at the other site."""

    mount: str
    filesystem: str
    options: list[str]
    servers: list[Member]
    clients: list[Member]
    peers: list[Member]
    kept_here: bool
    mounted_here: bool


class Files(TypedDict):
    """The shared directories that a host keeps or mounts."""

    files_shares: dict[str, Share]


class Policy(TypedDict):
    """How one thing is backed up; times are systemd calendar expressions."""

    method: str
    full: str
    differential: str | None
    incremental: str | None
    continuous: bool
    keep_seconds: dict[str, int]
    offsite: str
    encrypted: str
    restore_test: str


class Stanza(TypedDict):
    """One cluster of PostgreSQL that is backed up: its members, and how."""

    members: list[Member]
    postgresql: PortNumber
    root: str
    policy: Policy


class Pgbackrest(TypedDict):
    """The clusters that a host is a member of, or all whose backups it keeps."""

    pgbackrest_stanzas: dict[str, Stanza]
    pgbackrest_repository: Party
    pgbackrest_offsite: Party


class Source(TypedDict):
    """What is backed up as files: where it lies, on whom, and how.

    `engine` is a store's. `kept` is where its keepers have it; of a share each has a copy, and they
    are asked live which of them speaks for it. Configuration is in no one folder.
    """

    engine: str | None
    kept: str | None
    keepers: list[Member]
    policy: Policy


class Restic(TypedDict):
    """What of a host is backed up as files; a repository knows all."""

    restic_sources: dict[str, Source]


class Repositories(TypedDict):
    """Where backups of files go: to this site's repository, and on to the other site's."""

    restic_repository: Party
    restic_offsite: Party


def files(group: Group) -> Files | None:
    """Return the shared directories of a group; nothing, where it neither keeps nor mounts any."""
    shares = {
        name: _share(group, share)
        for name, share in group.environment.platform.files.items()
        if {share.tier, *share.mounted_by} & set(group.duties)
    }
    return Files(files_shares=shares) if shares else None


def pgbackrest(group: Group) -> Pgbackrest:
    """Return the clusters of PostgreSQL that a group belongs to, or keeps the backups of."""
    here, there = _keepers(group.facts)
    ports = group.facts.ports("pgbackrest")
    stores = group.environment.platform.stores
    return Pgbackrest(
        pgbackrest_stanzas={
            name: _stanza(group, stores[name], policy)
            for name, policy in _policies(group, DATABASES)
            if name in stores
        },
        pgbackrest_repository=Party(members=here, ports=ports),
        pgbackrest_offsite=Party(members=there, ports=ports),
    )


def restic(group: Group) -> Restic:
    """Return what of a group is backed up as files; configuration is everywhere."""
    return Restic(
        restic_sources={
            name: _source(group, name, policy) for name, policy in _policies(group, KEEPER)
        }
    )


def repositories(facts: Facts) -> Repositories:
    """Return where backups of files go."""
    here, there = _keepers(facts)
    ports = facts.ports("base")
    return Repositories(
        restic_repository=Party(members=here, ports=ports),
        restic_offsite=Party(members=there, ports=ports),
    )


def _share(group: Group, share: SharedFiles) -> Share:
    mirrored = share.between == "mirrored"
    return Share(
        mount=share.mount,
        filesystem=share.filesystem,
        options=list(share.options),
        servers=group.facts.members(share.tier),
        clients=[each for tier in share.mounted_by for each in group.facts.members(tier)],
        peers=group.facts.members(PEER + share.tier) if mirrored else [],
        kept_here=share.tier in group.duties,
        mounted_here=bool(set(share.mounted_by) & set(group.duties)),
    )


def _keepers(facts: Facts) -> tuple[list[Member], list[Member]]:
    """Return the repositories of this site and of the other one."""
    there = facts.there.by_service if facts.there else {}
    return facts.here.by_service.get(KEEPER, []), there.get(KEEPER, [])


def _policies(group: Group, method: str) -> Iterator[tuple[str, BackupPolicy]]:
    """Yield what a method backs up of a group; a repository knows every policy."""
    keeps_all = KEEPER in group.services
    for name, policy in group.environment.platform.backup.items():
        if policy.method == method and (keeps_all or _is_kept_by(group, name)):
            yield name, policy


def _stanza(group: Group, store: Store, policy: BackupPolicy) -> Stanza:
    postgresql = group.environment.services["postgresql"]
    return Stanza(
        members=group.facts.members(store.tier),
        postgresql=group.facts.ports("postgresql")["postgresql"],
        root=postgresql.data or "",
        policy=_policy(policy),
    )


def _source(group: Group, name: str, policy: BackupPolicy) -> Source:
    platform, services = group.environment.platform, group.environment.services
    store = platform.stores.get(name)
    kept = services[store.engine].data if store and store.engine in services else None
    if name in platform.files:
        kept = f"{services['glusterfs'].data}/{name}/brick"
    return Source(
        engine=store.engine if store else None,
        kept=kept,
        keepers=[each for tier in platform.holders(name) for each in group.facts.members(tier)],
        policy=_policy(policy),
    )


def _is_kept_by(group: Group, name: str) -> bool:
    """Tell whether a group keeps what a policy is for; configuration is everywhere."""
    holders = group.environment.platform.holders(name)
    return not holders or not set(holders).isdisjoint(group.duties)


def _policy(policy: BackupPolicy) -> Policy:
    keep = policy.keep
    return Policy(
        method=policy.method,
        full=policy.full,
        differential=policy.differential,
        incremental=policy.incremental,
        continuous=policy.continuous,
        keep_seconds={
            "daily": round(keep.daily),
            "weekly": round(keep.weekly),
            "monthly": round(keep.monthly),
        },
        offsite=policy.offsite,
        encrypted=policy.encrypted,
        restore_test=policy.restore_test,
    )
