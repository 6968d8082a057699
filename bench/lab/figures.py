"""Figures of one run: what was measured, beside what, and whether the goal is met."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One thing that was measured."""

    what: str
    value: float
    unit: str = "s"
    beside: str = ""
    """What it is held against, and how much that took."""
    peer: float | None = None
    most: float | None = None
    """The largest share of the peer's that the goal allows; nothing, where there is no goal."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return how many times the peer's it is."""
        return self.value / self.peer if self.peer else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; nothing, where there is none."""
        return None if self.ratio is None or self.most is None else self.ratio <= self.most

    def as_dict(self) -> dict[str, Any]:
        """Return what a program reads."""
        return {**vars(self), "ratio": self.ratio, "is_met": self.is_met}


@dataclass
class Run:
    """All figures of a run, and what was not measured, with its reason."""

    environment: str
    load: float
    """What the machine had to do before anything was measured: processes that wait, by minute."""
    cores: int
    figures: list[Figure] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether others were at work, so that seconds say little and ratios less than usual."""
        return self.load > self.cores / 2

    @property
    def missed(self) -> list[Figure]:
        """Return what misses its goal."""
        return [each for each in self.figures if each.is_met is False]

    def as_dict(self) -> dict[str, Any]:
        """Return what is kept."""
        return {
            "environment": self.environment,
            "load_before": self.load,
            "cores": self.cores,
            "figures": [each.as_dict() for each in self.figures],
            "left_out": self.left_out,
            "raw": self.raw,
        }
