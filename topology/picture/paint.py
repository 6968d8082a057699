"""Paint a picture: frames, boxes, lines, heading, legend and footer, as Graphviz's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from topology.picture import dot
from topology.picture.cards import LINE, SIDE, TEXT, TITLE, TITLE_HEIGHT, Card, Row
from topology.picture.layout import FACT, FRAME_TITLE, HEADING, MARGIN, Frame, Layout, Rect
from topology.picture.routes import Path, routes
from topology.picture.stacks import HEAD
from topology.picture.text import FONT, width, wrap
from topology.picture.words import Kind, Look, Tone

INK = "#1f2430"
GREY = "#565d6b"
PAPER = "#ffffff"
COPY = "#7b3294"

FRAMES: Mapping[Look, tuple[str, str]] = {
    "site": (PAPER, INK),
    "dmz": ("#fdf3e3", "#9a5f0a"),
    "application": ("#e9f1fa", "#2a65a0"),
    "data": ("#e8f4ee", "#1f7a50"),
    "management": ("#f1f1f4", GREY),
    "guest": ("#fbeef3", "#9c3f66"),
    "iot": ("#eef6f7", "#257c86"),
    "outside": (PAPER, GREY),
    "peer": ("#f6f4fa", INK),
    "witness": ("#f6f4fa", INK),
}
"""A frame's fill, light enough to print text on, and its ink. What it is, its title says."""

LINES: Mapping[Kind, tuple[str, str, str]] = {
    "flow": ("solid", "1.1", "opens connections to"),
    "replication": ("dashed", "1.6", "data is copied to"),
    "link": ("solid", "3", "encrypted tunnel between sites"),
    "management": ("dotted", "1.1", "management, which every platform has"),
}
"""How a line is drawn, how wide, and what the legend says of it."""

TONES: Mapping[Tone, tuple[str, str]] = {
    "plain": (INK, ""),
    "small": (GREY, ""),
    "store": (COPY, ""),
    "badge": (INK, "B"),
    "chip": (INK, ""),
}
"""Ink and style of a tone."""

ABOVE = 2  # a title's text
NOTE = (8, 12)  # size of the legend's and the footer's text, and height of its lines
SAMPLE = 34  # length of a line in the legend


