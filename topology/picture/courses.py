"""Which way each line takes: out of a box, along channels and lanes, into another.

Boxes stand in columns. Between two columns is a channel, in which lines run up and down, each net
of lines on a track of its own. A line to a column further off crosses those between on a lane,
in a gap between their boxes. All lines of one kind from one box are a net: they share tracks and
lanes until they part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from topology.picture.parts import Content, Edge
from topology.picture.words import Kind

Net = tuple[str, Kind, bool]
"""Where its lines come from, what they stand for, and whether they run both ways."""


@dataclass(frozen=True, slots=True)
class Course:
    """The way of one line, in columns and channels; channel 1 is right of column 1."""

    edge: Edge
    columns: tuple[int, ...]
    """Where it starts, every column that it crosses, and where it ends."""
    channels: tuple[int, ...]
    """What it runs along, between each two of those."""

    @property
    def net(self) -> Net:
        """The lines that it runs with."""
        return (self.edge.source, self.edge.kind, self.edge.kind != "link" and self.edge.is_mutual)

    @property
    def crossed(self) -> tuple[int, ...]:
        """Columns that it only crosses."""
        return self.columns[1:-1]


def courses(content: Content) -> tuple[Course, ...]:
    """Return the way of every line."""
    column_of = {box.key: index for index, _, box in content.each}
    return tuple(
        _course(edge, column_of[edge.source], column_of[edge.target])
        for edge in content.edges
        if edge.is_drawn
    )


def _course(edge: Edge, start: int, end: int) -> Course:
    if start == end:
        # Beside the first columns the frame of the site is on the left, so they use their right.
        return Course(edge, (start, end), (start if start <= 1 else start - 1,))
    if start < end:
        return Course(edge, tuple(range(start, end + 1)), tuple(range(start, end)))
    return Course(edge, tuple(range(start, end - 1, -1)), tuple(range(start - 1, end - 1, -1)))


def tracks(found: Iterable[Course]) -> dict[int, tuple[Net, ...]]:
    """Return the nets in each channel."""
    nets: dict[int, dict[Net, None]] = {}
    for course in found:
        for channel in course.channels:
            nets.setdefault(channel, {})[course.net] = None
    return {channel: tuple(each) for channel, each in nets.items()}
