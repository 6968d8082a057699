"""A lock on most of several hosts, so that it outlives the loss of one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from plugins.locking.session import BEAT, TAKEN, Session
from plugins.locking.words import held_by, lost, unreached

AGAIN = 60.0
"""Seconds until a keeper that was lost, and is not needed, is asked again."""
Command = Callable[[str], Sequence[str]]
"""What opens a session on a host, given the words that run there."""


class Refused(Exception):  # noqa: N818 - an answer, no error of ours
    """Nobody may go on; the words say why, and what to do."""


class Lock:
    """A lock on most of some keepers: no two runs can hold it, and a keeper may be down."""

    def __init__(self, environment: str, keepers: Sequence[str], command: Command) -> None:
        self._environment, self._keepers, self._command = environment, keepers, command
        self._sessions: dict[str, Session] = {}
        self._asked = time.monotonic()
        self._is_taken = False
        self._ended = threading.Event()

    def take(self) -> None:
        """Take it, or raise `Refused`.

        Everybody asks in one order, so that of two who start together one gets it.
        """
        threading.Thread(target=self._live, daemon=True).start()
        silent = self._ask()
        if not self._is_enough:
            self.release()
            raise Refused(unreached(self._environment, self._keepers, silent))
        self._is_taken = True

    def check(self) -> None:
        """Raise `Refused` where it was lost; ask keepers that were lost, such as by a reboot."""
        gone = [name for name in self._keepers if not self._holds(name)]
        if not gone or (self._is_enough and time.monotonic() - self._asked < AGAIN):
            return
        silent = self._ask()
        if not self._is_enough:
            self.release()
            raise Refused(lost(self._environment, silent))

    def release(self) -> None:
        """Give it back."""
        self._ended.set()
        for session in self._sessions.values():
            session.close()
        self._sessions = {}

    @property
    def _is_enough(self) -> bool:
        return sum(map(self._holds, self._keepers)) > len(self._keepers) // 2

    def _holds(self, keeper: str) -> bool:
        return keeper in self._sessions and self._sessions[keeper].is_held

    def _ask(self) -> Mapping[str, str]:
        """Ask keepers that are not held; return what those said that cannot be reached."""
        self._asked = time.monotonic()
        silent = {}
        for keeper in self._keepers:
            if self._holds(keeper):
                continue
            if old := self._sessions.pop(keeper, None):
                old.close()
            session = Session(keeper, self._command(keeper))
            code = session.open()
            if code == 0:
                self._sessions[keeper] = session
            elif code == TAKEN:
                self.release()
                refused = held_by(self._environment, keeper, session.said, midway=self._is_taken)
                raise Refused(refused)
            else:
                silent[keeper] = session.said
        return silent

    def _live(self) -> None:
        while not self._ended.wait(BEAT):
            for session in tuple(self._sessions.values()):
                session.beat()
