"""What AWS asks: ``platforms/shared/prices.yml``, where each price names its page or is `assumed`.

What has no price is an error, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from topology.problems import InvalidInputError, Location, Problem, nearest
from topology.strict import Sentence, Strict
from topology.units import Day
from topology.validate import Complaint

FILE = Path("platforms/shared/prices.yml")

Family = Literal[
    "ec2", "rds-postgresql", "rds-mysql", "elasticache-redis", "amazon-mq", "opensearch"
]
"""What instance types belong to."""

Positive = Annotated[float, Field(gt=0)]


class Source(Strict):
    """A page that was read."""

    page: str
    """Its address."""
    date: Day
    """The day on which its text was current."""
    region: str
    """The region that it prices; `global` where there is one price for all."""
    note: Sentence
    """How it was read."""


class Priced(Strict):
    """Where a price comes from: one of the two."""

    source: str | None = None
    """The page that says it."""
    assumed: Sentence | None = None
    """What it was made from, where no page says it."""


class InstanceType(Priced):
    """Something that a tier can be placed on."""

    cores: Annotated[int, Field(ge=1)]
    """Its virtual cores."""
    memory_gb: Positive
    """Its memory."""
    gpus: Annotated[int, Field(ge=0)] = 0
    """Its graphics processors."""
    warm_gb: int | None = None
    """For a node of warm search: the data that it serves; it does nothing else."""
    hourly: Positive
    """Its price for an hour, on demand."""


class Item(Priced):
    """Anything else that is paid for."""

    unit: Annotated[str, Field(min_length=1)]
    """What one of it is."""
    price: Annotated[float, Field(ge=0)]
    """The price of one."""


class Prices(Strict):
    """``platforms/shared/prices.yml``."""

    currency: Literal["USD"]
    """The currency of all prices."""
    region: str
    """The region that the table is for."""
    dated: Day
    """When it was put together."""
    hours_per_month: Annotated[int, Field(ge=1)]
    """Hours that a month is paid for."""
    everywhere: tuple[str, ...]
    """Items that cost the same in every region."""
    sources: dict[str, Source]
    """Pages that were read."""
    instances: dict[Family, dict[str, InstanceType]]
    """Instance types, by what they are for."""
    items: dict[str, Item]
    """Everything else."""

    def item(self, name: str) -> Item:
        """Return an item's price, or refuse to go on without it."""
        if name not in self.items:
            raise unpriced(f"items.{name}", f"has no price{nearest(name, self.items)}")
        return self.items[name]


@dataclass(frozen=True)
class Rate:
    """What one unit costs."""

    unit: str
    price: float
    assumed: bool


@dataclass(frozen=True)
class Tariff:
    """The price table as one region has it."""

    prices: Prices
    region: str

    @cached_property
    def factor(self) -> Rate:
        """What the table's prices are multiplied by here."""
        if self.region == self.prices.region:
            return Rate("times the table's region", 1, assumed=False)
        return self.share(f"region-factor-{self.region}")

    def share(self, name: str) -> Rate:
        """Return a number without a currency, which is the same everywhere."""
        found = self.prices.item(name)
        return Rate(found.unit, found.price, assumed=found.assumed is not None)

    def item(self, name: str) -> Rate:
        """Return what an item costs here."""
        found = self.prices.item(name)
        if name in self.prices.everywhere:
            return self.share(name)
        return self._here(found.unit, found.price, found)

    def hour(self, instance: InstanceType) -> Rate:
        """Return what an hour of an instance costs here."""
        return self._here("hour", instance.hourly, instance)

    def _here(self, unit: str, price: float, origin: Priced) -> Rate:
        assumed = origin.assumed is not None or self.factor.assumed
        return Rate(unit, price * self.factor.price, assumed)


def unpriced(where: str, message: str) -> InvalidInputError:
    """Return the error of what cannot be priced."""
    return InvalidInputError([Problem(FILE, 0, 0, where, message)])


def price_complaints(prices: Prices) -> Iterator[Complaint]:
    """Complain about prices that come from nowhere, or from two places."""
    for location, priced in _all(prices):
        if (priced.source is None) == (priced.assumed is None):
            yield location, "needs either `source:` or `assumed:`"
        elif priced.source and priced.source not in prices.sources:
            hint = nearest(priced.source, prices.sources)
            yield (*location, "source"), f"there is no source '{priced.source}'{hint}"
    for index, name in enumerate(prices.everywhere):
        if name not in prices.items:
            hint = nearest(name, prices.items)
            yield ("everywhere", index), f"there is no item '{name}'{hint}"


def _all(prices: Prices) -> Iterator[tuple[Location, Priced]]:
    for family, types in prices.instances.items():
        for name, instance in types.items():
            yield ("instances", family, name), instance
    for name, item in prices.items.items():
        yield ("items", name), item
