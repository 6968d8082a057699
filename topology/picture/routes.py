"""How lines run: along tracks and lanes, crossing each other as little as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from topology.picture.cards import TITLE_HEIGHT
from topology.picture.courses import Course, Net, tracks
from topology.picture.layout import Layout
from topology.picture.parts import Edge
from topology.picture.stacks import TRACK

Point = tuple[float, float]

APART = 4.0  # points between two lines that are not the same
OVERLAP = 10  # crossings that two lines on top of each other are as bad as


@dataclass(frozen=True, slots=True)
class Path:
    """A line, corner by corner."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass
class _Run:
    """What one net does in one channel: where it touches the columns on both sides."""

    left: set[float] = field(default_factory=set)
    right: set[float] = field(default_factory=set)

    @property
    def span(self) -> tuple[float, float]:
        """The part of its track that it uses."""
        return min(self.left | self.right), max(self.left | self.right)


Stop = tuple[int, float]
"""A column, and at what height it is left, crossed or reached."""


def routes(layout: Layout) -> tuple[Path, ...]:
    """Return the path of every line."""
    stops = dict(_stops(layout))
    runs = _runs(layout.courses, stops)
    track_of = {
        (net, channel): layout.channels[channel] + TRACK * index
        for channel, each in runs.items()
        for index, net in enumerate(_ordered(each))
    }
    return tuple(
        Path(course.edge, _points(layout, course, stops[course], track_of))
        for course in layout.courses
    )


def _stops(layout: Layout) -> Iterator[tuple[Course, tuple[Stop, ...]]]:
    """Yield the heights of each course: out of a free place of its box, lanes, in at its chip."""
    ends = {course: _end(layout, course) for course in layout.courses}
    taken: dict[int, set[float]] = {}
    for course in layout.courses:
        taken.setdefault(course.channels[-1], set()).add(ends[course])
        for column, channels in zip(course.crossed, pairwise(course.channels), strict=True):
            for channel in channels:
                taken.setdefault(channel, set()).add(layout.lanes[course.net, column])
    starts: dict[tuple[Net, int], float] = {}
    for course in layout.courses:
        channel = course.channels[0]
        key = (course.net, channel)
        if key not in starts:
            straight = ends[course] if len(course.channels) == 1 else None
            starts[key] = _start(layout, course, taken[channel], straight)
            taken[channel].add(starts[key])
        lanes = [(column, layout.lanes[course.net, column]) for column in course.crossed]
        yield (
            course,
            ((course.columns[0], starts[key]), *lanes, (course.columns[-1], ends[course])),
        )


def _end(layout: Layout, course: Course) -> float:
    target = course.edge.target
    return layout.places[target].y + layout.cards[target].pins[course.edge]


def _start(layout: Layout, course: Course, taken: set[float], straight: float | None) -> float:
    """Return where a net leaves its box: straight on if it can, else where no other line is."""
    place = layout.places[course.edge.source]
    if straight is not None and place.y + APART < straight < place.bottom - APART:
        return straight
    middle = place.y + TITLE_HEIGHT / 2
    free = (
        y
        for step in range(int(place.h))
        if place.y < (y := middle + step) < place.bottom - 2
        and all(abs(y - other) >= APART for other in taken)
    )
    return next(free, middle)


def _runs(
    courses: Sequence[Course], stops: Mapping[Course, tuple[Stop, ...]]
) -> dict[int, dict[Net, _Run]]:
    runs: dict[int, dict[Net, _Run]] = {
        channel: {net: _Run() for net in nets} for channel, nets in tracks(courses).items()
    }
    for course in courses:
        for channel, ends in zip(course.channels, pairwise(stops[course]), strict=True):
            run = runs[channel][course.net]
            for column, y in ends:
                (run.left if column == channel else run.right).add(y)
    return runs


def _ordered(runs: Mapping[Net, _Run]) -> list[Net]:
    """Return the nets of a channel, left to right: moved about while that saves crossings."""
    order, before = list(runs), list[Net]()
    while order != before:
        before = list(order)
        for net in before:
            was = order.index(net)
            order.remove(net)
            costs = [_cost(runs, order, net, at) for at in range(len(order) + 1)]
            order.insert(was if costs[was] == min(costs) else costs.index(min(costs)), net)
    return order


def _cost(runs: Mapping[Net, _Run], order: Sequence[Net], net: Net, at: int) -> int:
    return sum(
        _pair(runs[other], runs[net]) if index < at else _pair(runs[net], runs[other])
        for index, other in enumerate(order)
    )


def _pair(one: _Run, other: _Run) -> int:
    """Return how often two nets cross when one is left of the other."""
    low, high = one.span
    crossings = sum(low < y < high for y in other.left)
    low, high = other.span
    crossings += sum(low < y < high for y in one.right)
    overlaps = sum(abs(y - z) < APART for y in one.right for z in other.left)
    return crossings + OVERLAP * overlaps


def _points(
    layout: Layout,
    course: Course,
    stops: Sequence[Stop],
    track_of: Mapping[tuple[Net, int], float],
) -> tuple[Point, ...]:
    """Return the corners, without those on a straight line."""
    start, end = layout.places[course.edge.source], layout.places[course.edge.target]
    first, last = course.channels[0], course.channels[-1]
    points = [(start.right if first == course.columns[0] else start.x, stops[0][1])]
    for channel, (before, after) in zip(course.channels, pairwise(stops), strict=True):
        x = track_of[course.net, channel]
        points += [(x, before[1]), (x, after[1])]
    points.append((end.right if last == course.columns[-1] else end.x, stops[-1][1]))
    return tuple(_corners(points))


def _corners(points: Sequence[Point]) -> Iterator[Point]:
    kept = [points[0]]
    for point, following in pairwise(points[1:]):
        level = kept[-1][1] == point[1] == following[1]
        upright = kept[-1][0] == point[0] == following[0]
        if not level and not upright:
            kept.append(point)
    yield from (*kept, points[-1])
