"""How many members each tier of an environment has, and how large they are.

dc and dr have the column of their size. uat has its dc's structure with less capacity, td the
smallest thing that still has every service; both by the rules below, never by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from topology.environment_file import TierOverride
from topology.tiers import Tier, TierSize
from topology.units import Disk
from topology.words import Place, Redundancy, Size

_KEPT: Mapping[Redundancy, int] = {"single": 1, "spare": 2, "quorum": 3, "sharded": 6}
"""The fewest members that still show what a tier's redundancy is."""

SMALLEST_DISK = 10  # GB: below this an operating system and its logs do not fit


@dataclass(frozen=True)
class TierPlan:
    """A tier as one environment has it."""

    name: str
    tier: Tier
    count: int
    most: int
    cores: int
    memory_gb: int
    disks: tuple[Disk, ...]
    iops: int | None
    network_mbps: int | None
    gpus: int
    services: tuple[str, ...]
    redundancy: Redundancy


@dataclass(frozen=True)
class Scale:
    """What decides how large an environment is."""

    structure: Size
    """The size whose tiers, services and redundancy it has: its dc's."""
    capacity: Size
    """The size whose resources a member has: its own."""
    place: Place


def plan(
    tiers: Mapping[str, Tier], scale: Scale, overrides: Mapping[str, TierOverride]
) -> dict[str, TierPlan]:
    """Return every tier that the environment has."""
    return {
        name: _overridden(_plan(name, tier, scale), overrides.get(name))
        for name, tier in tiers.items()
        if scale.structure in tier.sizes
    }


def halved(size: TierSize) -> TierSize:
    """Return half of a member's resources, never less than one core, 1 GB and a small disk."""
    return size.model_copy(
        update={
            "cores": max(1, size.cores // 2),
            "memory": max(1, size.memory // 2),
            "disks": tuple(
                replace(disk, size_gb=max(SMALLEST_DISK, disk.size_gb // 2)) for disk in size.disks
            ),
            "iops": size.iops // 2 if size.iops else None,
        }
    )


def as_planned(name: str, tier: Tier, column: TierSize, resources: TierSize) -> TierPlan:
    """Return a tier with one column's counts and services and another's resources."""
    return TierPlan(
        name=name,
        tier=tier,
        count=column.members,
        most=column.most,
        cores=resources.cores,
        memory_gb=resources.memory,
        disks=resources.disks,
        iops=resources.iops,
        network_mbps=resources.network,
        gpus=resources.gpus,
        services=tuple(each for each in tier.services if each not in column.without),
        redundancy=column.redundancy or tier.redundancy,
    )


def _plan(name: str, tier: Tier, scale: Scale) -> TierPlan:
    column = tier.sizes[scale.structure]
    if scale.place in ("dc", "dr"):
        return as_planned(name, tier, column, column)
    fewest = tier.least if scale.place == "td" else _KEPT[column.redundancy or tier.redundancy]
    count = max(tier.least, min(column.members, fewest))
    planned = as_planned(name, tier, column, _lesser(tier, scale))
    return replace(planned, count=count, most=count)


def _lesser(tier: Tier, scale: Scale) -> TierSize:
    """Return the smaller resources of uat and td."""
    column = tier.sizes[scale.structure]
    own = tier.sizes.get(scale.capacity)
    if own is None or scale.capacity == scale.structure:
        return halved(column)
    return own


def _overridden(planned: TierPlan, override: TierOverride | None) -> TierPlan:
    if override is None:
        return planned
    count = override.count or planned.count
    return replace(
        planned,
        count=count,
        most=max(count, planned.most) if planned.most > planned.count else count,
        cores=override.cores or planned.cores,
        memory_gb=override.memory or planned.memory_gb,
        disks=override.disks or planned.disks,
    )
