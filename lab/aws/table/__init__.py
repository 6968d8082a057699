"""Every type of resource that the rehearsal carries, one row each."""

from lab.aws.entry import Entry
from lab.aws.table import (
    backups,
    certificates,
    clusters,
    compute,
    databases,
    edge,
    fronts,
    growing,
    guarding,
    keys,
    links,
    names,
    network,
    objects,
    roles,
    rules,
    secrets,
    stores,
    watching,
)

GROUPS = (
    network,
    links,
    rules,
    keys,
    objects,
    roles,
    secrets,
    databases,
    stores,
    clusters,
    certificates,
    edge,
    compute,
    growing,
    backups,
    names,
    fronts,
    guarding,
    watching,
)
ENTRIES: tuple[Entry, ...] = tuple(entry for each in GROUPS for entry in each.ENTRIES)
