"""What was measured, beside what was asked for: printed at the end, and kept for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from topology.repository import ROOT

KEPT = ROOT / ".reports" / "recovery.json"


@dataclass(frozen=True)
class Figure:
    """One figure; without a limit it is only told."""

    what: str
    value: float
    unit: str
    most: float | None

    @property
    def is_kept(self) -> bool:
        """Whether it is within its limit."""
        return self.most is None or self.value <= self.most


@dataclass
class Figures:
    """All figures of a run of the tests."""

    found: list[Figure] = field(default_factory=list)

    def add(self, what: str, value: float, most: float | None = None, unit: str = "s") -> None:
        """Take up a figure."""
        self.found.append(Figure(what, round(value, 2), unit, most))

    def gate(self, what: str, value: float | None, most: float, unit: str = "s") -> None:
        """Take up a figure, and fail where it passes its limit, or was never reached."""
        assert value is not None, f"{what}: never"
        self.add(what, value, most, unit)
        assert value <= most, f"{what}: {value:g} {unit}, and at most {most:g} are allowed"

    def lines(self) -> Iterator[str]:
        """Yield them for people."""
        for each in self.found:
            limit = "" if each.most is None else f"at most {each.most:g} {each.unit}"
            verdict = "" if each.is_kept else "  MISSED"
            yield f"{each.what:<58} {each.value:>8g} {each.unit:<8}{limit}{verdict}".rstrip()

    def keep(self, path: Path = KEPT) -> None:
        """Write them for programs."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(each) for each in self.found], indent=1) + "\n")
