"""The walk: each runbook killed at each of its touches, then resumed, or aborted, or killed again.

At each instant at most one site can be written to; at the end exactly one, and it is the right one.
What a planned move had acknowledged is never behind; what a lost site alone had is given up once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

from runbooks import failback, failover, switchover
from runbooks.plan import RefusedError
from runbooks.runner import Journal, Runner
from tests.runbooks.stage import Actor, Killed, Place, Stage

NEVER = 10**6


def lost() -> Stage:
    """Return a pair whose leader is gone, and still believes that it may be written to."""
    stage = Stage(was_lost=True)
    stage.sites["dc"].is_lost = True
    return stage


def returned() -> Stage:
    """Return a pair after a failover: the lost site is there again, shut, with a history apart."""
    back = Place("dc", "primary", guard_is_open=False, wal=110)
    leads = Place("dr", "primary", guard_is_open=True, wal=105)
    record = {"site": "dr", "is_open": True, "by": "failover-1"}
    return Stage({"dc": back, "dr": leads}, record, names="dr", was_lost=True)


@dataclass(frozen=True)
class Book:
    """A runbook, and where it begins."""

    module: ModuleType
    begin: Callable[[], Stage]


BOOKS = {
    "switchover": Book(switchover, Stage),
    "failover": Book(failover, lost),
    "failback": Book(failback, returned),
}


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask again at once: time here is touches."""
    monkeypatch.setattr("runbooks.runner.PAUSE", 0.0)


def quiet(*_: str) -> None:
    return


def runner(book: Book, stage: Stage, journal: Path, touches: int) -> Runner:
    """Return a run of the same name that is killed at its nth touch."""
    actor = Actor(stage, "run", touches)
    return Runner(book.module.STEPS, actor, Journal(journal, quiet), quiet)


def arrived(stage: Stage) -> None:
    """See that the other site leads alone, and that users find it."""
    stage.look()
    assert stage.sites["dr"].is_writable
    assert not stage.sites["dc"].is_writable
    assert stage.names == "dr"
    assert stage.record["site"] == "dr"
    assert (stage.sites["dr"].copies, stage.sites["dr"].is_watched) == ("", True)


def killed_at(book: Book, touches: int, journal: Path) -> Stage | None:
    """Return what a run left that was killed there; nothing, where it had ended by then."""
    stage = book.begin()
    try:
        runner(book, stage, journal, touches).go()
    except Killed:
        return stage
    return None


def walk(book: Book, folder: Path) -> list[tuple[Stage, Path]]:
    """Return what is left by a run killed at each touch."""
    found: list[tuple[Stage, Path]] = []
    for touches in count(1):
        journal = folder / f"{touches}.jsonl"
        stage = killed_at(book, touches, journal)
        if stage is None:
            return found
        found.append((stage, journal))
    raise AssertionError


@pytest.mark.parametrize("name", BOOKS)
def test_killed_at_each_touch_and_resumed_it_arrives(name: str, tmp_path: Path) -> None:
    left = walk(BOOKS[name], tmp_path)
    assert len(left) > 3 * len(BOOKS[name].module.STEPS) / 2
    for stage, journal in left:
        runner(BOOKS[name], stage, journal, NEVER).go()
        arrived(stage)


@pytest.mark.parametrize("name", ["switchover", "failback"])
def test_afterwards_the_old_site_s_cache_is_a_copy_that_nobody_watches(
    name: str, tmp_path: Path
) -> None:
    for stage, journal in walk(BOOKS[name], tmp_path):
        runner(BOOKS[name], stage, journal, NEVER).go()
        old = stage.sites["dc"]
        assert (old.copies, old.is_watched, old.cached) == ("dr", False, stage.sites["dr"].cached)


@pytest.mark.parametrize("name", BOOKS)
def test_killed_at_each_touch_twice_and_resumed_it_arrives(name: str, tmp_path: Path) -> None:
    book = BOOKS[name]
    for index, (stage, journal) in enumerate(walk(book, tmp_path)):
        try:
            runner(book, stage, journal, 2 + index % 9).go()
        except Killed:
            runner(book, stage, journal, NEVER).go()
        arrived(stage)


@pytest.mark.parametrize("name", ["switchover", "failover"])
def test_killed_at_each_touch_and_aborted_one_site_leads(name: str, tmp_path: Path) -> None:
    """Before the point of no return the old one, once it answers; after it the new one."""
    book, refused = BOOKS[name], 0
    for stage, journal in walk(book, tmp_path):
        stage.sites["dc"].is_lost = False
        try:
            runner(book, stage, journal, NEVER).abort()
        except RefusedError:
            refused += 1
            runner(book, stage, journal, NEVER).go()
            arrived(stage)
        else:
            stage.look()
            assert stage.record["site"] == "dc"
            assert stage.record["is_open"]
            assert stage.sites["dr"].role == "standby_leader"
            assert not stage.sites["dr"].is_writable
            assert stage.sites["dr"].copies == "dc"
    assert refused


def test_a_lost_site_that_wakes_up_in_the_middle_is_written_to_by_nobody(tmp_path: Path) -> None:
    book = BOOKS["failover"]
    for stage, journal in walk(book, tmp_path):
        stage.sites["dc"].is_lost = False
        runner(book, stage, journal, NEVER).go()
        arrived(stage)
