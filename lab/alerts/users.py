"""Users meanwhile: without them nobody waits for a pool, and nobody is answered an error."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.probe.client import Caller, Target
from lab.trials.eyes import Eyes

NUMBER = 3
PAUSE = 1.0
"""Seconds between two requests of one of them."""


@contextmanager
def using(eyes: Eyes, authority: Path) -> Iterator[None]:
    """Let some users ask the application for what takes all of its stores."""
    authority.write_text(eyes.say(eyes.hosts("haproxy")[0], "cat /etc/tandem/tls/ca.crt"))
    target, ending = Target(f"https://{eyes.entry}/api", authority), threading.Event()
    threads = [
        threading.Thread(target=_use, args=(target, ending), daemon=True) for _ in range(NUMBER)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        for thread in threads:
            thread.join()


def _use(target: Target, ending: threading.Event) -> None:
    caller = Caller(target)
    while not ending.wait(PAUSE):
        caller.call("GET", "/health/deep")
    caller.close()
