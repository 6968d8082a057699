"""A worker whose stores are shut tries again, and less and less often."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lab.probe.app import working


class Stop:
    """Stands in for the event that ends it: after so many pauses, which it remembers."""

    waits: list[float]

    def __init__(self) -> None:
        Stop.waits = []

    def is_set(self) -> bool:
        """Tell whether it was enough."""
        return len(self.waits) == 8

    def wait(self, seconds: float) -> None:
        """Remember a pause."""
        self.waits.append(seconds)


class Shut:
    """Tasks at a site that follows."""

    def return_to(self, worker: str) -> None:
        """Be shut."""
        raise OSError(worker)


def test_it_rests_longer_each_time_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "threading", SimpleNamespace(Event=Stop))
    monkeypatch.setattr(working, "signal", SimpleNamespace(SIGTERM=1, SIGINT=2, signal=deaf))
    tasks: Any = Shut()
    working.work(tasks, tasks, (OSError,), 0.1)
    assert Stop.waits == [0.1, 0.2, 0.4, 0.8, 1.6, *[working.SLOWEST] * 3]


def deaf(*_: object) -> None:
    """Hear of no signal."""
