"""What the figures of runs amount to: pure functions over what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from lab.probe.measurement import Attempt

STILL = 0.5
"""Seconds: on two processors for all hosts, a site that nobody touches pauses for as long."""
NOTED = 0.25
"""Gaps from here on are kept, each with its moment."""
BIN = 0.5
"""Seconds of one bar of a timeline."""
WORD = 0.5
"""A prediction may be off by half."""

Span = tuple[float, float]
"""When healing began, and when the run ended."""

Verdict = Literal["held", "late", "broken", "not run"]


@dataclass(frozen=True)
class Gap:
    """A time without an acknowledgement; its begin counts from the injection."""

    begun: float
    seconds: float


@dataclass(frozen=True)
class Flow:
    """One stream of requests during a run; seconds count from the injection."""

    gap: float
    """The longest time without an acknowledgement that began while the fault stood."""
    back: float
    """The same while it was healed: a host that boots takes the processors of all others."""
    gaps: tuple[Gap, ...]
    attempts: int
    acknowledged: int
    failures: Mapping[str, int]
    """What was answered instead, and how often."""
    begun: float
    bars: tuple[int, ...]
    """Acknowledgements in each bin."""


@dataclass(frozen=True)
class Run:
    """One run of one event."""

    event: str
    number: int
    at: str
    moments: Mapping[str, float]
    """What happened when, in seconds from the injection."""
    flows: Mapping[str, Flow]
    records: Mapping[str, int]
    """Records acknowledged, lost, doubled, unknown; and values that the cache lost."""
    said: tuple[str, ...]
    """What was seen: who led before and after, and the like."""
    wrong: tuple[str, ...]
    """What must not be so, and is, however busy the machine was."""
    late: tuple[str, ...] = ()
    """What paused and must go on as if nothing happened."""


def unfinished(event: str, number: int, why: str) -> Run:
    """Return a run that did not come to its end."""
    return Run(event, number, "", {}, {}, {}, (), (why,))


@dataclass
class Result:
    """An event with its runs, held against its goal and the model's prediction."""

    event: str
    what: str
    goal: float | None
    predicted: float | None
    judged: str
    """The stream whose gap the goal is about."""
    runs: list[Run] = field(default_factory=list)

    @property
    def gaps(self) -> list[float]:
        """The longest gap of each run."""
        return [run.flows[self.judged].gap for run in self.runs if self.judged in run.flows]

    @property
    def back(self) -> float | None:
        """The longest gap while anything was healed."""
        found = (run.flows[self.judged].back for run in self.runs if self.judged in run.flows)
        return max(found, default=None)

    @property
    def worst(self) -> float | None:
        """The longest gap of all runs."""
        return max(self.gaps, default=None)

    @property
    def ratio(self) -> float | None:
        """The worst gap to the prediction; nothing, where none was predicted."""
        if self.worst is None or not self.predicted:
            return None
        return self.worst / self.predicted

    @property
    def is_foretold(self) -> bool:
        """Whether the prediction is near enough: off by more than half is a bug in one of both."""
        if self.worst is None or self.predicted is None:
            return True
        if self.worst <= STILL and self.predicted <= STILL:
            return True
        return abs(self.worst - self.predicted) <= WORD * self.predicted

    @property
    def wrong(self) -> list[str]:
        """What was wrong in any run."""
        return [f"run {run.number}: {each}" for run in self.runs for each in run.wrong]

    @property
    def late(self) -> list[str]:
        """What took longer in any run than is promised."""
        found = [f"run {run.number}: {each}" for run in self.runs for each in run.late]
        if self.goal is not None:
            limit = max(self.goal, STILL)
            judged = [run for run in self.runs if self.judged in run.flows]
            slow = [run for run in judged if run.flows[self.judged].gap > limit]
            found += [f"run {run.number}: slower than {self.goal:g} s" for run in slow]
        return found

    @property
    def verdict(self) -> Verdict:
        """Whether every run held what is promised."""
        if not self.runs:
            return "not run"
        if self.wrong:
            return "broken"
        return "late" if self.late else "held"

    def total(self, name: str) -> int:
        """Return a count of records over all runs."""
        return sum(run.records.get(name, 0) for run in self.runs)


def flow(attempts: Iterable[Attempt], zero: float, counted: float, span: Span) -> Flow:
    """Return what became of a stream; its gap counts from a moment, everything else from zero."""
    healed, ended = span
    tried = sorted(attempts, key=lambda each: each.ended)
    good = [each.ended for each in tried if each.outcome == "acknowledged"]
    gaps = list(_gaps([max(good[:1] or [zero]), *good, ended]))
    before = max((each for each in good if each <= counted), default=counted)
    after = [before if counted <= zero else counted, *(e for e in good if e > counted), ended]
    begun = min((each.begun for each in tried), default=zero)
    stood = (two - one for one, two in pairwise(after) if one < healed)
    back = (two - one for one, two in pairwise(after) if one >= healed)
    return Flow(
        gap=round(max(stood, default=0.0), 3),
        back=round(max(back, default=0.0), 3),
        gaps=tuple(Gap(round(one - zero, 3), round(two - one, 3)) for one, two in gaps),
        attempts=len(tried),
        acknowledged=len(good),
        failures=_failures(tried),
        begun=round(begun - zero, 3),
        bars=tuple(_bars(good, begun, ended)),
    )


def _gaps(moments: Sequence[float]) -> Iterable[tuple[float, float]]:
    return ((one, two) for one, two in pairwise(moments) if two - one >= NOTED)


def _failures(tried: Iterable[Attempt]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in tried:
        if each.outcome != "acknowledged":
            found[each.why] = found.get(each.why, 0) + 1
    return found


def _bars(good: Iterable[float], begun: float, ended: float) -> list[int]:
    bars = [0] * (int((ended - begun) / BIN) + 1)
    for moment in good:
        if begun <= moment <= ended:
            bars[int((moment - begun) / BIN)] += 1
    return bars
