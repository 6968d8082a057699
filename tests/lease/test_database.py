"""A database stops where its site led and is cut off, once, and starts when that is over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from lease.database import Database

TTL = 12.0


class Service:
    """A service manager that notes what it is told."""

    def __init__(self, folder: Path, unit: str | None = "patroni") -> None:
        self.told: list[str] = []
        self.database = Database(unit, TTL, folder / "stopped", self._run)

    def _run(self, command: Sequence[str]) -> None:
        self.told.append(command[1])


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """Return one whose database runs."""
    return Service(tmp_path)


def test_it_stops_once_when_the_lease_is_over_and_starts_again_once(service: Service) -> None:
    assert not service.database.silent(TTL, led=True)
    assert service.database.silent(TTL + 0.1, led=True)
    assert not service.database.silent(TTL + 9, led=True)
    assert service.database.heard()
    assert not service.database.heard()
    assert service.told == ["stop", "start"]


def test_a_copy_goes_on_to_follow(service: Service) -> None:
    assert not service.database.silent(1000.0, led=False)
    assert service.told == []


def test_one_that_somebody_else_stopped_is_not_started(service: Service) -> None:
    assert not service.database.heard()
    assert service.told == []


def test_a_keeper_that_starts_anew_knows_what_was_stopped(tmp_path: Path) -> None:
    Service(tmp_path).database.silent(TTL + 1, led=True)
    again = Service(tmp_path)
    assert again.database.heard()
    assert again.told == ["start"]


def test_a_host_without_a_database_stops_nothing(tmp_path: Path) -> None:
    service = Service(tmp_path, unit=None)
    assert not service.database.silent(1000.0, led=True)
    assert service.told == []
