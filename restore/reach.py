"""Reaching hosts over SSH as administrators do: by TANDEM_SSH_CONFIG, or one's own settings."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable

Reach = Callable[[str, str], str]
"""Runs a shell's words on a host and returns what they said."""


class ReachError(Exception):
    """A host did not do what it was asked, and why."""

    def __init__(self, host: str, code: int, said: str, out: str) -> None:
        self.code = code
        self.out = out
        lines = [line for line in said.strip().splitlines() if line.strip()]
        super().__init__(f"{host}: {lines[-1] if lines else f'it ended with {code}'}")


def command(host: str, words: str) -> list[str]:
    """Return what runs words on a host; they need no terminal and ask for no password."""
    config = os.environ.get("TANDEM_SSH_CONFIG")
    return ["ssh", *(["-F", config] if config else []), "-o", "BatchMode=yes", host, words]


def over_ssh(host: str, words: str) -> str:
    """Run words on a host."""
    done = subprocess.run(command(host, words), check=False, capture_output=True, text=True)
    if done.returncode:
        raise ReachError(host, done.returncode, done.stderr, done.stdout)
    return done.stdout


def by(account: str, *words: str) -> str:
    """Return a command as an account of the host runs it, from a folder that it may read."""
    return f"cd / && sudo -n -u {shlex.quote(account)} {shlex.join(words)}"
