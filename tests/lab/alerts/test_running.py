"""A wave: broken, fired, told, healed, resolved; what does not happen is named."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from lab import faults
from lab.alerts import running
from lab.alerts.monitor import Key, Rule, Seen, key
from lab.alerts.receiver import Word
from lab.alerts.results import Found
from lab.alerts.running import Wave
from lab.shell import LabError

ALERT = key({"alertname": "UnitFailed", "host": "a"})
STOOD = key({"alertname": "UnitFailed", "host": "b"})


@dataclass
class World:
    """A site with one unit, a monitor that sees it, and somebody who is told."""

    fires: bool = True
    tells: bool = True
    resolves: bool = True
    stood: bool = False
    held: str = ""
    broken: bool = False
    refuses: bool = False
    heard: list[Word] = field(default_factory=list)
    healed: int = 0

    def rules(self) -> Mapping[str, Rule]:
        """Return one rule that waits for nothing."""
        return {"UnitFailed": Rule(0.0, 0.0, "ticket")}

    def alerts(self) -> Mapping[Key, Seen]:
        """Return what Prometheus has now."""
        seen = Seen("firing", time.time())
        found = {STOOD: seen} if self.stood else {}
        stands = self.broken or (self.healed > 0 and not self.resolves)
        return found | ({ALERT: seen} if stands and self.fires else {})

    def held_back(self) -> Mapping[Key, str]:
        """Return what Alertmanager holds back."""
        return {ALERT: self.held} if self.held else {}

    def first(self, alert: Key, status: str, _: float) -> float | None:
        """Say when somebody was told."""
        if status == "resolved":
            return time.monotonic() if self.healed else None
        return time.monotonic() if self.tells and alert == ALERT else None

    def faults(self, _: object) -> list[tuple[str, tuple[str, ...]]]:
        """Return where the unit is."""
        return [("spoil", ("a", "unit"))]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TICK": 0.01, "PATIENCE": 0.2, "CALM": 0.05}.items():
        monkeypatch.setattr(running, name, value)


def tried(world: World, monkeypatch: pytest.MonkeyPatch) -> Found:
    """Run a wave of one alert in a world of its own."""

    def inject(*_: object) -> None:
        world.broken = True

    def heal(*_: object) -> None:
        world.broken, world.healed = False, world.healed + 1

    monkeypatch.setattr(faults, "inject", inject)
    monkeypatch.setattr(faults, "heal", heal)
    monkeypatch.setattr(faults, "standing", lambda _: [])
    there = cast("Any", world)
    engine = cast("Any", type("Engine", (), {"lab": None}))
    wave = Wave(["UnitFailed"], engine, there, there, there, lambda _: None, silence=1.0)
    [found] = wave.run()
    assert world.healed == 1
    return found


def test_an_alert_that_fires_is_told_and_resolves_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(World(), monkeypatch)
    assert found.verdict == "good"
    assert None not in (found.pending, found.firing, found.told, found.resolved)


def test_one_that_is_silent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tried(World(fires=False), monkeypatch).wrong == ["did not fire"]


def test_one_that_stood_before_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(World(fires=False, stood=True), monkeypatch)
    assert found.wrong == ["did not fire: one that stood before is not counted"]


def test_one_of_which_nobody_is_told_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tried(World(tells=False), monkeypatch).wrong == ["nobody was told"]


def test_one_that_a_graver_one_explains_need_not_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(World(tells=False, held="HostDown"), monkeypatch)
    assert (found.verdict, found.held_by) == ("good", "HostDown")


def test_one_that_stays_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tried(World(resolves=False), monkeypatch).wrong == ["did not resolve"]


def test_what_was_broken_is_healed_where_the_monitor_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()

    def alerts() -> Mapping[Key, Seen]:
        if world.broken:
            raise LabError("it is gone")
        return {}

    monkeypatch.setattr(world, "alerts", alerts)
    with pytest.raises(LabError, match="gone"):
        tried(world, monkeypatch)
    assert world.healed == 1
