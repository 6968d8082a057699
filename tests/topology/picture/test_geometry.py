"""Nothing overlaps: proven of every environment there is, and of pictures that nobody has yet."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.topology.every import FILES, everywhere, load
from topology.picture.cards import LINE, SIDE, TEXT, TITLE_HEIGHT
from topology.picture.content import content
from topology.picture.edges import chips
from topology.picture.layout import Layout, Rect, layout
from topology.picture.parts import Box, Content, Edge, Group, Line
from topology.picture.routes import Path, Point, routes
from topology.picture.text import width
from topology.picture.words import Kind, Look, Shown
from topology.words import Form, Size

Segment = tuple[Point, Point]


def overlap(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def inside(one: Rect, other: Rect) -> bool:
    return one.joined(other) == other


def segments(path: Path) -> Iterator[Segment]:
    yield from pairwise(path.points)


def covered(segment: Segment) -> Rect:
    """Return what a line covers, a little narrower than it is drawn."""
    (x, y), (u, v) = segment
    return Rect(min(x, u) + 0.1, min(y, v) + 0.1, abs(x - u) - 0.2, abs(y - v) - 0.2)


def over_boxes(placed: Layout, paths: tuple[Path, ...]) -> list[tuple[Edge, str]]:
    return [
        (path.edge, key)
        for path in paths
        for segment in segments(path)
        for key, place in placed.places.items()
        if overlap(covered(segment), place)
    ]


def on_each_other(one: Segment, other: Segment) -> bool:
    """Tell whether two lines run side by side with nothing between them."""
    level = one[0][1] == one[1][1] and other[0][1] == other[1][1]
    upright = one[0][0] == one[1][0] and other[0][0] == other[1][0]
    across, along = (1, 0) if level else (0, 1)
    if not (level or upright) or abs(one[0][across] - other[0][across]) >= 2:
        return False
    ends = (sorted(point[along] for point in each) for each in (one, other))
    (low, high), (lowest, highest) = ends
    return min(high, highest) - max(low, lowest) > 1


def misread(paths: tuple[Path, ...]) -> list[tuple[Edge, Edge]]:
    """Return lines that run on each other though they have neither source nor target in common."""
    return [
        (one.edge, other.edge)
        for one, other in combinations(paths, 2)
        if one.edge.source != other.edge.source
        and one.edge.target != other.edge.target
        and any(on_each_other(a, b) for a in segments(one) for b in segments(other))
    ]


def expect_nothing_overlaps(chosen: tuple[str, Size, Form], shown: Shown) -> None:
    placed = layout(content(load(*chosen), shown))
    paths = routes(placed)
    site, *frames = (frame.place for frame in placed.frames)
    boxes = placed.places.values()
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [pair for pair in combinations(frames, 2) if overlap(*pair)]
    assert all(inside(frame, site) or not overlap(frame, site) for frame in frames)
    assert all(sum(inside(box, frame) for frame in frames) == 1 for box in boxes)
    assert not over_boxes(placed, paths)
    assert not misread(paths)


@everywhere
def test_no_box_frame_or_line_is_on_another(chosen: tuple[str, Size, Form]) -> None:
    expect_nothing_overlaps(chosen, "platform")


@pytest.mark.parametrize("shown", ["all", "none"])
@pytest.mark.parametrize("form", ["servers", "managed"])
@pytest.mark.parametrize("platform", FILES.platform_names)
def test_nor_is_one_when_more_or_less_is_drawn(platform: str, form: Form, shown: Shown) -> None:
    expect_nothing_overlaps((f"{platform}-dc", "enterprise", form), shown)


@everywhere
def test_every_text_fits_its_box(chosen: tuple[str, Size, Form]) -> None:
    for card in layout(content(load(*chosen), "all")).cards.values():
        room = card.width - 2 * SIDE
        assert all(width(line, TEXT) <= room for row in card.rows for line in row.lines)
        assert TITLE_HEIGHT + LINE * sum(len(row.lines) for row in card.rows) <= card.height


def test_lines_end_at_the_row_that_names_their_source() -> None:
    placed = layout(content(load("logx-dc")))
    [path] = [each for each in routes(placed) if each.edge.source == "clients"]
    card, place = placed.cards["edge"], placed.places["edge"]
    above = [row for row in card.rows if row.chip is None]
    first_chip = place.y + TITLE_HEIGHT + sum(row.height for row in above) + LINE / 2
    assert path.points[-1] == (place.x, first_chip)


KEYS = tuple("abcdefghijklmnop")
LOOKS: tuple[Look, ...] = ("outside", "dmz", "application", "data", "peer")
KINDS: tuple[Kind, ...] = ("flow", "replication", "link", "management")


@st.composite
def pictures(draw: st.DrawFn) -> Content:
    """Return boxes in columns, and any lines between them."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=5, max_size=14, unique=True))
    ends = st.sampled_from(keys)
    kinds = st.sampled_from(KINDS)
    pairs = draw(st.lists(st.tuples(ends, ends, kinds), max_size=30, unique=True))
    edges = tuple(Edge(one, other, kind, ("port",)) for one, other, kind in pairs)
    texts = st.lists(st.text(max_size=90).map(Line), max_size=4).map(tuple)
    boxes = [Box(key, key, "", draw(texts), chips(key, edges)) for key in keys]
    columns = [boxes[:1], *(boxes[1 + at : -1 : 3] for at in range(3)), boxes[-1:]]
    return Content(
        name="any",
        title="Any",
        facts=(),
        site="any",
        columns=tuple(
            (Group(look, look, look, "", tuple(each)),)
            for look, each in zip(LOOKS, columns, strict=True)
        ),
        edges=edges,
        footer=(),
    )


@settings(max_examples=40, deadline=None)
@given(pictures())
def test_no_picture_has_boxes_on_each_other_or_lines_over_boxes(found: Content) -> None:
    placed = layout(found)
    assert not [pair for pair in combinations(placed.places.values(), 2) if overlap(*pair)]
    assert not over_boxes(placed, routes(placed))


@settings(max_examples=40, deadline=None)
@given(pictures())
def test_every_line_goes_from_its_source_to_its_target(found: Content) -> None:
    placed = layout(found)
    for path in routes(placed):
        source, target = placed.places[path.edge.source], placed.places[path.edge.target]
        (x, y), (u, v) = path.points[0], path.points[-1]
        assert x in (source.x, source.right)
        assert source.y <= y <= source.bottom
        assert u in (target.x, target.right)
        assert target.y <= v <= target.bottom
