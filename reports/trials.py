"""What a series of trials found: one page, with a timeline of every run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.page import render

if TYPE_CHECKING:
    from lab.trials.results import Flow, Result, Run

WIDTH, HEIGHT = 1000, 60
"""Of one timeline, in its own units."""
BIN = 0.5
"""Seconds of one bar, as `lab.trials.results` counts."""


@dataclass(frozen=True)
class Bar:
    """What was acknowledged in one bin: where it stands in the picture."""

    x: float
    y: float
    width: float
    height: float
    what: str


@dataclass(frozen=True)
class Mark:
    """A moment of a run."""

    x: float
    what: str


@dataclass(frozen=True)
class Timeline:
    """One stream of one run, as a picture."""

    run: Run
    kind: str
    flow: Flow

    @property
    def span(self) -> float:
        """How many seconds it shows."""
        return max(len(self.flow.bars) * BIN, BIN)

    @property
    def highest(self) -> int:
        """The most acknowledgements of a bin."""
        return max(self.flow.bars, default=1) or 1

    @property
    def bars(self) -> Iterator[Bar]:
        """Every bin; one without an acknowledgement is marked at the ground."""
        width = WIDTH * BIN / self.span
        for index, count in enumerate(self.flow.bars):
            high = HEIGHT * count / self.highest
            moment = self.flow.begun + index * BIN
            what = f"{moment:+.1f} s: {count / BIN:.0f} a second"
            yield Bar(round(index * width, 2), HEIGHT - high, round(width * 0.9, 2), high, what)

    @property
    def marks(self) -> Iterator[Mark]:
        """The moments that matter, from the injection on."""
        moments = {"broken": 0.0, **{n: at for n, at in self.run.moments.items() if n != "counted"}}
        for name, at in moments.items():
            x = WIDTH * (at - self.flow.begun) / self.span
            if 0 <= x <= WIDTH:
                yield Mark(round(x, 2), f"{name} at {at:+.1f} s")


def timelines(result: Result) -> list[Timeline]:
    """Return a picture for each stream of each run."""
    return [Timeline(run, kind, found) for run in result.runs for kind, found in run.flows.items()]


def page(environment: str, results: Sequence[Result], at: str) -> str:
    """Return the page."""
    return render(
        "trials",
        environment=environment,
        results=results,
        at=at,
        timelines=timelines,
        width=WIDTH,
        height=HEIGHT,
        broken=[each for each in results if each.verdict in ("broken", "late")],
        unforeseen=[each for each in results if not each.is_foretold],
        acknowledged=sum(each.total("acknowledged") for each in results),
        lost=sum(each.total("lost") for each in results),
        doubled=sum(each.total("doubled") for each in results),
    )
