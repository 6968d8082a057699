"""Where everything stands. Points, from the upper left corner, downwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from topology.picture.cards import Card, card, title_width
from topology.picture.courses import Course, courses, tracks
from topology.picture.lanes import Lanes, stacked
from topology.picture.parts import Content, Group
from topology.picture.stacks import PAD, TRACK, Columns, Stacks
from topology.picture.text import BOLD, shorten, width, wrap
from topology.picture.words import Look
from topology.words import ZONES

MARGIN = 18
HEADING = (16, 24)  # size of text and height of its line
FACT = (9, 13)
BELOW_HEADING = 8
FRAME_TITLE = 9
CHANNEL = 13  # between a frame and the nearest track
SITE_HEAD = 22  # the site's title
SITE_PAD = 10
TIER = 190  # the least width of a box of the site: a line has some forty characters then
PARTY = 165  # and of others


@dataclass(frozen=True, slots=True)
class Rect:
    """A place."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.h

    def joined(self, other: Rect) -> Rect:
        """Return what holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


@dataclass(frozen=True, slots=True)
class Frame:
    """The site's frame, or a group's."""

    name: str
    look: Look
    title: str
    aside: str
    place: Rect


@dataclass(frozen=True)
class Layout:
    """A picture in which everything but the lines has its place."""

    content: Content
    courses: tuple[Course, ...]
    title: tuple[str, ...]
    facts: tuple[str, ...]
    frames: tuple[Frame, ...]
    """The site's first: what is inside comes after."""
    cards: Mapping[str, Card]
    places: Mapping[str, Rect]
    looks: Mapping[str, Look]
    """How the frame around each box is coloured."""
    lanes: Lanes
    """How high each net crosses each column."""
    channels: Mapping[int, float]
    """The first track of each channel."""
    right: float
    """Where the picture ends."""


@dataclass(frozen=True)
class _Across:
    """Left sides of the columns, first tracks of the channels, and the site's two sides."""

    columns: tuple[float, ...]
    channels: Mapping[int, float]
    site: tuple[float, float]
    right: float


def layout(content: Content) -> Layout:
    """Place everything."""
    found = courses(content)
    wide = [_column_width(groups) for groups in content.columns]
    cards = {box.key: card(box, wide[index]) for index, _, box in content.each}
    across = _across(wide, {channel: len(nets) for channel, nets in tracks(found).items()})
    title = wrap(content.title, HEADING[0] * BOLD, across.right - MARGIN)
    facts = [line for each in content.facts for line in wrap(each, FACT[0], across.right - MARGIN)]
    top = MARGIN + HEADING[1] * len(title) + FACT[1] * len(facts) + BELOW_HEADING
    placed, lanes = stacked(content.columns, cards, found, top + SITE_HEAD)
    left, right = across.site
    site = Rect(left, top, right - left, placed.floor + SITE_PAD - top)
    return Layout(
        content=content,
        courses=found,
        title=title,
        facts=tuple(facts),
        frames=(
            Frame("the site", "site", content.site, "", site),
            *_frames(content.columns, placed, across, wide),
        ),
        cards=cards,
        places={
            key: Rect(across.columns[index], placed.tops[key], wide[index], cards[key].height)
            for key, index in ((box.key, index) for index, _, box in content.each)
        },
        looks={box.key: group.look for _, group, box in content.each},
        lanes=lanes,
        channels=across.channels,
        right=across.right,
    )


def _column_width(groups: Sequence[Group]) -> int:
    """Return how wide a column's boxes are: as the longest title needs; 0 where there are none."""
    titles = [title_width(box) for group in groups for box in group.boxes]
    least = TIER if any(group.look in ZONES for group in groups) else PARTY
    return ceil(max(least, *titles)) if titles else 0


def _across(wide: Sequence[float], counts: Mapping[int, int]) -> _Across:
    """Go from left to right; the frame of the site stands in the outermost channels."""
    columns: list[float] = []
    channels: dict[int, float] = {}
    last = len(wide) - 1
    x = float(MARGIN)
    sides = [x, x]
    for index, each in enumerate(wide):
        if index == 1:
            sides[0] = x
            x += SITE_PAD
        columns.append(x + PAD)
        x += each + 2 * PAD if each else 0
        if index == last - 1:
            x += SITE_PAD
            sides[1] = x
        if index < last and (each or counts.get(index)) and (index + 1 < last or wide[last]):
            channels[index] = x + CHANNEL
            x += 2 * CHANNEL + TRACK * max(0, counts.get(index, 0) - 1)
    return _Across(tuple(columns), channels, (sides[0], sides[1]), x)


def _frames(
    columns: Columns, placed: Stacks, across: _Across, wide: Sequence[float]
) -> Iterator[Frame]:
    """Yield each group's frame; of a group in several columns, the one around them all."""
    joined: dict[str, Rect] = {}
    groups = {group.key: group for column in columns for group in column}
    for (index, key), (top, bottom) in placed.frames.items():
        place = Rect(across.columns[index] - PAD, top, wide[index] + 2 * PAD, bottom - top)
        joined[key] = joined.get(key, place).joined(place)
    for key, place in joined.items():
        group = groups[key]
        room = place.w - 4 * PAD - width(group.title, FRAME_TITLE, bold=True)
        aside = shorten(group.aside, FRAME_TITLE, room)
        yield Frame(f"frame of {key}", group.look, group.title, aside, place)
