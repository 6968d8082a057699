"""Processes of a rehearsal: they outlive the command that started them, and end by another."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.shell import LabError
from lab.state import write
from topology.repository import ROOT

LOOPBACK = "127.0.0.1"
PATIENCE = 120
"""Seconds that a busy machine may take to start a process."""

_STARTED: list[subprocess.Popen[bytes]] = []
"""They outlive this process; until then somebody has to ask how they ended."""


@dataclass(frozen=True)
class Process:
    """One of them."""

    name: str
    """A Python module, or the path of a program: its command names it."""
    pid: int
    port: int

    @property
    def runs(self) -> bool:
        """Whether it is there, and is the one that was started: numbers are given again."""
        try:
            words = Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        port = str(self.port).encode()
        return self.name.encode() in words and any(each.endswith(port) for each in words)

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        if self.runs:
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while self.runs:
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            for started in _STARTED:
                started.poll()
            time.sleep(0.05)


@dataclass(frozen=True)
class Processes:
    """Those of one folder, which also takes what they say."""

    home: Path

    @property
    def all(self) -> tuple[Process, ...]:
        """What was started."""
        path = self.home / "processes.json"
        known = json.loads(path.read_text()) if path.exists() else []
        return tuple(Process(**each) for each in known)

    @property
    def run(self) -> bool:
        """Whether something was started, and all of it is there."""
        return bool(self.all) and all(each.runs for each in self.all)

    def port(self, name: str) -> int | None:
        """Return where one answers."""
        return next((each.port for each in self.all if each.name == name), None)

    def start(
        self,
        name: str,
        words: Callable[[int], Sequence[str]],
        variables: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> Process:
        """Start one on a port of its own; `await_` says when it answers."""
        port = port or free_port()
        with self._log(name).open("ab") as log:
            started = subprocess.Popen(
                words(port),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **(variables or {})},
            )
        _STARTED.append(started)
        process = Process(name, started.pid, port)
        self._keep((*self.all, process))
        return process

    def await_(self, process: Process, ready: Callable[[int], bool] | None = None) -> None:
        """Wait until one answers; say what it said where it does not."""
        deadline = time.monotonic() + PATIENCE
        while not (ready or answers)(process.port):
            if _ended(process) or time.monotonic() > deadline:
                said = self._log(process.name).read_text()[-2000:]
                process.stop()
                raise LabError(f"{process.name} does not start:\n{said}")
            time.sleep(0.1)

    def stop(self, process: Process) -> None:
        """End one."""
        process.stop()
        self._keep([each for each in self.all if each != process])

    def stop_all(self) -> None:
        """End all of them, the last one first."""
        for each in reversed(self.all):
            each.stop()
        for started in _STARTED:
            started.poll()

    def _keep(self, known: Sequence[Process]) -> None:
        write(self.home / "processes.json", json.dumps([asdict(each) for each in known]))

    def _log(self, name: str) -> Path:
        return self.home / f"{name.rpartition('/')[2]}.log"


def _ended(process: Process) -> bool:
    """Tell whether a child has ended; for a moment after its start it has no words yet."""
    mine = (started for started in _STARTED if started.pid == process.pid)
    return any(started.poll() is not None for started in mine)


def python(module: str, *words: str) -> list[str]:
    """Return the words that run a module of ours."""
    return [sys.executable, "-m", module, *words]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Tell whether somebody takes connections."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
