"""What else users do meanwhile: values kept in the cache, records read from copies, files."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from lab.probe.client import Caller, Said, Target
from lab.probe.measurement import Attempt

Kind = Literal["cache", "reads", "files"]

RATE = 20.0
"""Requests in a second, by all threads of a stream together."""
THREADS = 4
PAUSE = 0.1

Ask = Callable[[Caller, int], Said]


@dataclass
class Stream:
    """Requests of one kind, one after another, each written down."""

    kind: Kind
    run: str
    target: Target
    share: str = ""
    """The shared directory that files are written to."""
    attempts: list[Attempt] = field(default_factory=list)
    _ending: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Start."""
        for index in range(THREADS):
            thread = threading.Thread(target=self._go_on, args=(index,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Stop, when what was begun has ended."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def lost(self) -> int:
        """Count the values that were acknowledged and are not kept any more."""
        caller = Caller(self.target)
        kept = [each.number for each in self.attempts if each.outcome == "acknowledged"]
        gone = sum(self._gone(caller, number) for number in kept) if self.kind == "cache" else 0
        caller.close()
        return gone

    def _gone(self, caller: Caller, number: int) -> bool:
        for _ in range(10):
            said = caller.call("GET", self._path(number))
            if said.outcome == "acknowledged":
                return False
            if said.why == "404":
                return True
            time.sleep(PAUSE)
        return True

    def _go_on(self, index: int) -> None:
        caller, number = Caller(self.target), index
        while not self._ending.wait(THREADS / RATE):
            begun = time.monotonic()
            said = self._ask(caller, number)
            ended = time.monotonic()
            with self._lock:
                name = f"{self.kind}-{index}"
                self.attempts.append(Attempt(name, number, begun, ended, said.outcome, said.why))
            number += THREADS
        caller.close()

    def _ask(self, caller: Caller, number: int) -> Said:
        if self.kind == "reads":
            return caller.call("GET", f"/records?client={self.run}-0&from=copies")
        return caller.call("PUT", self._path(number), number)

    def _path(self, number: int) -> str:
        if self.kind == "files":
            return f"/files/{self.share}/trial-{number % 100}"
        return f"/cache/trial-{self.run}-{number}"
