"""One run of one event: whole, broken, whole again, and everything counted."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lab import converging, faults
from lab.engine import Engine
from lab.probe import client, measurement
from lab.probe.client import Target, Writing
from lab.shell import LabError
from lab.trials.events import Event
from lab.trials.eyes import Eyes
from lab.trials.health import wait_until_whole
from lab.trials.results import STILL, Flow, Run, flow
from lab.trials.stage import Stage
from lab.trials.streams import Stream

LEAD = 3.0
"""Seconds for which writes flow before anything is broken, and after it was."""
STOPPED = 1.0
"""Seconds without an acknowledgement, and writes have stopped."""
PATIENCE = 120.0
TICK = 0.05

Told = Callable[[str], None]


@dataclass
class Users:
    """Everything that writes and reads during a run."""

    writing: Writing
    streams: dict[str, Stream] = field(default_factory=dict)

    def last(self, judged: str) -> float:
        """Return when a stream was last acknowledged."""
        if judged == "records":
            return self.writing.last
        good = (
            e.ended for e in reversed(self.streams[judged].attempts) if e.outcome == "acknowledged"
        )
        return next(good, 0.0)

    def wait(self, judged: str, least: float, most: float) -> bool:
        """Wait until a stream flows again: it stopped and came back, or did not stop for so long.

        False: it did not flow again.
        """
        begun = time.monotonic()
        stopped, since = False, begun
        while (now := time.monotonic()) < begun + most + PATIENCE:
            if now - self.last(judged) > STOPPED:
                stopped, since = True, now
            if now - since >= LEAD and now - begun >= (least if stopped else most):
                return True
            time.sleep(TICK)
        return False

    def end(self) -> None:
        """Stop all streams but the records."""
        for stream in self.streams.values():
            stream.end()


@dataclass(frozen=True)
class Trial:
    """An environment of the lab that is tried."""

    eyes: Eyes
    engine: Engine
    target: Target
    folder: Path
    told: Told

    def run(self, event: Event, number: int) -> Run:
        """Do one run; whatever happens, what was broken is healed."""
        stage = Stage(self.eyes, self.engine, converge=self._converge)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.whole()
        try:
            with event.around(stage):
                act = event.act(stage)
                next(act)
                with self._users(event) as users:
                    zero = self._broken(event, stage, act, users)
                    self._healed(stage, users)
        finally:
            stage.mend()
        return self._evaluated(event, number, at, stage, users, zero)

    def whole(self) -> None:
        """Heal what an earlier run left broken, and wait until the site is whole."""
        faults.heal(self.engine)
        wait_until_whole(self.eyes, self.target, self.told)

    def _broken(self, event: Event, stage: Stage, act: Iterator[None], users: Users) -> float:
        """Break something, watch until it no longer matters, and look at it."""
        if not users.wait("records", LEAD, LEAD):
            raise LabError("no record was acknowledged before anything was broken")
        self.told("breaks")
        zero = time.monotonic()
        next(act)
        stage.moments.setdefault("counted", zero)
        self.told("watches")
        foretold = event.prediction(self.eyes.environment) or 0.0
        if event.stops:
            time.sleep(event.watch)
        elif not users.wait(event.judged, event.watch, max(event.watch, 1.5 * foretold)):
            stage.wrong.append(f"{event.judged} never flowed again while the fault stood")
        next(act, None)
        return zero

    def _healed(self, stage: Stage, users: Users) -> None:
        self.told("heals")
        stage.now("healed")
        stage.mend()
        wait_until_whole(self.eyes, self.target, self.told)
        stage.now("whole")
        users.wait("records", LEAD, LEAD)

    @contextmanager
    def _users(self, event: Event) -> Iterator[Users]:
        run = uuid.uuid4().hex[:12]
        writing = client.start(self.target, log=self.folder / f"{run}.jsonl")
        users = Users(writing)
        for kind in event.streams:
            users.streams[kind] = Stream(kind, writing.run, self.target, self._share())
        for stream in users.streams.values():
            stream.begin()
        try:
            yield users
        finally:
            users.end()
            writing.end()

    def _evaluated(
        self, event: Event, number: int, at: str, stage: Stage, users: Users, zero: float
    ) -> Run:
        self.told("counts")
        try:
            measured = users.writing.stop()
        except TimeoutError as error:
            raise LabError(str(error)) from None
        tried = {"records": list(measurement.read(users.writing.log))}
        tried |= {kind: stream.attempts for kind, stream in users.streams.items()}
        counted, span = stage.moments["counted"], (stage.moments["healed"], users.writing.ended)
        flows = {kind: flow(some, zero, counted, span) for kind, some in tried.items()}
        records = _records(measured) | {
            "cache kept": flows["cache"].acknowledged if "cache" in flows else 0,
            "cache lost": sum(stream.lost() for stream in users.streams.values()),
        }
        wrong = [*stage.wrong, *_losses(records), *_silence(event, flows)]
        moments = {name: round(moment - zero, 3) for name, moment in stage.moments.items()}
        return Run(
            event.name,
            number,
            at,
            moments,
            flows,
            records,
            said=tuple(stage.said),
            wrong=tuple(wrong),
            late=tuple(_pauses(event, flows)),
        )

    def _converge(self, playbook: str, words: list[str]) -> int:
        return converging.quietly(
            self.engine.lab,
            self.eyes.environment.name,
            playbook,
            words,
            self.folder / "converge.log",
        )

    def _share(self) -> str:
        return next(iter(self.eyes.environment.platform.files), "")


def _records(measured: measurement.Measurement) -> dict[str, int]:
    return {
        "acknowledged": measured.acknowledged,
        "lost": len(measured.lost),
        "doubled": len(measured.duplicates),
        "unknown": len(measured.unresolved),
        "strangers": len(measured.strangers),
    }


def _losses(records: dict[str, int]) -> list[str]:
    named = {
        "lost": "acknowledged records are lost",
        "doubled": "records are there twice",
        "strangers": "records are there that nobody sent",
    }
    return [f"{records[name]} {what}" for name, what in named.items() if records[name]]


def _silence(event: Event, flows: dict[str, Flow]) -> list[str]:
    if not event.answers or event.answers in flows[event.judged].failures:
        return []
    return [f"nobody was answered {event.answers}, which would say why writes fail"]


def _pauses(event: Event, flows: dict[str, Flow]) -> list[str]:
    late = ((kind, flows[kind].gap) for kind in event.still)
    return [f"{kind} paused for {gap:.1f} s" for kind, gap in late if gap > STILL]
