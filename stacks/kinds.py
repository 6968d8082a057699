"""Which tiers of an environment the cloud runs, by what takes their place."""

from __future__ import annotations

from topology.environment import Environment, ManagedService
from topology.tiers import ManagedKind


def of_kind(environment: Environment, kind: ManagedKind) -> list[ManagedService]:
    """Return the tiers whose place is taken by one kind of service."""
    return [each for each in environment.managed.values() if each.kind == kind]
