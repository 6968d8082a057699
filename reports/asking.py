"""Running the tests of tests/hosts against an environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from reports.page import place
from reports.verification import Verification, read
from topology.environment import Environment
from topology.repository import ROOT

AT_ONCE = 4
"""Processes that ask: most of the time is spent waiting for SSH."""
BROKEN = 2
"""The first of pytest's exit codes that say it could not ask at all; 5 is that nobody was asked."""
NOBODY = 5


class AskingError(Exception):
    """Nobody could be asked, so that nothing is known of the hosts."""


def ask(
    file: Path,
    environment: Environment,
    only: tuple[str, ...],
    folder: Path | None,
    *,
    quiet: bool,
) -> tuple[Verification, tuple[Path, Path]]:
    """Ask the hosts of a file's environment; return what was found, and the files that say so."""
    path = place(environment.name, "verify", folder).absolute()
    junit, page = path.with_suffix(".xml"), path.with_suffix(".html")
    words = [sys.executable, "-m", "pytest", "tests/hosts", "--environment", str(file)]
    words += ["--only", ",".join(only), f"--junitxml={junit}", "-q", "--no-header"]
    words += [
        "-m",
        "not damage",
        f"--numprocesses={AT_ONCE}",
        "--dist=loadscope",
        "-p",
        "no:cacheprovider",
    ]
    if config := os.environ.get("TANDEM_SSH_CONFIG"):
        words.append(f"--ssh-config={config}")
    code = subprocess.run(
        words, cwd=ROOT, check=False, stdout=subprocess.DEVNULL if quiet else None
    ).returncode
    if code >= BROKEN and not (code == NOBODY and junit.exists()):
        raise AskingError(
            f"the hosts of {environment.name} were not asked: pytest ended with {code}; "
            "without --json it says why"
        )
    found = read(environment.name, junit, [host.name for host in environment.hosts])
    page.write_text(found.page())
    return found, (junit, page)
