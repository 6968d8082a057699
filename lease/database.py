"""The database of a host whose site is cut off: it stops leading, rather than lead behind doors.

The doors are shut by then, whatever becomes of this: it is no fence. It ends what would be a second
history, and lets whoever comes to that host see that nobody leads there. Where a majority answers
again the database is started; whether it may is decided where it starts.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

Run = Callable[[Sequence[str]], None]

MARK = Path("/run/tandem-lease/stopped")
"""There while the database is stopped by us; gone with a restart of the host, as is that."""


def run(command: Sequence[str]) -> None:
    """Run a program that says at once that it has begun."""
    subprocess.run(command, check=True, capture_output=True, timeout=5)


class Database:
    """The service of a database, stopped after a silence in which the lead may have gone."""

    def __init__(self, unit: str | None, seconds: float, mark: Path = MARK, run: Run = run) -> None:
        self._unit = unit
        self._seconds = seconds
        self._mark = mark
        self._run = run

    def silent(self, seconds: float, *, led: bool) -> bool:
        """Stop it where it led and no majority has answered for so long; tell whether it did."""
        if not (self._unit and led) or seconds <= self._seconds or self._mark.exists():
            return False
        self._run(("systemctl", "stop", "--no-block", self._unit))
        self._mark.touch()
        return True

    def heard(self) -> bool:
        """Start it again where it was stopped; tell whether it did."""
        if not (self._unit and self._mark.exists()):
            return False
        self._run(("systemctl", "start", "--no-block", self._unit))
        self._mark.unlink()
        return True
