"""At most one site is writable at every instant, and exactly one when a run has ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbooks import switchover
from runbooks.plan import RefusedError
from runbooks.runner import Journal, Runner, StepError
from tests.runbooks.stage import Actor, Killed, Stage

NEVER = 10**6
LIVES = st.lists(st.integers(1, 60), max_size=4)
"""After how many touches each life of a run ends, but for the last."""


def quiet(*_: str) -> None:
    return


def runner(stage: Stage, folder: str, touches: int) -> Runner:
    journal = Journal(Path(folder) / "run.jsonl", quiet)
    return Runner(switchover.STEPS, Actor(stage, "run", touches), journal, quiet)


def lived(stage: Stage, folder: str, lives: list[int]) -> None:
    for touches in lives:
        try:
            runner(stage, folder, touches).go()
        except Killed:
            stage.look()


@settings(max_examples=100, deadline=None)
@given(LIVES)
def test_killed_anywhere_and_resumed_it_arrives(lives: list[int]) -> None:
    stage = Stage()
    with TemporaryDirectory() as folder:
        lived(stage, folder, [*lives, NEVER])
    assert not stage.sites["dc"].is_writable
    assert stage.sites["dr"].is_writable
    assert stage.names == "dr"


@settings(max_examples=100, deadline=None)
@given(LIVES, st.lists(st.integers(1, 20), max_size=2))
def test_killed_anywhere_and_aborted_it_is_back_or_says_where_it_is(
    lives: list[int], aborts: list[int]
) -> None:
    stage = Stage()
    with TemporaryDirectory() as folder:
        lived(stage, folder, lives)
        for touches in [*aborts, NEVER]:
            try:
                runner(stage, folder, touches).abort()
            except Killed:
                stage.look()
            except RefusedError:
                # Past the point of no return there is one way, and it works.
                runner(stage, folder, NEVER).go()
                assert stage.sites["dr"].is_writable
                return
    assert stage.sites["dc"].is_writable
    assert stage.sites["dr"].role == "standby_leader"
    assert stage.names == "dc"


def test_a_step_that_does_not_take_brings_everything_back() -> None:
    stage = Stage()

    class Lagging(Actor):
        def sql(self, host: str, text: str) -> str:
            return "0/1" if "replay" in text else super().sql(host, text)

    steps = [replace(step, seconds=0.0) for step in switchover.STEPS]
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "run.jsonl", quiet)
        with pytest.raises(StepError, match="has replayed 0/1"):
            Runner(steps, Lagging(stage, "run", NEVER), journal, quiet).go()
    assert stage.sites["dc"].is_writable
