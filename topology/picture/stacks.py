"""How high everything stands: boxes above each other, and gaps in which lines cross a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from topology.picture.cards import Card
from topology.picture.parts import Group

PAD = 9  # between a frame and its boxes
HEAD = 19  # a frame's title
BOX_GAP = 10
PEER_GAP = 4  # the peer's boxes say less
FRAME_GAP = 14
TRACK = 7  # between two parallel lines

Columns = Sequence[Sequence[Group]]
Place = tuple[int, int]
"""Of a gap: its column, and how many of that column's boxes are above it."""
SHARED = -1
ABOVE: Place = (SHARED, 0)
"""The gap above all columns of the site, which they share."""
BELOW: Place = (SHARED, 1)
"""The gap below them."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where lines may cross a column."""

    place: Place
    y: float
    """Its first lane."""
    inside: str = ""
    """The group in whose frame it is, if any."""


@dataclass
class Stacks:
    """Heights, downwards."""

    tops: dict[str, float] = field(default_factory=dict)
    """Of each box."""
    frames: dict[tuple[int, str], tuple[float, float]] = field(default_factory=dict)
    """Top and bottom of each group, in each column."""
    gaps: dict[Place, Gap] = field(default_factory=dict)
    """Every gap."""
    floor: float = 0
    """The lower end of the site's columns, and of the gap below them."""


def stacks(
    columns: Columns, cards: Mapping[str, Card], top: float, lanes: Mapping[Place, int]
) -> Stacks:
    """Stack every column, with room for so many lanes in each gap."""
    made = Stacks()
    made.gaps[ABOVE] = Gap(ABOVE, top)
    start = top + TRACK * lanes.get(ABOVE, 0)
    ends: dict[Place, float] = {}
    for index, groups in enumerate(columns):
        bottom = _column(made, index, groups, cards, start, lanes)
        if 0 < index < len(columns) - 1:
            ends[index, sum(len(group.boxes) for group in groups)] = bottom
    floor = max(end + TRACK * lanes.get(place, 0) for place, end in ends.items())
    for place, end in ends.items():  # below a short column lines need not go to the floor
        if place in lanes or end + FRAME_GAP < floor:
            last = columns[place[0]][-1].key
            wide = sum(key == last for _, key in made.frames) > 1
            made.gaps[place] = Gap(place, end + TRACK, last if wide else "")
    made.gaps[BELOW] = Gap(BELOW, floor + TRACK)
    made.floor = floor + TRACK * lanes.get(BELOW, 0)
    return made


def _column(
    made: Stacks,
    index: int,
    groups: Sequence[Group],
    cards: Mapping[str, Card],
    y: float,
    lanes: Mapping[Place, int],
) -> float:
    """Stack one column, and return its lower end."""
    above = 0
    for group in groups:
        if group is not groups[0]:
            y = _gap(made, Gap((index, above), y), FRAME_GAP, lanes)
        top = y
        y += HEAD
        for box in group.boxes:
            if box is not group.boxes[0]:
                room = PEER_GAP if group.look == "peer" else BOX_GAP
                y = _gap(made, Gap((index, above), y, group.key), room, lanes)
            made.tops[box.key] = y
            y += cards[box.key].height
            above += 1
        y += PAD
        made.frames[index, group.key] = (top, y)
    return y


def _gap(made: Stacks, gap: Gap, room: float, lanes: Mapping[Place, int]) -> float:
    """Leave a gap, its lanes in the middle of it, and return its lower end."""
    more = TRACK * max(0, lanes.get(gap.place, 0) - 1)
    made.gaps[gap.place] = Gap(gap.place, gap.y + room / 2, gap.inside)
    return gap.y + room + more