def paint(layout: Layout, dots_per_inch: int | None = None) -> str:
    """Return the picture as Graphviz's text; the dots matter where it becomes dots."""
    dots = f", dpi={dots_per_inch}" if dots_per_inch else ""
    lines = [
        f"digraph {dot.quoted(layout.content.name)} {{",
        f'graph [layout=nop2, pad="{MARGIN / 72}", bgcolor="{PAPER}"{dots}]',
        f'node [shape=box, fixedsize=true, margin=0, fontname="{FONT}", penwidth=0.8]',
        f"edge [arrowsize={dot.ARROW / 10:g}]",
        *_heading(layout),
        *(_frame(frame) for frame in layout.frames),
        *(_card(layout, card) for card in layout.cards.values()),
        *(_line(layout, path) for path in routes(layout)),
        *_foot(layout),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _heading(layout: Layout) -> Iterator[str]:
    wide = layout.right - MARGIN
    rows = [_text(wide, HEADING[1], line, HEADING[0], "B") for line in layout.title]
    rows += [_text(wide, FACT[1], line, FACT[0]) for line in layout.facts]
    height = HEADING[1] * len(layout.title) + FACT[1] * len(layout.facts)
    place = Rect(MARGIN, MARGIN, wide, height)
    yield dot.node("the heading", place, {"shape": "none", "label": dot.table(place, rows)})


def _text(wide: float, height: float, text: str, size: float, style: str = "") -> str:
    return dot.row([dot.cell((wide, height), dot.words(text, size, INK, style))])


def _frame(frame: Frame) -> str:
    fill, ink = FRAMES[frame.look]
    place = frame.place
    inner = Rect(place.x, place.y, place.w - 2 * SIDE, place.h)
    words = dot.words(frame.title, FRAME_TITLE, ink, "B")
    aside = dot.words(f"   {frame.aside}" if frame.aside else "", FRAME_TITLE - 1, GREY)
    rows = [
        dot.row([dot.cell((inner.w, HEAD), words + aside)]),
        dot.row([dot.cell((inner.w, inner.h - HEAD), "")]),
    ]
    style = {
        "style": "rounded,filled",
        "fillcolor": fill,
        "color": ink,
        "label": dot.table(inner, rows),
    }
    width = "1.4" if frame.look in ("site", "peer") else "0.8"
    return dot.node(frame.name, place, {**style, "penwidth": width})


def _card(layout: Layout, card: Card) -> str:
    box, place = card.box, layout.places[card.box.key]
    fill, ink = FRAMES[layout.looks[box.key]]
    room, high = card.width - 2 * SIDE, TITLE_HEIGHT - ABOVE
    left = ceil(width(box.title, TITLE, bold=True)) + SIDE
    title = [
        dot.cell((SIDE, high), ""),
        dot.cell((left, high), dot.words(box.title, TITLE, INK, "B")),
        dot.cell((room - left, high), dot.words(box.aside, TEXT, INK), "RIGHT"),
        dot.cell((SIDE, high), ""),
    ]
    above = dot.row([dot.cell((card.width, ABOVE), "", colspan="4")])
    rows = [above, dot.row(title), *(line for each in card.rows for line in _row(each, room, fill))]
    rest = card.height - TITLE_HEIGHT - sum(each.height for each in card.rows)
    if rest:
        rows.append(dot.row([dot.cell((room + 2 * SIDE, rest), "", colspan="4")]))
    looks = {"style": "rounded,filled", "fillcolor": PAPER, "color": ink}
    return dot.node(box.key, place, {**looks, "label": dot.table(place, rows)})


def _row(row: Row, room: float, fill: str) -> Iterator[str]:
    ink, style = TONES[row.tone]
    back = {"bgcolor": fill} if row.chip else {}
    if row.chip and row.chip.kind == "replication":
        ink = COPY
    for index, line in enumerate(row.lines):
        mark = "▸" if row.chip and index == 0 and row.chip.edges[0].is_drawn else ""
        yield dot.row(
            [
                dot.cell((SIDE, LINE), dot.words(mark, TEXT - 2, ink), "RIGHT"),
                dot.cell((room, LINE), dot.words(line, TEXT, ink, style), colspan="2", **back),
                dot.cell((SIDE, LINE), ""),
            ]
        )


def _line(layout: Layout, path: Path) -> str:
    line = path.edge
    style, thick, _ = LINES[line.kind]
    ink = _ink(line.kind, FRAMES[layout.looks[line.source]][1])
    heads = "" if line.kind == "link" else "se" if line.is_mutual else "e"
    looks = {"style": style, "penwidth": thick, "color": ink, "tooltip": ", ".join(line.ports)}
    return dot.edge((line.source, line.target), path.points, looks, heads)


def _ink(kind: Kind, of_source: str) -> str:
    return {"flow": of_source, "replication": COPY, "link": INK, "management": GREY}[kind]


def _foot(layout: Layout) -> Iterator[str]:
    """Yield the legend, of what is there, and the footer: below the site, beside the peer."""
    site = layout.frames[0].place
    x, y = float(MARGIN), site.bottom + 14
    size, height = NOTE
    drawn = {course.edge.kind for course in layout.courses}
    for kind in (kind for kind in LINES if kind in drawn):
        style, thick, says = LINES[kind]
        text = Rect(x + SAMPLE + SIDE, y, ceil(width(says, size)), height)
        name = f"legend: {says}"
        label = dot.table(text, [_text(text.w, height, says, size)])
        yield dot.node(name, text, {"shape": "none", "label": label})
        looks = {"style": style, "penwidth": thick, "color": _ink(kind, INK)}
        points = ((x, y + height / 2), (x + SAMPLE, y + height / 2))
        yield dot.edge((name, name), points, looks, "" if kind == "link" else "e")
        x = text.right + 3 * SIDE
    wide = site.right - MARGIN
    lines = [line for fact in layout.content.footer for line in wrap(fact, size, wide)]
    place = Rect(MARGIN, y + height + 6, wide, height * len(lines))
    rows = [_text(wide, height, line, size) for line in lines]
    yield dot.node("the footer", place, {"shape": "none", "label": dot.table(place, rows)})
