"""Write Graphviz's language: every place and every corner is given, so that it only paints.

The engine that takes positions as they are is `neato -n2`; the text names it, so that `dot` paints
a saved file as well. Upwards is negative: Graphviz counts from below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from topology.picture.layout import Rect
from topology.picture.routes import Point

RADIUS = 5.0  # of a line's corners
ARROW = 6.0  # length of a line's head


def quoted(text: str) -> str:
    """Write a name so that no character in it means anything."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def attributes(values: Mapping[str, str]) -> str:
    """Write attributes; one that begins with ``<`` is a table."""
    pairs = (f"{key}={text if text[:1] == '<' else quoted(text)}" for key, text in values.items())
    return f"[{', '.join(pairs)}]"


def node(name: str, place: Rect, values: Mapping[str, str]) -> str:
    """Write a box at its place."""
    at = {
        "pos": _point((place.x + place.w / 2, place.y + place.h / 2)),
        "width": f"{place.w / 72:.4f}",
        "height": f"{place.h / 72:.4f}",
    }
    return f"{quoted(name)} {attributes({**at, **values})}"


def edge(
    ends: tuple[str, str], points: Sequence[Point], values: Mapping[str, str], heads: str
) -> str:
    """Write a line along its corners, with heads at its ``s`` (start), its ``e`` (end), or both."""
    trimmed = list(points)
    marks = ""
    if "s" in heads:
        marks += f"s,{_point(points[0])} "
        trimmed[0] = _towards(points[0], points[1], ARROW)
    if "e" in heads:
        marks += f"e,{_point(points[-1])} "
        trimmed[-1] = _towards(points[-1], points[-2], ARROW)
    direction = {"": "none", "s": "back", "e": "forward", "se": "both"}[heads]
    pos = marks + " ".join(map(_point, _bezier(trimmed)))
    between = f"{quoted(ends[0])} -> {quoted(ends[1])}"
    return f"{between} {attributes({'dir': direction, 'pos': pos, **values})}"


def table(place: Rect, rows: Iterable[str]) -> str:
    """Write a table of exactly the size of its place."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{place.w:.0f}" HEIGHT="{place.h:.0f}"'
    style = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    return f"<<TABLE {style} {size}>{''.join(rows)}</TABLE>>"


def row(cells: Iterable[str]) -> str:
    """Write a row of a table."""
    return f"<TR>{''.join(cells)}</TR>"


def cell(size: tuple[float, float], content: str, align: str = "LEFT", **more: str) -> str:
    """Write a cell of exactly that size."""
    extra = "".join(f' {key.upper()}="{value}"' for key, value in more.items())
    width, height = size
    return (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{height:.0f}" ALIGN="{align}"{extra}>'
        f"{content}</TD>"
    )


def words(text: str, size: float, ink: str, style: str = "") -> str:
    """Write text in one font; nothing in it means anything to Graphviz."""
    if not text:
        return ""
    font = f'<FONT POINT-SIZE="{size:g}" COLOR="{ink}">'
    # In a text of its own a backslash begins none of Graphviz's signs, such as \N for a name.
    inner = re.sub(r"\\(?=.)", lambda _: f"\\</FONT>{font}", escape(text))
    inner = f"{font}{inner}</FONT>"
    for tag in style:
        inner = f"<{tag}>{inner}</{tag}>"
    return inner


def _point(point: Point) -> str:
    return f"{point[0]:g},{0 - point[1]:g}"


def _towards(start: Point, end: Point, way: float) -> Point:
    """Go from one point towards another, at most half of the way."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])  # lines run level or upright
    share = min(0.5, way / length) if length else 0
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _bezier(points: Sequence[Point]) -> Iterator[Point]:
    """Yield the control points of a curve along straight lines, its corners rounded."""
    at = points[0]
    yield at
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _towards(corner, before, RADIUS), _towards(corner, after, RADIUS)
        yield from (at, enter, enter, corner, corner, leave)
        at = leave
    yield from (at, points[-1], points[-1])
