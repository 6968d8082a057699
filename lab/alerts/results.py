"""What became of an alert's trial."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Found:
    """One alert: all moments in seconds, from the fault, or from its healing where it resolves."""

    alert: str
    severity: str
    fault: str
    waits: float
    """Seconds that its condition must hold, as the rule was when it was tried."""
    pending: float | None = None
    firing: float | None = None
    told: float | None = None
    """When the webhook heard of it."""
    held_by: str = ""
    """The graver alert of which people are told in its place."""
    resolved: float | None = None
    told_resolved: float | None = None
    said: str = ""
    wrong: list[str] = field(default_factory=list)
    gone: float | None = None
    """By the monotonic clock, when it was first seen no more."""
    none: str = ""
    """Why it was not tried."""

    @property
    def verdict(self) -> str:
        """Return it in a word."""
        if self.none:
            return "not here"
        return "failed" if self.wrong else "good"
