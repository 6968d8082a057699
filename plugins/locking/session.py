"""A lock at one host: `flock` under an SSH session, so that the operating system gives it back."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Sequence

BEAT = 5.0
"""Seconds between two signs of life."""
SILENCE = 15.0
"""Seconds after which a run no longer believes that it holds a lock: sooner than others may."""
PATIENCE = 30
"""Seconds without a sign of life after which a keeper lets the lock go, or a run stops asking."""
TAKEN = 75
"""What the program below answers for a lock that somebody has."""

KEEP = f"""
lock=/run/tandem-$1.lock
exec 9<>"$lock"
if ! flock --nonblock 9; then cat "$lock"; exit {TAKEN}; fi
printf '%s\\n%s\\n%s\\n' "$2" "$$" "$3" >"$lock"
echo held
while read -r -t {PATIENCE} _; do echo held; done
"""
"""Runs on a keeper, as root: the operating system frees what it holds, however it ends."""


class Session:
    """A lock at one keeper, for as long as it answers."""

    def __init__(self, keeper: str, command: Sequence[str]) -> None:
        self.keeper = keeper
        # A session of its own: Ctrl-C ends the run first, and so the lock.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._heard = 0.0
        self.said = ""

    def open(self) -> int:
        """Return 0 for a lock that is held, `TAKEN` for one that somebody has, or something else.

        What ssh itself says may come before.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            ended = not self._listen(0.2) and self._process.poll() is not None
            if "held" in self.said.split("\n"):
                return 0
            if ended:
                self.close()
                return self._process.returncode or 1
        self.said += f"no answer within {PATIENCE} seconds"
        self.close()
        return 1

    def beat(self) -> None:
        """Give a sign of life, and hear whether there was one."""
        try:
            if self._process.stdin:
                os.write(self._process.stdin.fileno(), b"\n")
            self._listen(0)
        except (OSError, ValueError):
            return  # it has ended, or was closed meanwhile

    @property
    def is_held(self) -> bool:
        """Whether the keeper was heard lately."""
        return self._process.poll() is None and time.monotonic() - self._heard < SILENCE

    def close(self) -> None:
        """Give the lock back."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _listen(self, seconds: float) -> bool:
        """Read what there is; return whether anything was."""
        out = self._process.stdout
        if out is None or not select.select([out], [], [], seconds)[0]:
            return False
        found = os.read(out.fileno(), 65536)
        self.said = (self.said + found.decode(errors="replace"))[-4000:]
        if found:
            self._heard = time.monotonic()
        return bool(found)
