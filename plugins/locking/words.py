"""What a run says of itself, and what it is told when another one is at work."""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from plugins.locking.session import PATIENCE

_NEW = '{"who": "somebody who has only just come", "since": "this moment", "runs": "?"}'


def who(runs: str) -> str:
    """Return who asks, as one line that the keeper keeps; no more of the command than is told."""
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    me = f"{getpass.getuser()} at {socket.gethostname()}, process {os.getpid()}"
    return json.dumps({"who": me, "since": since, "runs": runs})


def held_by(environment: str, keeper: str, said: str, *, midway: bool = False) -> str:
    """Return whose lock it is, since when, from where, what runs, and what can be done.

    SSH may have said something before the keeper did.
    """
    lines = said.splitlines()
    first = next((at for at, line in enumerate(lines) if line.startswith("{")), len(lines))
    told, process, came, *_ = [*(lines[first : first + 3] or [_NEW]), "?", "?"]
    holder = json.loads(told)
    state = "lost the lock, and stops before its next task" if midway else "changed nothing"
    return f"""\
Another run is at work on {environment}; this one {state}.
  who:    {holder["who"]}
  since:  {holder["since"]}
  from:   {came}
  runs:   {holder["runs"]}
Wait until it has ended. However it ends, it gives the lock back: at once, or {PATIENCE} s after its
machine or its network is lost. Kill a run that hangs where it runs. Where nobody can do that,
take the lock from it, and it stops before its next task: ssh {keeper} sudo kill {process}
A run with --check needs no lock."""


def unreached(environment: str, keepers: Sequence[str], silent: Mapping[str, str]) -> str:
    """Return why nobody can tell whether somebody else is at work, and what can be done."""
    least = len(keepers) // 2 + 1
    return f"""\
Nobody can tell whether another run is at work on {environment}; this one changed nothing.
The lock is kept at {", ".join(keepers)}; {least} of them must answer, and these did not:
{listed(silent)}
Bring them back, or mend the way to them: an account with your key, and sudo without a password.
Who knows that nobody else is at work adds: -e lock_anyway=true"""


def lost(environment: str, silent: Mapping[str, str]) -> str:
    """Return why a run stops in the middle, and what can be done."""
    return f"""\
The lock on {environment} was lost, so this run stops before its next task:
{listed(silent)}
Nothing is lost: when these answer, run the same again, and it goes on where it stopped."""


def listed(silent: Mapping[str, str]) -> str:
    """Return the last words of each keeper that could not be asked."""
    last = {name: [*filter(str.strip, said.splitlines())][-1:] for name, said in silent.items()}
    return "\n".join(f"  {name}: {''.join(said) or 'no answer'}" for name, said in last.items())
