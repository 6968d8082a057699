"""The reports that lie on this machine: of runbooks and restore drills, and their trend."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from reports.page import FOLDER

DRILL = "restore-drill"


@dataclass(frozen=True)
class Kept:
    """One report, as a line of a list."""

    kind: str
    environment: str
    at: str
    what: str
    outcome: str
    seconds: float | None
    """What its promise is about: the longest pause of writes, or how long a restore took."""
    predicted: float | None
    lost: int | None
    is_good: bool
    page: str


@dataclass(frozen=True)
class Trend:
    """How the newest of a kind compares with those before it."""

    kind: str
    environment: str
    runs: int
    good: int
    newest: float | None
    usual: float | None
    """The median of those before it."""
    seconds: tuple[float, ...]
    """Oldest first."""

    @property
    def change(self) -> float | None:
        """By how much of the usual the newest is slower; below 0 it is faster."""
        if self.newest is None or not self.usual:
            return None
        return self.newest / self.usual - 1


def kept(folder: Path = FOLDER) -> list[Kept]:
    """Return every report of a folder, oldest first; files of other kinds are left alone."""
    found = filter(None, (_read(path) for path in folder.glob("*/*.json")))
    return sorted(found, key=lambda each: each.at)


def trends(reports: Iterable[Kept]) -> list[Trend]:
    """Return the trend of each kind in each environment."""
    grouped: dict[tuple[str, str], list[Kept]] = {}
    for each in reports:
        grouped.setdefault((each.kind, each.environment), []).append(each)
    return [_trend(kind, name, found) for (kind, name), found in sorted(grouped.items())]


def sparkline(seconds: Sequence[float]) -> str:
    """Return figures as a line of bars.

    >>> sparkline([1.0, 2.0, 8.0])
    '▁▂█'
    """
    signs, highest = "▁▂▃▄▅▆▇█", max(seconds, default=0) or 1
    return "".join(signs[min(7, int(8 * each / highest))] for each in seconds)


def _trend(kind: str, environment: str, found: Sequence[Kept]) -> Trend:
    seconds = tuple(each.seconds for each in found if each.seconds is not None)
    before = seconds[:-1]
    return Trend(
        kind=kind,
        environment=environment,
        runs=len(found),
        good=sum(each.is_good for each in found),
        newest=seconds[-1] if seconds else None,
        usual=round(median(before), 3) if before else None,
        seconds=seconds[-20:],
    )


def _read(path: Path) -> Kept | None:
    try:
        told = json.loads(path.read_text())
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    page = str(path.with_suffix(".html"))
    if "verb" in told and "steps" in told:
        return _run(told, page)
    if path.name.startswith(DRILL) and "good" in told:
        return _drill(told, page)
    return None


def _run(told: dict[str, Any], page: str) -> Kept:
    seen = told["seen"] or {}
    return Kept(
        kind=told["verb"],
        environment=told["environment"],
        at=told["at"],
        what=f"{told['old']} -> {told['new']}",
        outcome=told["outcome"],
        seconds=seen.get("gap"),
        predicted=told["predicted"],
        lost=seen.get("lost"),
        is_good=told["is_good"],
        page=page,
    )


def _drill(told: dict[str, Any], page: str) -> Kept:
    took = round(sum(told["seconds"].values()), 1) if told["seconds"] else None
    outcome = "proven" if told["good"] else "not proven"
    what, at = f"{told['store']} to {told['to'][:19]}", told["begun"]
    return Kept(DRILL, told["environment"], at, what, outcome, took, None, None, told["good"], page)


def rows(reports: Iterable[Kept]) -> Iterator[tuple[str, ...]]:
    """Yield each report as a row, newest first."""
    for each in reversed(list(reports)):
        yield (
            each.at[:19].replace("T", " "),
            each.kind,
            each.what,
            each.outcome,
            "" if each.seconds is None else f"{each.seconds:.1f} s",
            "" if each.predicted is None else f"{each.predicted:.1f} s",
            "" if each.lost is None else str(each.lost),
            "kept" if each.is_good else "MISSED",
        )
