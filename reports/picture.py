"""The picture of a run: writes a second over time, and a bar for each step below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.runs import BIN, RunReport

WIDTH, HIGH, ROW = 1000.0, 120.0, 18.0
"""Of the whole, of the writes, and of one step, in the picture's own units."""
STEP = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
"""Seconds between two lines of the scale; the first that leaves no more than a dozen."""


@dataclass(frozen=True)
class Box:
    """A rectangle and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    what: str
    kind: str = ""


@dataclass(frozen=True)
class Picture:
    """Everything at its place."""

    width: float
    height: float
    top: float
    writes: list[Box]
    gap: Box | None
    steps: list[Box]
    lines: list[tuple[float, str]]
    marks: list[tuple[float, str]]
    highest: float


def picture(run: RunReport) -> Picture:
    """Return the picture of a run."""
    begin, end = span(run)
    scale = WIDTH / (end - begin)

    def at(moment: float) -> float:
        return round((moment - begin) * scale, 2)

    every = next((each for each in STEP if (end - begin) / each <= 12), STEP[-1])
    first = -(-begin // every) * every
    count = int((end - first) / every) + 1
    return Picture(
        width=WIDTH,
        height=HIGH + ROW * len(run.steps),
        top=HIGH,
        writes=list(_writes(run, begin, scale)),
        gap=_gap(run, begin, scale),
        steps=list(_steps(run, begin, scale)),
        lines=[(at(first + n * every), f"{first + n * every:+g}") for n in range(count)],
        marks=[(at(moment), name) for name, moment in run.marks.items() if begin <= moment <= end],
        highest=max(run.seen.bars, default=0) / BIN if run.seen else 0.0,
    )


def span(run: RunReport) -> tuple[float, float]:
    """Return from when until when it shows: all steps, and all that users did."""
    moments = [0.0, *(bar.begun for bar in run.steps), *(b.begun + b.seconds for b in run.steps)]
    if run.seen:
        moments += [run.seen.begun, run.seen.begun + BIN * len(run.seen.bars)]
    return min(moments), max(*moments, min(moments) + 1.0)


def _writes(run: RunReport, begin: float, scale: float) -> Iterator[Box]:
    if run.seen is None:
        return
    highest = max(run.seen.bars, default=0) or 1
    for index, count in enumerate(run.seen.bars):
        moment, high = run.seen.begun + index * BIN, HIGH * count / highest
        what = f"{moment:+.1f} s: {count / BIN:.0f} a second"
        x = round((moment - begin) * scale, 2)
        yield Box(x, round(HIGH - high, 2), round(BIN * scale * 0.9, 2), round(high, 2), what)


def _gap(run: RunReport, begin: float, scale: float) -> Box | None:
    if run.seen is None:
        return None
    x = round((run.seen.gap_begun - begin) * scale, 2)
    what = f"no write was acknowledged for {run.seen.gap:.1f} s"
    return Box(x, 0, round(run.seen.gap * scale, 2), HIGH, what)


def _steps(run: RunReport, begin: float, scale: float) -> Iterator[Box]:
    for row, bar in enumerate(run.steps):
        kind = "final" if bar.is_final else "outage" if bar.is_outage else "calm"
        wide = max(2.0, round(bar.seconds * scale, 2))
        what = f"{bar.name}: {bar.seconds:.2f} s, {bar.outcome}"
        x = round((bar.begun - begin) * scale, 2)
        yield Box(x, HIGH + row * ROW + 3, wide, ROW - 6, what, kind)
