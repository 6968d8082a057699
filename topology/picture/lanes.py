"""In which gap each net crosses each column on its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product

from topology.picture.cards import TITLE_HEIGHT, Card
from topology.picture.courses import Course, Net
from topology.picture.stacks import SHARED, TRACK, Columns, Gap, Place, Stacks, stacks

Crossing = tuple[Net, int]
"""A net, and a column that it crosses."""
Lanes = Mapping[Crossing, float]


def stacked(
    columns: Columns, cards: Mapping[str, Card], found: Sequence[Course], top: float
) -> tuple[Stacks, Lanes]:
    """Stack all columns: once to see which gap is near to which line, then with room for each."""
    sketch = stacks(columns, cards, top, {})
    homes = {box.key: group.key for groups in columns for group in groups for box in group.boxes}
    chosen: dict[Crossing, Place] = {}
    for together in _nets(found):
        chosen.update(_shortest(sketch, cards, homes, together))
    nets: dict[Place, dict[Net, None]] = {}
    for (net, _), place in chosen.items():
        nets.setdefault(place, {})[net] = None
    final = stacks(columns, cards, top, {place: len(each) for place, each in nets.items()})
    return final, {
        (net, column): final.gaps[place].y + TRACK * list(nets[place]).index(net)
        for (net, column), place in chosen.items()
    }


def _nets(found: Sequence[Course]) -> Iterator[tuple[Course, ...]]:
    """Yield the courses of each net that cross any column, those to each side by themselves."""
    nets: dict[tuple[Net, bool], list[Course]] = {}
    for course in found:
        if course.crossed:
            forwards = course.columns[0] < course.columns[-1]
            nets.setdefault((course.net, forwards), []).append(course)
    yield from map(tuple, nets.values())


def _shortest(
    sketch: Stacks, cards: Mapping[str, Card], homes: Mapping[str, str], net: Sequence[Course]
) -> dict[Crossing, Place]:
    """Return the gaps that make the ways of a net's lines shortest, all together.

    A line passes between the boxes of a zone only if it starts or ends in that zone.
    """
    crossed = max((course.crossed for course in net), key=len)
    gaps = [
        [gap for gap in sketch.gaps.values() if _is_open(gap, column, net, homes)]
        for column in crossed
    ]

    def way(heights: Sequence[float]) -> float:
        return sum(_length(sketch, cards, course, heights) for course in net)

    best = min(product(*gaps), key=lambda each: way([gap.y for gap in each]))
    return {(net[0].net, column): gap.place for column, gap in zip(crossed, best, strict=True)}


def _is_open(gap: Gap, column: int, net: Sequence[Course], homes: Mapping[str, str]) -> bool:
    if gap.place[0] == SHARED or not gap.inside:
        return gap.place[0] in (SHARED, column)
    crossing = [course.edge for course in net if column in course.crossed]
    own = {homes[key] for edge in crossing for key in (edge.source, edge.target)}
    return gap.place[0] == column and gap.inside in own


def _length(
    sketch: Stacks, cards: Mapping[str, Card], course: Course, heights: Sequence[float]
) -> float:
    """Return how far a line goes up and down."""
    edge = course.edge
    start = sketch.tops[edge.source] + TITLE_HEIGHT / 2
    end = sketch.tops[edge.target] + cards[edge.target].pins[edge]
    stops = (start, *heights[: len(course.crossed)], end)
    return sum(abs(after - before) for before, after in pairwise(stops))
