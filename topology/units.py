"""Figures as people write them, with their unit: ``8 GB``, ``15 min``, ``300-600 USD``.

Each unit is one annotated type. In a file a figure without its unit, or with another one, is an
error; in code a figure is a plain number of the unit that the type's name says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from topology.problems import shown

_NUMBER = r"([0-9][0-9_]{0,14}(?:\.[0-9]{1,9})?)"  # longer ones no float holds, and nobody means
_FIGURE = re.compile(rf"{_NUMBER} ?([^\d\s].*)")
_RANGE = re.compile(rf"{_NUMBER}(?:-{_NUMBER}|(\+))?(?: ?([^\d\s+-].*))?")


@dataclass(frozen=True, order=True)
class Range:
    """From ``low`` to ``high``, both meant; a single figure has both equal."""

    low: float
    high: float

    def __str__(self) -> str:
        """Write it as the files do."""
        return f"{self.low:,g}" if self.low == self.high else f"{self.low:,g}-{self.high:,g}"


@dataclass(frozen=True)
class Disk:
    """Equal disks of one host: how many, how large, and of what kind."""

    count: int
    size_gb: int
    kind: str

    @property
    def total_gb(self) -> int:
        """All of them together."""
        return self.count * self.size_gb

    def __str__(self) -> str:
        """Write it as the files do."""
        size = f"{self.size_gb / 1000:g} TB" if self.size_gb >= 1000 else f"{self.size_gb} GB"
        return f"{self.count}x {size} {self.kind}" if self.count > 1 else f"{size} {self.kind}"


def span(seconds: float) -> str:
    """Write a time in the largest unit that leaves it whole.

    >>> span(0.3), span(90), span(14400)
    ('300 ms', '90 s', '4 h')
    """
    for unit, factor in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= factor and seconds % factor == 0:
            return f"{seconds / factor:,.0f} {unit}"
    return f"{seconds * 1000:g} ms" if 0 < seconds < 1 else f"{seconds:g} s"


def expected(what: str, found: object) -> PydanticCustomError:
    """Return the error of every unit: what was expected, by example, and what stood there."""
    # As a value, not in the template: what was found may hold braces.
    said = {"said": f"expected {what}; found {shown(found)}"}
    return PydanticCustomError("figure", "{said}", said)


def _figure(units: Mapping[str, float], example: str) -> Callable[[object], float]:
    def parse(found: object) -> float:
        match = _FIGURE.fullmatch(found) if isinstance(found, str) else None
        if match is None or match[2] not in units:
            raise expected(example, found)
        return round(float(match[1].replace("_", "")) * units[match[2]], 9)

    return parse


def _whole(units: Mapping[str, float], example: str) -> Callable[[object], int]:
    parse = _figure(units, example)
    return lambda found: round(parse(found))


def _range(units: Mapping[str, float], example: str) -> Callable[[object], Range]:
    def parse(found: object) -> Range:
        match = _RANGE.fullmatch(str(found)) if isinstance(found, str | int) else None
        if match is None or isinstance(found, bool) or (match[4] or "") not in units:
            raise expected(example, found)
        factor = units[match[4] or ""]
        low = float(match[1].replace("_", "")) * factor
        high = float(match[2].replace("_", "")) * factor if match[2] else low
        if high < low:
            raise expected(f"{example}, the lower figure first", found)
        return Range(low, high)

    return parse


def _disk(found: object) -> Disk:
    match = re.fullmatch(r"(?:([0-9]{1,3})x )?([0-9]{1,9}) (GB|TB) (HDD|SSD|NVMe)", str(found))
    if match is None or not int(match[1] or 1) or not int(match[2]):
        raise expected("disks such as '500 GB SSD' or '4x 2 TB NVMe' (HDD, SSD, NVMe)", found)
    return Disk(int(match[1] or 1), int(match[2]) * _SIZES[match[3]], match[4])


def _day(found: object) -> date:
    try:
        return date.fromisoformat(str(found))
    except ValueError:
        raise expected("a day such as 2026-11-21", found) from None


def _text(pattern: str) -> Any:  # noqa: ANN401 - pydantic's marker has no public type
    return WithJsonSchema({"type": "string", "pattern": pattern})


def _schema(units: Mapping[str, float], *, ranged: bool = False) -> Any:  # noqa: ANN401 - as above
    number = r"\d[\d_]*(\.\d+)?"
    unit = "|".join(re.escape(name) for name in units if name)
    if not unit:
        return WithJsonSchema(
            {
                "anyOf": [
                    {"type": "integer"},
                    {"type": "string", "pattern": f"^{number}(-{number}|[+])?$"},
                ]
            }
        )
    return _text(f"^{number}{f'(-{number}|[+])?' if ranged else ''} ?({unit})$")


_SIZES = {"GB": 1, "TB": 1000}
_REQUESTS = {"MB": 1, "GB": 1000}
_SPANS = {
    "ms": 0.001,
    "s": 1,
    "min": 60,
    "h": 3600,
    "day": 86_400,
    "days": 86_400,
    "week": 604_800,
    "weeks": 604_800,
    "month": 2_592_000,  # 30 days
    "months": 2_592_000,
    "year": 31_536_000,  # 365 days
    "years": 31_536_000,
}
_SPEEDS = {"Mbps": 1, "Gbps": 1000}
_MONEY = {"USD": 1.0}
_PERCENT = {"%": 0.01}
_BARE = {"": 1.0}

Gigabytes = Annotated[
    int, BeforeValidator(_whole(_SIZES, "a size such as '8 GB' or '2 TB'")), _schema(_SIZES)
]
Megabytes = Annotated[
    int, BeforeValidator(_whole(_REQUESTS, "a size such as '20 MB' or '1 GB'")), _schema(_REQUESTS)
]
GigabytesRange = Annotated[
    Range,
    BeforeValidator(_range(_SIZES, "a size such as '32-64 GB'")),
    _schema(_SIZES, ranged=True),
]
Seconds = Annotated[
    float,
    BeforeValidator(_figure(_SPANS, "a time such as '30 s', '15 min' or '2 h'")),
    _schema(_SPANS),
]
Mbps = Annotated[
    int,
    BeforeValidator(_whole(_SPEEDS, "a speed such as '200 Mbps' or '10 Gbps'")),
    _schema(_SPEEDS),
]
MbpsRange = Annotated[
    Range,
    BeforeValidator(_range(_SPEEDS, "a speed such as '50-100 Mbps'")),
    _schema(_SPEEDS, ranged=True),
]
Dollars = Annotated[
    float, BeforeValidator(_figure(_MONEY, "an amount such as '900 USD'")), _schema(_MONEY)
]
DollarRange = Annotated[
    Range,
    BeforeValidator(_range(_MONEY, "an amount such as '300-600 USD'")),
    _schema(_MONEY, ranged=True),
]
Share = Annotated[
    float, BeforeValidator(_figure(_PERCENT, "a share such as '99.9 %'")), _schema(_PERCENT)
]
CountRange = Annotated[
    Range, BeforeValidator(_range(_BARE, "a count such as 3 or '8-20'")), _schema(_BARE)
]
Disks = Annotated[Disk, BeforeValidator(_disk), _text(r"^(\d+x )?\d+ (GB|TB) (HDD|SSD|NVMe)$")]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
