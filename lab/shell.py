"""Commands of this machine, and what is said when one of them fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path


class LabError(Exception):
    """Something that keeps the lab from being what was asked for, with what to do about it."""


class NotReadyError(LabError):
    """This machine cannot carry the lab: everything that is wrong, before anything was started."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class CommandError(LabError):
    """A command failed."""

    def __init__(self, command: Sequence[str], said: str) -> None:
        self.said = said.strip()
        super().__init__(f"{' '.join(command)}: {self.said}")


def run(*command: str | Path, given: str | bytes = b"") -> str:
    """Run a command and return what it said.

    In a session of its own: who stops this, also by Ctrl-C, cuts no engine's command in two.
    """
    words = [str(word) for word in command]
    fed = given.encode() if isinstance(given, str) else given
    ended = subprocess.run(
        words, input=fed, capture_output=True, check=False, start_new_session=True
    )
    if ended.returncode:
        raise CommandError(words, ended.stderr.decode(errors="replace"))
    return ended.stdout.decode(errors="replace")


def root(*command: str | Path, given: str | bytes = b"") -> str:
    """Run a command as root, by sudo where this is another user."""
    return run(*as_root(), *command, given=given)


def as_root() -> tuple[str, ...]:
    """Return the words that make a command root's."""
    return () if os.geteuid() == 0 else ("sudo", "-n")


def succeeds(*command: str | Path) -> bool:
    """Tell whether a command ends well."""
    try:
        run(*command)
    except (CommandError, OSError):
        return False
    return True
