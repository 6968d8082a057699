"""What a site is on our own floor: machines to buy, and classes of hardware to choose from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from topology.strict import Sentence, Strict
from topology.tiers import TierSize
from topology.units import (
    CountRange,
    Disks,
    DollarRange,
    Dollars,
    Gigabytes,
    GigabytesRange,
    Mbps,
    Seconds,
)


class Machine(Strict):
    """Equal physical machines to buy."""

    what: Sentence
    """What they are."""
    count: Annotated[int, Field(ge=1)] = 1
    """How many."""
    cores: Annotated[int, Field(ge=1)] | None = None
    """Cores of each, for a server."""
    memory: Gigabytes | None = None
    """Memory of each, for a server."""
    disks: tuple[Disks, ...] = ()
    """Disks of each."""
    network: Mbps | None = None
    """Speed of its network cards."""
    price: Dollars
    """Price of one."""


class HardwareGuide(Strict):
    """A class of servers, or of storage, that suits a duty, with the range to choose from."""

    what: Sentence
    """What for."""
    cores: CountRange | None = None
    """Cores to choose from, for a server."""
    memory: GigabytesRange | None = None
    """Memory to choose from, for a server."""
    disks: tuple[Disks, ...] = ()
    """Disks of a server, at least."""
    room: GigabytesRange | None = None
    """Room to choose from, for storage."""
    raid: Literal["1", "5", "6", "10"] | None = None
    """How the disks are joined."""
    network: Mbps
    """Speed of each of its two network cards."""
    iops: int | None = None
    """Random operations a second, at least."""
    latency: Seconds | None = None
    """Of one such operation, at most."""
    throughput: Mbps | None = None
    """Of reading in sequence, at least."""


class OnPrem(Strict):
    """What one site of this size is on our own floor."""

    one_server: TierSize | None = None
    """The single server that carries every tier, where a size is one server."""
    machines: Annotated[tuple[Machine, ...], Field(min_length=1)]
    """The bill of materials."""
    guide: tuple[HardwareGuide, ...] = ()
    """Server classes to choose from."""
    price: DollarRange | None = None
    """What the platform's own papers say the hardware costs."""
    software_a_year: Dollars
    """Licences and subscriptions, each year."""
    support_a_year: Dollars
    """Maintenance of hardware and software, each year."""
