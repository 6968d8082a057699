"""What users see of a run: a user from outside writes numbered records meanwhile.

It is a process of its own, so that nothing which the run does makes a user seem slow. Where the
platform does not answer it as the probe does, nothing is measured, and the report says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runbooks.pair import Pair
from runbooks.sessions import HostError
from topology.repository import ROOT

AUTHORITY = "/etc/tandem/tls/ca.crt"
FIRST = 5.0
"""Seconds in which a first record must be acknowledged where a site still serves."""
SETTLED = 10.0
"""Seconds that users go on after the last step: what does not last is no recovery."""
READ_BACK = 120.0


@dataclass
class Users:
    """A user at work, and what came of it once it has ended."""

    log: Path
    process: subprocess.Popen[str] | None = None
    found: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    """Why nothing was measured."""

    def end(self) -> None:
        """Let the user read everything back, and keep what it says."""
        if self.process is None:
            return
        try:
            out, error = self.process.communicate("", timeout=READ_BACK)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.why = f"the records were not read back within {READ_BACK:g} s"
            return
        try:
            self.found = json.loads(out)
        except ValueError:
            self.why = error.strip().rpartition("\n")[2] or "the user ended without a word"


def answers(log: Path, seconds: float) -> bool:
    """Tell whether a record was acknowledged within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if log.exists() and '"acknowledged"' in log.read_text():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def users(pair: Pair, log: Path, *, is_wanted: bool, is_serving: bool) -> Iterator[Users]:
    """Let a user write while the block runs, and a little longer."""
    watching = Users(log)
    if not is_wanted:
        watching.why = "nobody asked for it"
        yield watching
        return
    _start(pair, watching)
    if watching.process and is_serving and not answers(log, FIRST):
        watching.process.kill()
        watching.process.wait()
        watching.process, watching.why = None, "the platform acknowledges no record of the probe"
    try:
        yield watching
        if watching.process:
            time.sleep(SETTLED)
    finally:
        watching.end()


def _start(pair: Pair, watching: Users) -> None:
    """Start the user, who believes the authority that the hosts have."""
    host = next((each for each in pair.new.hosts if each in pair.sessions), "")
    try:
        certificate = pair.on(host, "cat", AUTHORITY)
    except HostError as error:
        watching.why = str(error)
        return
    watching.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = watching.log.with_suffix(".crt")
    authority.write_text(certificate)
    domain = pair.new.environment.facts.domain
    words = [sys.executable, "-m", "lab.probe.outside", domain, str(watching.log)]
    words += ["--authority", str(authority)]
    for site in (pair.new, pair.old):
        for name in site.having("dns_zone"):
            words += ["--server", str(site.hosts[name]["ansible_host"])]
    watching.process = subprocess.Popen(
        words,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
