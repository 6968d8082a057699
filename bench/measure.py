"""Time and memory of a command, from its start to its end.

A goal is held against processor time. On a quiet machine that is what a user waits, since nothing
measured here waits for anything else; on a busy one it says what the wall's clock no longer does.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from resource import struct_rusage
from statistics import median


@dataclass(frozen=True)
class Case:
    """A command, and what it may take."""

    what: str
    command: Sequence[str]
    goal_seconds: float | None = None
    goal_mb: float | None = None
    in_terminal: bool = False


@dataclass
class Series:
    """What a case took, run by run."""

    case: Case
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Processor time: half of the runs took less."""
        return median(self.processor)

    @property
    def peak_mb(self) -> float:
        """The most memory that a run had at once."""
        return max(self.memory_mb)

    @property
    def is_met(self) -> bool | None:
        """Whether the goals are met; nothing, where there are none."""
        goals = ((self.seconds, self.case.goal_seconds), (self.peak_mb, self.case.goal_mb))
        stated = [figure < goal for figure, goal in goals if goal is not None]
        return all(stated) if stated else None

    def run(self) -> None:
        """Run the case once more."""
        start = time.perf_counter()
        output, used = _in_terminal(self.case) if self.case.in_terminal else _in_pipe(self.case)
        self.wall.append(time.perf_counter() - start)
        self.processor.append(used.ru_utime + used.ru_stime)
        self.memory_mb.append(used.ru_maxrss / 1024)
        self.outputs.append(output)


def measure(cases: Sequence[Case], runs: int) -> list[Series]:
    """Run all cases in turn, again and again, so that a busy moment troubles them alike."""
    series = [Series(case) for case in cases]
    for _ in range(runs):
        for each in series:
            each.run()
    return series


def _in_pipe(case: Case) -> tuple[str, struct_rusage]:
    with subprocess.Popen(case.command, stdout=subprocess.PIPE) as process:
        return _finished(process, process.stdout.read() if process.stdout else b"")


def _in_terminal(case: Case) -> tuple[str, struct_rusage]:
    """Run it where its output is a terminal, so that it does all that it does for a person."""
    ours, theirs = os.openpty()
    with subprocess.Popen(case.command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        output = b""
        with suppress(OSError):  # the terminal is closed when the command ends
            while part := os.read(ours, 65_536):
                output += part
        os.close(ours)
        return _finished(process, output)


def _finished(process: subprocess.Popen[bytes], output: bytes) -> tuple[str, struct_rusage]:
    """Return its output and what it used, which only `wait4` tells of one child.

    Linux counts the memory that we had when we started it as the child's own, so we stay small.
    """
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, output)
    return output.decode(), used
