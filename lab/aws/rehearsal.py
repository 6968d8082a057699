"""The rehearsal on this machine: its two processes, where they answer, and what they hold."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.aws import ledger
from lab.shell import LabError
from lab.state import PRIVATE, this_lab, write

LOOPBACK = "127.0.0.1"
LEDGER = "ledger.json"
MOTO = "lab.aws.mended"
PROVIDER = "lab.aws.serve"
PATIENCE = 120
"""Seconds that a busy machine may take to start a process."""
ROOT = Path(__file__).resolve().parents[2]


_STARTED: list[subprocess.Popen[bytes]] = []
"""They outlive this process; until then somebody has to ask how they ended."""


@dataclass(frozen=True)
class Process:
    """One of its processes."""

    module: str
    pid: int
    port: int

    @property
    def runs(self) -> bool:
        """Whether it is there, and is the one that was started: numbers are given again."""
        try:
            words = Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return self.module.encode() in words and str(self.port).encode() in words

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        if self.runs:
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while self.runs:
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.05)


@dataclass(frozen=True)
class Rehearsal:
    """AWS on this machine."""

    home: Path

    @property
    def processes(self) -> tuple[Process, ...]:
        """What was started."""
        path = self.home / "processes.json"
        return (
            tuple(Process(**each) for each in json.loads(path.read_text())) if path.exists() else ()
        )

    @property
    def is_up(self) -> bool:
        """Whether it answers."""
        return len(self.processes) == 2 and all(each.runs for each in self.processes)

    @property
    def endpoint(self) -> str:
        """Where AWS's API answers."""
        return f"http://{LOOPBACK}:{self._port(MOTO)}"

    @property
    def variables(self) -> Mapping[str, str]:
        """What makes an engine, and any client of AWS's, go there."""
        return {
            "PULUMI_DEBUG_PROVIDERS": f"aws:{self._port(PROVIDER)}",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
        }

    @property
    def share(self) -> ledger.Share:
        """How much of what was made is really held."""
        return ledger.share(ledger.read(self.home / LEDGER))

    def up(self) -> None:
        """Start what does not run. What one process held is gone with it, so both start anew."""
        if self.is_up:
            return
        self.down()
        self.home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        api = self._start(MOTO, lambda port: ["-H", LOOPBACK, "-p", str(port)])
        endpoint = f"http://{LOOPBACK}:{api.port}"
        provider = self._start(PROVIDER, lambda port: [str(self.home), endpoint, str(port)])
        for each in (api, provider):
            self._await(each)

    def down(self) -> None:
        """End both and forget all that they held."""
        for each in self.processes:
            each.stop()
        for started in _STARTED:
            started.poll()
        shutil.rmtree(self.home, ignore_errors=True)

    def _start(self, module: str, words: Callable[[int], list[str]]) -> Process:
        port = _free_port()
        with (self.home / f"{module}.log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", module, *words(port)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"},
            )
        _STARTED.append(started)
        process = Process(module, started.pid, port)
        known = [asdict(each) for each in (*self.processes, process)]
        write(self.home / "processes.json", json.dumps(known))
        return process

    def _await(self, process: Process) -> None:
        deadline = time.monotonic() + PATIENCE
        while not _answers(process.port):
            if not process.runs or time.monotonic() > deadline:
                said = (self.home / f"{process.module}.log").read_text()[-2000:]
                self.down()
                raise LabError(f"{process.module} does not start:\n{said}")
            time.sleep(0.1)

    def _port(self, module: str) -> int:
        ports = [each.port for each in self.processes if each.module == module]
        if not ports:
            raise LabError("no rehearsal is up; `tandem lab aws up` starts one")
        return ports[0]


def this_rehearsal() -> Rehearsal:
    """Return the rehearsal of this lab."""
    home = this_lab().home
    return Rehearsal(home.with_name(f"{home.name}-aws"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
