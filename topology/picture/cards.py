"""A box with its text wrapped: how wide and how high it is, and where lines enter it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from topology.picture.parts import Box, Chip, Edge, Line
from topology.picture.text import width, wrap
from topology.picture.words import Tone

TITLE = 10  # size of text, in points
TITLE_HEIGHT = 18
SIDE = 6  # between a box's border and its text
FOOT = 4  # below its text

TEXT = 8  # size of small print
LINE = 10  # height of its lines


@dataclass(frozen=True, slots=True)
class Row:
    """Lines of one tone; lines of other boxes enter at a row with a chip."""

    lines: tuple[str, ...]
    tone: Tone
    chip: Chip | None = None

    @property
    def height(self) -> int:
        """All of its lines."""
        return LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class Card:
    """A box, ready to be placed."""

    box: Box
    width: int
    rows: tuple[Row, ...]

    @property
    def height(self) -> int:
        """The title and all rows."""
        return TITLE_HEIGHT + sum(row.height for row in self.rows) + (FOOT if self.rows else 0)

    @property
    def pins(self) -> dict[Edge, float]:
        """Where each line enters, below the top: beside the first line of its chip."""
        found: dict[Edge, float] = {}
        y = TITLE_HEIGHT
        for row in self.rows:
            if row.chip:
                found.update(dict.fromkeys(row.chip.edges, y + LINE / 2))
            y += row.height
        return found


def title_width(box: Box) -> float:
    """Return how wide a box must be for its title."""
    return width(box.title, TITLE, bold=True) + width(box.aside, TEXT) + 3 * SIDE


def card(box: Box, wide: int) -> Card:
    """Wrap a box's text into its width."""
    return Card(box, wide, tuple(_rows(box, wide - 2 * SIDE)))


def _rows(box: Box, room: int) -> Iterator[Row]:
    for line in box.lines:
        yield Row(_wrapped(line, room), line.tone)
    for chip in box.chips:
        yield Row(_wrapped(Line(chip.text, "chip"), room - SIDE), "chip", chip)


def _wrapped(line: Line, room: int) -> tuple[str, ...]:
    return wrap(line.text, TEXT, room)
