"""A worker: takes tasks, writes what became of them, and says that it lives."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Protocol

from lab.probe.app.answers import HOST

LOG = logging.getLogger("probe")


SLOWEST = 2.0
"""Seconds between two tries, at most: a site that follows has no stores for weeks."""


class Tasks(Protocol):
    """Where tasks are queued."""

    def take(self, worker: str) -> str | None: ...  # noqa: D102 - said by Cache
    def done(self, worker: str, task: str) -> None: ...  # noqa: D102 - as above
    def return_to(self, worker: str) -> None: ...  # noqa: D102 - as above
    def beat(self, worker: str) -> None: ...  # noqa: D102 - as above


class Results(Protocol):
    """Where results are written."""

    def result(self, task: str, worker: str) -> None: ...  # noqa: D102 - said by Database


def work(
    tasks: Tasks | None, results: Results | None, lost: tuple[type[Exception], ...], pause: float
) -> None:
    """Work until SIGTERM; the task at hand is done first. Without stores there is only waiting."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    returned, rest = tasks is None, pause
    while not stop.is_set():
        if tasks is None or results is None:
            stop.wait()
            continue
        try:
            if not returned:
                tasks.return_to(HOST)
                returned = True
            _one(tasks, results)
            rest = pause
        except lost as error:
            LOG.warning("lost a store, trying again: %s", error)
            returned = False
            stop.wait(rest)
            rest = min(2 * rest, SLOWEST)


def _one(tasks: Tasks, results: Results) -> None:
    tasks.beat(HOST)
    task = tasks.take(HOST)
    if task is not None:
        results.result(task, HOST)
        tasks.done(HOST, task)
