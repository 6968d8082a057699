"""Which instance type a tier gets in AWS: the cheapest that has all it needs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from topology.prices import Family, InstanceType, Prices, unpriced
from topology.sizing import TierPlan

BURST_CORES = 2
"""Burstable types have only a share of their cores at all times; decided: tiers of one or two
cores are helpers that wait most of the time, and larger ones are not."""

REDIS_SHARE = 0.75
"""Of a host's memory, what Redis may fill; the rest is the system's and the copy's while it is
written to disk. ElastiCache counts what Redis may fill."""

WARM_LEAST = 2  # nodes; AWS takes no fewer

_BURSTABLE = re.compile(r"(db\.|cache\.|mq\.)?t\d")


@dataclass(frozen=True)
class Need:
    """What one member of a tier asks of an instance type."""

    cores: int
    memory_gb: float
    gpus: int = 0
    steady: bool = False
    """Whether it may not be burstable, whatever its size."""


@dataclass(frozen=True)
class Chosen:
    """An instance type by its name."""

    name: str
    type: InstanceType


def is_burstable(name: str) -> bool:
    """Tell whether a type lends its cores only for a while.

    >>> is_burstable("db.t4g.medium"), is_burstable("m6i.large")
    (True, False)
    """
    return _BURSTABLE.match(name) is not None


def need_of(planned: TierPlan, family: Family) -> Need:
    """Return what a member of a tier asks of a family of managed instances."""
    memory = planned.memory_gb * (REDIS_SHARE if family == "elasticache-redis" else 1)
    # Amazon MQ has burstable brokers, but makes no cluster of them.
    steady = family == "amazon-mq" and planned.count > 1
    return Need(planned.cores, memory, planned.gpus, steady)


def cheapest(prices: Prices, family: Family, need: Need) -> Chosen:
    """Return the cheapest type that is large enough."""
    burst = need.cores <= BURST_CORES and not need.steady
    fitting = [
        Chosen(name, each)
        for name, each in prices.instances.get(family, {}).items()
        if each.warm_gb is None
        and each.cores >= need.cores
        and each.memory_gb >= need.memory_gb
        and each.gpus >= need.gpus
        and (burst or not is_burstable(name))
    ]
    if not fitting:
        asked = f"{need.cores} cores, {need.memory_gb:g} GB" + (
            f" and {need.gpus} graphics processors" if need.gpus else ""
        )
        raise unpriced(f"instances.{family}", f"no type has {asked}; add one with its price")
    return min(fitting, key=lambda each: (each.type.hourly, each.name))


def warm_nodes(prices: Prices, room_gb: float) -> tuple[Chosen, int]:
    """Return the cheapest nodes of warm search for so much data, and how many."""
    fitting = [
        (Chosen(name, each), max(WARM_LEAST, math.ceil(room_gb / each.warm_gb)))
        for name, each in prices.instances.get("opensearch", {}).items()
        if each.warm_gb
    ]
    if not fitting:
        raise unpriced("instances.opensearch", "no type serves warm data; add one with its price")
    return min(fitting, key=lambda each: (each[0].type.hourly * each[1], each[0].name))
