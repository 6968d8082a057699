"""The site that is measured, in a lab of its own: started, converged, asked, taken away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lab.converging import command, surroundings
from lab.engine import Engine, program
from lab.plan import PACKAGES
from lab.state import Lab, this_lab
from topology.repository import ROOT

TANDEM = (sys.executable, "-m", "commands.app")
PROGRAMS = Path(__file__).parent / "programs"


class BenchError(Exception):
    """Something that keeps the measurement from being made, with what was said."""


class Bare:
    """The site's hosts, and commands that are timed."""

    def __init__(self, environment: str, log: Path) -> None:
        self.environment = environment
        self.log = log

    @property
    def lab(self) -> Lab:
        """Return the lab of this run."""
        return this_lab()

    @property
    def hosts(self) -> list[str]:
        """Return the hosts that are up."""
        return [each.name for each in self.lab.plan.hosts if each.site == self.environment]

    def timed(
        self, words: Sequence[str], env: Mapping[str, str] | None = None, good: Sequence[int] = (0,)
    ) -> float:
        """Run a command and return its seconds; what it says goes to the log."""
        with self.log.open("a") as log:
            log.write(f"\n$ {' '.join(words)}\n")
            log.flush()
            started = time.monotonic()
            ended = subprocess.run(
                words, cwd=ROOT, env=env, check=False, stdout=log, stderr=log, text=True
            )
            took = time.monotonic() - started
        if ended.returncode not in good:
            raise BenchError(f"{' '.join(words[:8])} ended with {ended.returncode}: see {self.log}")
        return round(took, 2)

    def start(self) -> float:
        """Start the site's hosts, empty: whatever this lab had of it is gone."""
        self.stop()
        return self.timed((*TANDEM, "lab", "up", self.environment))

    def stop(self) -> None:
        """Take the site away."""
        if self.hosts:
            self.timed((*TANDEM, "lab", "down", self.environment))

    def converge(
        self,
        playbooks: Path = ROOT / "playbooks",
        env: Mapping[str, str] | None = None,
        words: Sequence[str] = (),
    ) -> float:
        """Run the whole site, with the lab's own surroundings or others."""
        asked = command(self.lab, self.environment, "site", words, playbooks=playbooks)
        return self.timed(asked, env or surroundings(self.lab))

    def cached_mb(self) -> int:
        """Return how much of packages the lab has at hand."""
        engine = Engine(program() or "podman", self.lab)
        said = engine("exec", self.lab.own(PACKAGES), "du", "-sm", "/var/cache/apt-cacher-ng")
        return int(said.split()[0])

    def verify(self) -> float:
        """Ask the hosts whether all that the model says of them is true."""
        return self.timed((*TANDEM, "lab", "verify", self.environment))

    def drift(self) -> float:
        """Look for drift."""
        return self.timed((*TANDEM, "lab", "drift", self.environment))


def ask(lab: Lab, host: str, program: str, given: object = None) -> Any:  # noqa: ANN401 - JSON
    """Run one of `programs/` as root on a host, with JSON in and out; it leaves no file."""
    source = (PROGRAMS / f"{program}.py").read_text(encoding="utf-8")
    reading = "import json,sys;exec(json.loads(sys.stdin.readline()))"
    words = ["ssh", "-F", str(lab.ssh_config), "-oBatchMode=yes", host]
    ended = subprocess.run(
        [*words, f"sudo -n python3 -c '{reading}'"],
        input=f"{json.dumps(source)}\n{json.dumps(given)}",
        capture_output=True,
        check=False,
        text=True,
    )
    if ended.returncode:
        raise BenchError(f"{host}: {program}: {ended.stderr.strip()[-400:]}")
    return json.loads(ended.stdout)


def all_hosts(site: Bare, program: str, given: object = None) -> dict[str, Any]:
    """Ask every host."""
    return {host: ask(site.lab, host, program, given) for host in site.hosts}


def load() -> float:
    """Return how many processes wanted a processor during the last minute."""
    return round(os.getloadavg()[0], 2)


Told = Callable[[str], None]
