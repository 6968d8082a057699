"""What a client's attempts to write amount to: pure functions over what was written down."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

Outcome = Literal["acknowledged", "refused", "unknown"]
"""Refused is certainly not written; unknown may be: its answer was lost, or an error."""

Record = tuple[str, int]
"""A client's name, and its number."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to write a record; times are of the client's monotonic clock."""

    client: str
    number: int
    begun: float
    ended: float
    outcome: Outcome
    why: str = ""

    @property
    def record(self) -> Record:
        """What was to be written."""
        return self.client, self.number


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no write was acknowledged."""

    begun: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """What came of all attempts. Nothing is lost where `lost` and `duplicates` are empty."""

    seconds: float
    attempts: int
    acknowledged: int
    refused: int
    unknown: int
    """Attempts whose outcome the client never learnt; most were tried again and acknowledged."""
    gap: Gap
    """The longest time without an acknowledged write."""
    longest_wait: float
    """From a record's first attempt to its acknowledgement: what one user waits at worst."""
    lost: tuple[Record, ...]
    """Acknowledged, and not there."""
    duplicates: tuple[Record, ...]
    """There more than once."""
    unresolved: tuple[Record, ...]
    """Never acknowledged, and perhaps written: they count neither as lost nor as kept."""
    unresolved_there: int
    """How many of these are there."""
    strangers: tuple[Record, ...]
    """There, and never sent."""

    @property
    def is_clean(self) -> bool:
        """Tell whether every acknowledged record is there exactly once, and no other."""
        return not (self.lost or self.duplicates or self.strangers)


def evaluate(
    attempts: Iterable[Attempt],
    found: Mapping[str, Sequence[int]],
    begun: float,
    ended: float,
) -> Measurement:
    """Hold what was acknowledged against what is there."""
    tried = list(attempts)
    outcomes = Counter(each.outcome for each in tried)
    acknowledged = {each.record for each in tried if each.outcome == "acknowledged"}
    uncertain = {each.record for each in tried if each.outcome == "unknown"} - acknowledged
    there = Counter((client, number) for client, numbers in found.items() for number in numbers)
    return Measurement(
        seconds=ended - begun,
        attempts=len(tried),
        acknowledged=len(acknowledged),
        refused=outcomes["refused"],
        unknown=outcomes["unknown"],
        gap=longest_gap(tried, begun, ended),
        longest_wait=longest_wait(tried),
        lost=tuple(sorted(acknowledged - there.keys())),
        duplicates=tuple(sorted(record for record, times in there.items() if times > 1)),
        unresolved=tuple(sorted(uncertain)),
        unresolved_there=len(uncertain & there.keys()),
        strangers=tuple(sorted(there.keys() - acknowledged - uncertain)),
    )


def longest_gap(attempts: Iterable[Attempt], begun: float, ended: float) -> Gap:
    """Return the longest time without an acknowledgement, from the first moment to the last."""
    inside = (each.ended for each in attempts if each.outcome == "acknowledged")
    moments = [begun, *sorted(time for time in inside if begun <= time <= ended), ended]
    gaps = (Gap(first, then - first) for first, then in pairwise(moments))
    return max(gaps, key=lambda gap: gap.seconds)


def longest_wait(attempts: Iterable[Attempt]) -> float:
    """Return how long the slowest record took from its first attempt to its acknowledgement."""
    first: dict[Record, float] = {}
    waits = [0.0]
    for each in sorted(attempts, key=lambda attempt: attempt.begun):
        begun = first.setdefault(each.record, each.begun)
        if each.outcome == "acknowledged":
            waits.append(each.ended - begun)
    return max(waits)


def line(attempt: Attempt) -> str:
    """Return an attempt as it is written down."""
    return json.dumps(asdict(attempt)) + "\n"


def read(path: Path) -> Iterator[Attempt]:
    """Yield what was written down; a last line that was cut off is left out."""
    with path.open() as file:
        for text in file:
            if text.endswith("\n"):
                yield Attempt(**json.loads(text))


def summary(measured: Measurement) -> dict[str, object]:
    """Return a measurement for a report: figures, and how many records each class has."""
    found = asdict(measured)
    for name in ("lost", "duplicates", "unresolved", "strangers"):
        found[name] = len(found[name])
    return {**found, "clean": measured.is_clean}
