"""What a platform carries: bandwidth, radio cells, growth, and where it stops scaling."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from topology.platform import Capacity, Limit, Platform, SizeFacts
from topology.problems import InvalidInputError, Problem, nearest
from topology.units import Range
from topology.words import SIZES, Size

Measure = Literal[
    "users", "concurrent", "events_per_second", "storage_a_day", "storage", "bandwidth"
]

MEASURES: Mapping[Measure, str] = {
    "users": "users",
    "concurrent": "users at the same time",
    "events_per_second": "events a second",
    "storage_a_day": "GB of growth a day",
    "storage": "GB of room",
    "bandwidth": "Mbps of bandwidth",
}
"""What a platform's size is measured by."""

Demand = Mapping[Measure, float]
"""How much of each measure is asked for; what is not named is not asked."""


@dataclass(frozen=True)
class Load:
    """What somebody expects, in the words that they have for it."""

    users: int | None = None
    concurrent: int | None = None
    events_per_second: int | None = None
    storage_a_day: int | None = None
    """GB, before compression."""
    keep_days: int | None = None
    """How long growth is kept."""
    features: tuple[str, ...] | None = None
    """What the users do; everything that the platform knows, where nothing is named."""


@dataclass(frozen=True)
class Choice:
    """The smallest size that carries a demand, and why no smaller one does."""

    demand: Demand
    size: Size | None
    """Nothing, where no size carries it."""
    short: Mapping[Size, tuple[Measure, ...]]
    """What each size carries too little of."""
    decided_by: tuple[Measure, ...]
    """What the next smaller size carries too little of; where no size is enough, the largest."""
    limits: tuple[Limit, ...]
    """Where the platform stops scaling in what no size carries."""


def users_mbps(
    capacity: Capacity, concurrent: float, features: Iterable[str] | None = None
) -> float:
    """Return what so many users move at the same time, without headroom."""
    chosen = capacity.extras if features is None else features
    extras = sum(capacity.extras[each] for each in chosen)
    return concurrent / capacity.users_per_mbps + concurrent / 100 * extras


def bandwidth_mbps(
    capacity: Capacity, concurrent: float, features: Iterable[str] | None = None
) -> float:
    """Return the internet connection that so many users need."""
    return round(users_mbps(capacity, concurrent, features) * (1 + capacity.overhead), 3)


def access_points(capacity: Capacity, square_feet: Mapping[str, float]) -> dict[str, int]:
    """Return how many access points each kind of area needs."""
    return {
        kind: math.ceil(area / capacity.square_feet_per_access_point[kind])
        for kind, area in square_feet.items()
    }


@dataclass(frozen=True)
class Growth:
    """How data grows: evenly, until the oldest goes as fast as the newest comes."""

    a_day: float
    """GB a day on disk, after compression."""
    keep_days: int

    def after(self, days: float) -> float:
        """Return the GB that are there after so many days."""
        return self.a_day * min(days, self.keep_days)

    @property
    def at_most(self) -> float:
        """The GB that it never grows beyond."""
        return self.after(self.keep_days)


def growth(capacity: Capacity, storage_a_day: float, keep_days: int) -> Growth:
    """Return how what is received each day grows, kept so long."""
    return Growth(storage_a_day / capacity.compression, keep_days)


def demand(platform: Platform, load: Load) -> Demand:
    """Return what a load asks for, with what follows from it: bandwidth and room."""
    capacity = platform.capacity
    asked: dict[Measure, float | None] = {
        "users": load.users,
        "concurrent": load.concurrent,
        "events_per_second": load.events_per_second,
        "storage_a_day": load.storage_a_day,
    }
    if load.concurrent is not None:
        asked["bandwidth"] = bandwidth_mbps(capacity, load.concurrent, load.features)
    if load.storage_a_day is not None and load.keep_days is not None:
        asked["storage"] = growth(capacity, load.storage_a_day, load.keep_days).at_most
    return {measure: value for measure, value in asked.items() if value is not None}


def carried(facts: SizeFacts, measure: Measure) -> float:
    """Return how much of a measure a size is built for: the upper end of its range."""
    value: Range | float = getattr(facts, measure)
    return value.high if isinstance(value, Range) else value


def choose(platform: Platform, asked: Demand) -> Choice:
    """Return the smallest size that carries a demand, and which limit decided."""
    short = {size: _short(platform.sizes[size], asked) for size in SIZES}
    size = next((each for each in SIZES if not short[each]), None)
    if size is None:
        largest = short[SIZES[-1]]
        limits = tuple(each for each in platform.limits if each.measure in largest)
        return Choice(asked, None, short, largest, limits)
    smaller = SIZES[: SIZES.index(size)]
    return Choice(asked, size, short, short[smaller[-1]] if smaller else (), ())


def check_known(
    platform: Platform,
    key: Literal["extras", "square_feet_per_access_point"],
    names: Iterable[str],
) -> None:
    """Refuse features, or kinds of area, that a platform does not name."""
    words: Mapping[str, int] = getattr(platform.capacity, key)
    file = Path(f"platforms/{platform.platform}.yml")
    problems = [
        Problem(file, 0, 0, f"capacity.{key}", f"there is no '{name}'{nearest(name, words)}")
        for name in names
        if name not in words
    ]
    if problems:
        raise InvalidInputError(problems)


def _short(facts: SizeFacts, asked: Demand) -> tuple[Measure, ...]:
    return tuple(measure for measure, value in asked.items() if value > carried(facts, measure))
