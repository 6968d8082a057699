"""What a run of a runbook amounts to: its journal, what users saw, and what was predicted.

Pure, but for reading the users' log. Moments are seconds from the run's *zero*: when the fault was
last not there yet, where that is known, or when the command was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Literal

Entry = Mapping[str, Any]
Outcome = Literal["done", "failed", "aborted", "cut short"]
Verdict = Literal["kept", "missed", "not measured"]

LOSSES = ("failover", "automatic")
"""Runbooks that begin when a site is lost."""
BIN = 0.5
"""Seconds of one bar of the picture."""
STEADY = 1.0
"""Seconds without an acknowledgement that end a recovery which had begun."""


@dataclass(frozen=True)
class StepBar:
    """One step: when it began and how long it took, over all lives of the run."""

    name: str
    what: str
    begun: float
    seconds: float
    most: float
    outcome: str
    is_outage: bool
    is_final: bool
    why: str = ""


@dataclass(frozen=True)
class Phases:
    """Seconds from the fault to the command, to the first step, and to steady writes."""

    detection: float | None
    decision: float | None
    execution: float | None


@dataclass(frozen=True)
class Seen:
    """What users saw; seconds count from zero."""

    begun: float
    bars: tuple[int, ...]
    gap: float
    gap_begun: float
    steady: float | None
    """From when on writes went on to the end; nothing, where they did not."""
    acknowledged: int
    lost: int
    lost_seconds: float
    """Between the acknowledgements of the first and the last record that is lost."""
    duplicates: int
    unknown: int


@dataclass
class RunReport:
    """One run, for people and programs."""

    run: str
    verb: str
    environment: str
    old: str
    new: str
    at: str
    outcome: Outcome
    lives: int
    steps: list[StepBar]
    phases: Phases
    closed: float | None
    """Seconds from the first to the last step that users wait for."""
    predicted: float | None
    arithmetic: str
    seen: Seen | None
    unseen: str
    """Why nothing was measured."""
    expected_loss: str
    rto: float
    rpo: float
    left: list[str] = field(default_factory=list)
    """What was not done, and who does it when."""
    marks: dict[str, float] = field(default_factory=dict)

    @property
    def is_planned(self) -> bool:
        """Whether nothing was lost when it began: then nothing may be."""
        return self.verb not in LOSSES

    @property
    def recovery(self) -> float | None:
        """Seconds from the fault to steady writes; of a planned move, the pause itself."""
        if self.seen is None or self.seen.steady is None:
            return None
        return self.seen.gap if self.is_planned else self.seen.steady

    @property
    def rto_verdict(self) -> Verdict:
        """Whether users waited no longer than was promised."""
        if self.seen is None:
            return "not measured"
        return "kept" if self.recovery is not None and self.recovery <= self.rto else "missed"

    @property
    def rpo_verdict(self) -> Verdict:
        """Whether no more was lost than was promised; a planned move may lose nothing."""
        if self.seen is None:
            return "not measured"
        allowed = 0.0 if self.is_planned else self.rpo
        is_kept = not self.seen.lost or self.seen.lost_seconds < allowed
        return "kept" if is_kept and not self.seen.duplicates else "missed"

    @property
    def is_good(self) -> bool:
        """Whether it came to its end, and nothing that was measured misses its promise."""
        return self.outcome == "done" and "missed" not in (self.rto_verdict, self.rpo_verdict)

    def as_json(self) -> dict[str, Any]:
        """Return it for a file."""
        more = ("recovery", "rto_verdict", "rpo_verdict", "is_good")
        return {**asdict(self), **{name: getattr(self, name) for name in more}}


def bars(timeline: Iterable[Entry], steps: Sequence[Any], zero: float) -> list[StepBar]:
    """Return a bar for each step that was begun; one that was resumed counts from its first try."""
    found = []
    for step in steps:
        mine = [entry for entry in timeline if entry.get("step") == step.name]
        if not mine:
            continue
        last = mine[-1]
        outcome = "cut short" if last["event"] == "begun" else str(last["event"])
        bar = StepBar(
            name=step.name,
            what=step.what,
            begun=round(mine[0]["at"] - zero, 3),
            seconds=round(last["at"] - mine[0]["at"], 3),
            most=step.seconds,
            outcome=outcome,
            is_outage=step.is_outage,
            is_final=step.is_final,
            why=str(last.get("why", "")),
        )
        found.append(bar)
    return found


def outcome(timeline: Sequence[Entry], steps: Sequence[Any]) -> Outcome:
    """Return how a run ended, as its journal has it."""
    last = {entry["step"]: entry["event"] for entry in timeline if "step" in entry}
    if "undone" in last.values():
        return "aborted"
    if all(last.get(step.name) == "done" for step in steps):
        return "done"
    return "failed" if "failed" in last.values() else "cut short"


def seen(attempts: Sequence[Any], measured: Mapping[str, Any], zero: float) -> Seen:
    """Return what users saw; attempts are on a clock that `measured` turns into time of day."""
    shift = measured["clock"] - zero
    begun, ended = measured["begun"] + shift, measured["ended"] + shift
    good = sorted(each.ended + shift for each in attempts if each.outcome == "acknowledged")
    moments = [begun, *good, ended]
    gaps = [(two - one, one) for one, two in pairwise(moments)]
    longest, at = max(gaps)
    pauses = [one + seconds for seconds, one in gaps if seconds > STEADY]
    is_steady = bool(good) and ended - good[-1] <= STEADY
    lost = {tuple(each) for each in measured["lost"]}
    gone = [e.ended for e in attempts if e.outcome == "acknowledged" and e.record in lost]
    counted = [0] * (int((ended - begun) / BIN) + 1)
    for moment in good:
        counted[int((moment - begun) / BIN)] += 1
    return Seen(
        begun=round(begun, 3),
        bars=tuple(counted),
        gap=round(longest, 3),
        gap_begun=round(at, 3),
        steady=round(max(pauses, default=0.0), 3) if is_steady else None,
        acknowledged=measured["acknowledged"],
        lost=len(lost),
        lost_seconds=round(max(gone) - min(gone), 3) if gone else 0.0,
        duplicates=len(measured["duplicates"]),
        unknown=len(measured["unresolved"]),
    )


def phases(told: Mapping[str, Any], first: float | None, ended: float | None) -> Phases:
    """Return the three parts of a recovery; times of day."""
    fault, asked = told.get("fault"), told["asked"]
    decided = None if first is None else round(first - asked, 3)
    executed = None if first is None or ended is None else round(ended - first, 3)
    return Phases(None if fault is None else round(asked - fault, 3), decided, executed)


def moment(at: float) -> str:
    """Return a time of day as reports write it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
