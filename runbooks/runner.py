"""Does the steps of a runbook, one after another, and can be killed anywhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runbooks.plan import Event, Line, Step, remaining, to_undo
from runbooks.sessions import HostError

PAUSE = 0.05
Told = Callable[[str, str], None]
"""Hears of each step: its name, and what becomes of it."""


class StepError(Exception):
    """A step did not take in its time."""


@dataclass
class Journal:
    """What a run did: a line is on disk before what it says happens."""

    path: Path
    away: Callable[[str], None]
    """Keeps all of it at the voters, where another machine finds it."""

    def lines(self) -> list[Line]:
        """Return what was written down."""
        found = self._entries()
        return [Line(entry["step"], entry["event"]) for entry in found if "step" in entry]

    def write(self, step: str, event: Event, why: str = "") -> None:
        """Write a line down."""
        self.note(**asdict(Line(step, event)), why=why)

    def note(self, **facts: object) -> None:
        """Write anything down, with its time."""
        entry = {"at": time.time(), **facts}
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()

    def share(self) -> None:
        """Keep it at the voters too; a pair that lost two of three does not stop for that."""
        try:
            self.away(self.path.read_text() if self.path.exists() else "")
        except HostError as error:
            self.write("journal", "failed", str(error))

    def adopt(self, text: str) -> None:
        """Go on with what another machine wrote."""
        if not self.path.exists():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.write_text(text)

    def timeline(self) -> list[dict[str, Any]]:
        """Return every line, with its time."""
        return self._entries()

    def _entries(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        whole = (line for line in self.path.read_text().splitlines() if line.endswith("}"))
        return [json.loads(line) for line in whole]


@dataclass
class Runner:
    """One run of one runbook."""

    steps: Sequence[Step]
    pair: object
    journal: Journal
    told: Told

    def go(self) -> None:
        """Do what remains. A step that fails before the point of no return undoes everything."""
        for step in remaining(self.steps, self.journal.lines()):
            try:
                self._do(step)
            except (StepError, HostError) as error:
                self.journal.write(step.name, "failed", str(error))
                self.told(step.name, f"failed: {error}")
                if not self.is_past_return():
                    self.abort()
                raise StepError(f"{step.name}: {error}") from None

    def abort(self) -> None:
        """Undo what was begun, last first."""
        for step in to_undo(self.steps, self.journal.lines()):
            self.told(step.name, "is undone")
            if step.undo:
                step.undo(self.pair)
            self.journal.write(step.name, "undone")
        self.journal.share()

    def _do(self, step: Step) -> None:
        self.journal.write(step.name, "begun")
        if step.is_final or not step.is_outage:
            # Nobody waits for it, or nobody may go on without knowing it.
            self.journal.share()
        self.told(step.name, step.what)
        end, begun = time.monotonic() + step.seconds, time.monotonic()
        self._take(step, end)
        self.journal.write(step.name, "done")
        self.told(step.name, f"done in {time.monotonic() - begun:.1f} s")

    def _take(self, step: Step, end: float) -> None:
        """Act, and wait until it took; a host that is silent for a moment is asked again."""
        acted = False
        while True:
            try:
                if not acted:
                    step.act(self.pair)
                    acted = True
                why = step.missing(self.pair)
            except HostError as error:
                why = str(error)
            if why is None:
                return
            if time.monotonic() > end:
                raise StepError(f"not within {step.seconds:g} s: {why}")
            time.sleep(PAUSE)

    def is_past_return(self) -> bool:
        """Tell whether the other site may have accepted a write."""
        begun = {line.step for line in self.journal.lines()}
        return any(step.is_final and step.name in begun for step in self.steps)


def outage(timeline: Iterable[dict[str, Any]], steps: Sequence[Step]) -> float | None:
    """Return the seconds from the first to the last step that users wait for."""
    named = {step.name for step in steps if step.is_outage}
    found = [entry["at"] for entry in timeline if entry.get("step") in named]
    return found[-1] - found[0] if found else None


def described(steps: Sequence[Step]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each step as a row: its name, what it does, its time, and what it means."""
    for step in steps:
        marks = [
            "users wait" if step.is_outage else "",
            "POINT OF NO RETURN" if step.is_final else "",
        ]
        yield step.name, step.what, f"{step.seconds:g} s", ", ".join(filter(None, marks))
