"""Roles that keep files: shared directories and backups."""

from __future__ import annotations

from typing import TypedDict

from topology.flows import PEER
from topology.inventory.parties import Facts, Group, Member, Party
from topology.stores import BackupPolicy, SharedFiles

KEEPER = "restic"
"""The service of a repository's host; pgBackRest also runs beside each database."""


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


class Backup(TypedDict):
    """What of a host is backed up."""

    backup_policies: dict[str, Policy]


class Repositories(TypedDict):
    """Where backups go: to this site's repository, and on to the other site's."""

    backup_repository: Party
    backup_offsite: Party


def files(group: Group) -> Files | None:
    """Return the shared directories of a group; nothing, where it neither keeps nor mounts any."""
    shares = {
        name: _share(group, share)
        for name, share in group.environment.platform.files.items()
        if {share.tier, *share.mounted_by} & set(group.duties)
    }
    return Files(files_shares=shares) if shares else None


def backup(group: Group) -> Backup:
    """Return what of a group is backed up; a repository knows every policy."""
    keeps_all = KEEPER in group.services
    platform = group.environment.platform
    return Backup(
        backup_policies={
            name: _policy(policy)
            for name, policy in platform.backup.items()
            if keeps_all or _is_kept_by(group, name)
        }
    )


def repositories(facts: Facts) -> Repositories:
    """Return where backups go."""
    ports = facts.ports("base", "pgbackrest")
    there = facts.there.by_service if facts.there else {}
    return Repositories(
        backup_repository=Party(members=facts.here.by_service.get(KEEPER, []), ports=ports),
        backup_offsite=Party(members=there.get(KEEPER, []), ports=ports),
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
