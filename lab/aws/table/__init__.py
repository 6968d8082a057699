"""Every type of resource that the rehearsal carries, one row each."""

from lab.aws.entry import Entry
from lab.aws.table import (
    compute,
    databases,
    edge,
    keys,
    network,
    objects,
    roles,
    rules,
    secrets,
    stores,
)

ENTRIES: tuple[Entry, ...] = tuple(
    entry
    for each in (network, rules, keys, objects, roles, secrets, databases, stores, edge, compute)
    for entry in each.ENTRIES
)
