"""A line of an estimate, and how one is made from a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from topology.instances import Chosen
from topology.prices import Family, Tariff

Group = Literal[
    "machines", "disks", "managed services", "network", "backups", "names, keys, watching"
]
GROUPS: tuple[Group, ...] = get_args(Group)

RESERVED: dict[Family, str] = {
    "ec2": "ec2-reserved-3-year-share",
    "opensearch": "opensearch-reserved-3-year-share",
}
"""Families of which the table knows what three years cost; all others stay on demand."""

SPOT = "ec2-spot-share"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is paid for each month."""

    group: Group
    of: str
    """The tier that needs it, or what else does."""
    what: str
    quantity: float
    unit: str
    price: str
    """The name of its price in the table."""
    each: float
    monthly: float
    reserved: float
    """The same for a month when it is taken for three years."""
    assumed: bool
    """Whether no page says its price."""


def line(tariff: Tariff, group: Group, of: str, what: str, used: tuple[str, float]) -> Line:
    """Return a line for so much of an item."""
    name, quantity = used
    rate = tariff.item(name)
    monthly = rate.price * quantity
    return Line(
        group, of, what, quantity, rate.unit, name, rate.price, monthly, monthly, rate.assumed
    )


@dataclass(frozen=True)
class Fleet:
    """Equal instances."""

    group: Group
    of: str
    family: Family
    chosen: Chosen
    count: int
    months: float = 1
    """Share of a month in which they run; below one, they are not worth reserving."""
    spot: bool = False


def instances(tariff: Tariff, fleet: Fleet) -> Line:
    """Return the line of equal instances."""
    rate = tariff.hour(fleet.chosen.type)
    hours = fleet.count * tariff.prices.hours_per_month * fleet.months
    each, assumed = rate.price, rate.assumed
    if fleet.spot:
        share = tariff.share(SPOT)
        each, assumed = each * share.price, assumed or share.assumed
    monthly = each * hours
    return Line(
        fleet.group,
        fleet.of,
        f"{fleet.count} x {fleet.chosen.name}{_how(fleet)}",
        hours,
        "hour",
        f"{fleet.family}/{fleet.chosen.name}",
        each,
        monthly,
        monthly * _reserved(tariff, fleet),
        assumed,
    )


def _how(fleet: Fleet) -> str:
    words = ", on spot" if fleet.spot else ""
    return f"{words}, {fleet.months:.0%} of the time" if fleet.months < 1 else words


def _reserved(tariff: Tariff, fleet: Fleet) -> float:
    name = RESERVED.get(fleet.family)
    lasting = fleet.months == 1 and not fleet.spot and fleet.chosen.type.warm_gb is None
    return tariff.share(name).price if name and lasting else 1
