"""What was measured, beside what was asked for: printed at the end, and kept for programs.

A machine of somebody's cloud is lent out a part at a time. What its owner took away while a test
ran is told by the kernel, and the test's limits grow by as much: with half the processors gone, a
pause may take twice as long. On a machine of one's own nothing is taken, and a limit is a limit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from topology.repository import ROOT

KEPT = ROOT / ".reports" / "recovery.json"
STAT = Path("/proc/stat")
SECONDS = "s"


@dataclass(frozen=True)
class Spent:
    """What processors did so far, in the kernel's ticks."""

    ours: int
    taken: int

    @classmethod
    def read(cls, path: Path = STAT) -> Spent:
        """Read it: user, nice, system, idle, waiting, two kinds of interrupts, taken away."""
        user, nice, system, _, _, hard, soft, taken = map(int, path.read_text().split()[1:9])
        return cls(user + nice + system + hard + soft, taken)

    def share(self, before: Spent) -> float:
        """Return which part of what was wanted since then was taken away.

        >>> Spent(200, 40).share(Spent(140, 20))
        0.25
        """
        ours, taken = self.ours - before.ours, self.taken - before.taken
        return taken / (ours + taken) if ours + taken else 0.0


@dataclass(frozen=True)
class Figure:
    """One figure; without a limit it is only told."""

    what: str
    value: float
    unit: str
    most: float | None
    taken: float = 0.0
    """Which part of the processors the machine's owner took meanwhile."""

    @property
    def is_kept(self) -> bool:
        """Whether it is within its limit."""
        return self.most is None or self.value <= self.allowed

    @property
    def allowed(self) -> float:
        """Return the limit on the machine as it was."""
        most = self.most or 0.0
        return round(most / (1 - self.taken), 2) if self.unit == SECONDS else most


@dataclass
class Figures:
    """All figures of a run of the tests."""

    found: list[Figure] = field(default_factory=list)
    before: Spent = field(default_factory=Spent.read)

    def begin(self) -> None:
        """Count what is taken away from now on: a test begins."""
        self.before = Spent.read()

    def add(self, what: str, value: float, most: float | None = None, unit: str = SECONDS) -> None:
        """Take up a figure."""
        taken = round(Spent.read().share(self.before), 3)
        self.found.append(Figure(what, round(value, 2), unit, most, taken))

    def gate(self, what: str, value: float | None, most: float, unit: str = SECONDS) -> None:
        """Take up a figure, and fail where it passes its limit, or was never reached."""
        assert value is not None, f"{what}: never"
        self.add(what, value, most, unit)
        found = self.found[-1]
        most = found.allowed
        assert value <= most, f"{what}: {value:g} {unit}, and at most {most:g} are allowed"

    def lines(self) -> Iterator[str]:
        """Yield them for people."""
        for each in self.found:
            limit = "" if each.most is None else f"at most {each.most:g} {each.unit}"
            if each.most is not None and each.allowed > 1.05 * each.most:
                limit += f", {each.allowed:g} with {each.taken:.0%} of the processors taken away"
            verdict = "" if each.is_kept else "  MISSED"
            yield f"{each.what:<58} {each.value:>8g} {each.unit:<8}{limit}{verdict}".rstrip()

    def keep(self, path: Path = KEPT) -> None:
        """Write them for programs."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(each) for each in self.found], indent=1) + "\n")
