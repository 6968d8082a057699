"""The smallest pair as tests use it: hosts of a lab, the command, and a user from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.probe import measurement
from lab.state import this_lab
from lab.variables import variables
from reports import runs
from tests.recovery.client import words
from tests.recovery.figures import Figures
from topology.repository import ROOT

HERE = Path(__file__).parent.relative_to(ROOT)
SITES = ("logx-dc", "logx-dr")
TANDEM = (str(Path(sys.executable).with_name("tandem")), "--repository", str(HERE))
AUTHORITY = "/etc/tandem/tls/ca.crt"
BEFORE, AFTER = 6.0, 10.0
"""Seconds that a user writes before anything happens, and after it has ended."""
BOOT = 120.0
"""Seconds within which a host that has its power back answers."""


def other(site: str) -> str:
    """Return the other member of the pair."""
    return SITES[1 - SITES.index(site)]


def host(site: str) -> str:
    """Return the one host of a site."""
    return f"{site}-node-1"


@dataclass
class User:
    """A user from outside, and what came of it."""

    log: Path
    process: subprocess.Popen[str]
    told: dict[str, Any] = field(default_factory=dict)

    def seen(self, zero: float) -> runs.Seen:
        """Return what it saw, counted from a time of day."""
        return runs.seen(list(measurement.read(self.log)), self.told, zero)


class Rig:
    """The pair in its lab."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tandem-recovery-"))
        self.figures = Figures()

    @property
    def reach(self) -> dict[str, str]:
        """What lets the command reach the hosts."""
        return {**os.environ, **variables(this_lab())}

    def tandem(self, *asked: str, code: int | None = 0) -> str:
        """Run the command, and return what it printed."""
        done = subprocess.run(
            [*TANDEM, *asked], cwd=ROOT, env=self.reach, capture_output=True, text=True, check=False
        )
        if code is not None:
            said = f"{done.stdout}{done.stderr}"
            assert done.returncode == code, f"{asked} ended with {done.returncode}: {said}"
        return done.stdout

    def begin(self, *asked: str) -> subprocess.Popen[str]:
        """Start the command, in a group of its own that can be killed."""
        return subprocess.Popen(
            [*TANDEM, *asked],
            cwd=ROOT,
            env={**self.reach, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def on(self, name: str, command: str) -> str:
        """Run a command on a host, as its root."""
        told = ["ssh", "-F", self.reach["TANDEM_SSH_CONFIG"], name, f"sudo -n {command}"]
        none = subprocess.DEVNULL  # ssh leaves what it reads from non-blocking, also for others
        done = subprocess.run(told, capture_output=True, text=True, check=False, stdin=none)
        assert not done.returncode, f"{name}: {command}: {done.stderr}"
        return done.stdout

    def record(self) -> dict[str, Any]:
        """Return the record of the lease, from whichever site answers."""
        for site in SITES:
            try:
                found: dict[str, Any] = json.loads(self.on(host(site), "tandem-lease show"))
            except AssertionError:
                continue
            return dict(found["record"])
        raise AssertionError("no site answers")

    def status(self, site: str) -> dict[str, Any]:
        """Return how the host of a site stands."""
        found: dict[str, Any] = json.loads(self.on(host(site), "tandem-lease status"))
        return found

    def returned(self, site: str) -> dict[str, Any]:
        """Return how the host of a site stands as soon as it says so after it was lost."""
        end = time.monotonic() + BOOT
        while True:
            try:
                return self.status(site)
            except AssertionError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def pages(self, site: str) -> list[str]:
        """Return the alerts that wake somebody at a site now, and of what."""
        files = {"cacert": "ca.crt", "cert": "host.crt", "key": "host.key"}
        words = " ".join(f"--{word} /etc/tandem/tls/{file}" for word, file in files.items())
        asked = f"curl --silent --fail {words} https://{host(site)}:9090/api/v1/alerts"
        found = json.loads(self.on(host(site), asked))["data"]["alerts"]
        return sorted(
            each["annotations"]["summary"]
            for each in found
            if each["state"] == "firing" and each["labels"]["severity"] == "page"
        )

    def databases(self) -> dict[str, bool]:
        """Return which site's database takes writes, by its own word; behind its doors."""
        ask = "runuser -u postgres -- psql -XAtqc 'SELECT NOT pg_is_in_recovery()' postgres"
        found = {}
        for site in SITES:
            try:
                found[site] = self.on(host(site), ask).strip() == "t"
            except AssertionError:
                found[site] = False
        return found

    @contextmanager
    def user(self) -> Iterator[User]:
        """Let a user write from a while before the block until a while after it."""
        log = self.folder / f"{time.time():.0f}.jsonl"
        authority = log.with_suffix(".crt")
        authority.write_text(self.on(host(self.record()["site"]), f"cat {AUTHORITY}"))
        told = [sys.executable, "-m", "lab.probe.outside", *words("", str(log), str(authority))]
        process = subprocess.Popen(told, cwd=ROOT, stdin=-1, stdout=-1, text=True)
        user = User(log, process)
        try:
            time.sleep(BEFORE)
            yield user
            time.sleep(AFTER)
            out, _ = process.communicate(timeout=120)
            user.told = json.loads(out)
        finally:
            process.kill()
            process.wait()

    def lab(self, *asked: str) -> None:
        """Ask the lab itself, such as for a fault."""
        subprocess.run([*TANDEM, "lab", *asked], cwd=ROOT, check=True)

    def converge(self, site: str) -> str:
        """Make a site's hosts what they are to be, and return what Ansible said."""
        log = self.folder / f"{site}.log"
        with log.open("w") as file:
            asked = [*TANDEM, "lab", "converge", site]
            done = subprocess.run(asked, cwd=ROOT, stdout=file, stderr=file, check=False)
        assert not done.returncode, f"{site} did not converge: see {log}"
        return log.read_text()

    def restored(self, site: str) -> None:
        """Prove a restore of a site's backups to a second, and its content."""
        begun = time.monotonic()
        found = json.loads(self.tandem("restore-drill", site, "--json"))
        self.figures.add(f"restore at {site}, content checked", time.monotonic() - begun)
        assert not found["failed"]
        assert not [each for each in found["findings"] if each["verdict"] == "bad"]

    def build(self) -> None:
        """Start the hosts, and make them what they are: first where the pair starts."""
        self.lab("up", *SITES)
        for site in SITES:
            begun = time.monotonic()
            self.converge(site)
            self.figures.add(f"converge of {site}", time.monotonic() - begun)
