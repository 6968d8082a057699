"""A tier: equal hosts with one duty, at each size."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from topology.strict import Name, Sentence, Strict
from topology.units import CountRange, Disk, Disks, Gigabytes, Mbps, Seconds, Share
from topology.words import Redundancy, Size, Zone

ManagedKind = Literal[
    "alb",
    "nlb",
    "cloudfront",
    "rds-postgresql",
    "rds-mysql",
    "elasticache-redis",
    "amazon-mq",
    "opensearch",
    "eks",
    "efs",
    "s3",
    "backup",
    "site-link",
]
"""What takes a tier's place in the managed form."""


class TierSize(Strict):
    """What a tier has at one size."""

    count: CountRange
    """How many members; a range where the tier scales by itself."""
    cores: Annotated[int, Field(ge=1, le=192)]
    """Cores of one member."""
    memory: Gigabytes
    """Memory of one member."""
    disks: Annotated[tuple[Disks, ...], Field(min_length=1)]
    """Disks of one member, the data disk first."""
    iops: Annotated[int, Field(ge=100)] | None = None
    """Random operations a second that the data disk must give."""
    network: Mbps | None = None
    """Speed of a member's network card."""
    redundancy: Redundancy | None = None
    """What the loss of one member means, where it is otherwise at this size."""
    gpus: Annotated[int, Field(ge=0, le=16)] = 0
    """Graphics processors of one member."""
    without: tuple[Name, ...] = ()
    """Services of the tier that do not run at this size."""

    @property
    def members(self) -> int:
        """How many there are when it is quiet."""
        return int(self.count.low)

    @property
    def most(self) -> int:
        """How many there may be."""
        return int(self.count.high)

    @property
    def data_disk(self) -> Disk:
        """Where the data lives."""
        return self.disks[0]


class Autoscale(Strict):
    """How a tier grows between its two counts."""

    watch: Literal["cpu", "requests", "queue", "schedule"]
    """What is watched."""
    target: Share | None = None
    """The utilisation to hold, for cpu."""
    each: Annotated[int, Field(ge=1)] | None = None
    """Requests a second, or queued messages, that one member carries."""
    cooldown: Seconds
    """How long to wait after a step."""


class Tier(Strict):
    """Equal hosts with one duty."""

    slot: Annotated[int, Field(ge=2, le=30)]
    """Its place in the address plan of its zone: never changed, never given to another tier."""
    zone: Zone
    """The zone of trust that it stands in."""
    duty: Sentence
    """What it is for."""
    services: Annotated[tuple[Name, ...], Field(min_length=1)]
    """What runs on each member."""
    redundancy: Redundancy
    """What the loss of one member means."""
    vip: bool = False
    """Whether the members share a virtual address."""
    least: Annotated[int, Field(ge=1)] = 1
    """How few members may do the duty at all; test and development has so many."""
    packs: bool = True
    """Whether it may share one server with the other tiers, where a size is one server."""
    managed: ManagedKind | None = None
    """What takes its place in the managed form; its hosts stay where nothing is named."""
    autoscale: Autoscale | None = None
    """How it grows, where its count is a range."""
    spot: bool = False
    """Whether it may run on capacity that the cloud takes back at short notice."""
    sizes: Annotated[dict[Size, TierSize], Field(min_length=1)]
    """What it has at each size; a size that is not named does not have the tier."""
