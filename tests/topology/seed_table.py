"""What the papers ask for: `seed_table.md`, read row by row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from tests.topology.every import FILES
from topology.words import SIZES, Size

Figure = tuple[float, float] | str | None
"""Both ends of a range, alike where it is one number; a text; or nothing."""

UNITS: dict[str, float] = {"": 1, "GB": 1, "TB": 1000, "Mbps": 1, "Gbps": 1000, "USD": 1, "%": 0.01}
UNITS |= {"IOPS": 1, "GPU": 1, "ms": 0.001, "s": 1, "min": 60, "h": 3600}
UNITS |= {"days": 86_400, "month": 30 * 86_400, "months": 30 * 86_400}
UNITS |= {"year": 365 * 86_400, "years": 365 * 86_400}


@dataclass(frozen=True)
class Row:
    """One row by its columns, for one platform and size; `*` only tells people: decided."""

    platform: str
    size: Size
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return what a cell says."""
        return self.cells[column].removesuffix("*")

    def figure(self, column: str) -> Figure:
        """Return the figure of a cell."""
        return written(self[column])

    def parts(self, column: str) -> list[str]:
        """Return the parts of a cell that lists several."""
        parts = (part.removesuffix("*") for part in self.cells[column].split(", "))
        return [part for part in parts if part not in ("", "-")]

    def part(self, column: str, unit: str) -> Figure:
        """Return the one of a cell's parts that has a unit."""
        found = [part for part in self.parts(column) if part.endswith(f" {unit}")]
        return written(found[0]) if found else None

    @property
    def fewest(self) -> int:
        """How many hosts there are when it is quiet."""
        return int(self["hosts"].partition("-")[0])

    @property
    def most(self) -> int:
        """How many hosts there may be."""
        return int(self["hosts"].rpartition("-")[2])


def written(text: str) -> Figure:
    """Read a figure as a person does: `1-2 Gbps`, `99.9 %`, `Sun 02:00`, `-`."""
    found = re.fullmatch(r"([\d.]+)(?:-([\d.]+))? ?(\S*)", text)
    if text in ("", "-"):
        return None
    if found is None or found[3] not in UNITS:
        return text
    unit = UNITS[found[3]]
    return float(found[1]) * unit, float(found[2] or found[1]) * unit


def rows(kind: str) -> list[Row]:
    """Return the rows of all tables whose first column has this name."""
    return [
        Row(name, each, cells)
        for platform, size, cells in _lines()
        if next(iter(cells)) == kind
        for name, each in product(_platforms(platform), _sizes(size, cells))
    ]


def for_each(found: Iterable[Row], column: str) -> pytest.MarkDecorator:
    """Run a test on each of some rows, and name it by what stands in a column."""
    chosen = list(found)
    ids = [f"{row.platform}-{row.size}-{row[column]}" for row in chosen]
    return pytest.mark.parametrize("row", chosen, ids=ids)


def _lines() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield each row with the headings that it stands under."""
    platform, size, header = "", "", list[str]()
    for line in Path(__file__).with_suffix(".md").read_text().splitlines():
        if line.startswith("## "):
            platform = line.removeprefix("## ")
        elif line.startswith("### "):
            size = line.removeprefix("### ").partition(":")[0]
        elif not line.startswith("|"):
            header = []
        elif not header:
            header = _cells(line)
        elif not line.startswith("|---"):
            yield platform, size, dict(zip(header, _cells(line), strict=True))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")[1:-1]]


def _platforms(heading: str) -> Iterable[str]:
    return FILES.platform_names if heading == "every platform" else (heading,)


def _sizes(heading: str, cells: dict[str, str]) -> Iterable[Size]:
    """Return the sizes that a row is about: its heading's, its cell's, or one for each column."""
    named = {heading, cells.get("size"), *cells}
    return [size for size in SIZES if size in named] or SIZES[:1]
