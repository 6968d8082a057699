"""Sixty-four environments are asked, what was found is kept, and what is wrong is never good."""

import os
import select
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

from cloud import rounds
from cloud.round import Leg, Result, Round
from cloud.rounds import HELD, MOST_MB, SAMPLE, all_rounds, chosen, go, table, wrong_with
from topology.repository import ROOT, Repository

GOOD = Result((Leg("qps-td", 100, 99, 200, 1.0),), "", 2.0)


@pytest.fixture(scope="module")
def every() -> list[Round]:
    return list(all_rounds(Repository(ROOT)))


def test_every_platform_size_and_environment_is_asked_once(every: list[Round]) -> None:
    legs = [label.rpartition("/")[0] for each in every for label in each.labels]
    assert len(legs) == len(set(legs)) == 64


def test_a_pair_goes_together_its_home_first_and_small_ones_go_first(every: list[Round]) -> None:
    assert {each.names for each in every if len(each.names) > 1} == {
        (f"{platform}-dc", f"{platform}-dr")
        for platform in ("logx", "logmaster", "qps", "securityai")
    }
    sizes = [rounds.SIZES.index(each.size) for each in every]
    assert sizes == sorted(sizes)


def test_the_sample_has_both_forms_and_a_pair(every: list[Round]) -> None:
    sample = chosen([*every, *all_rounds(Repository(ROOT), "managed")], SAMPLE)
    assert {each.form for each in sample} == {"managed", "servers"}
    assert any(len(each.names) > 1 for each in sample)


@pytest.mark.parametrize(
    ("leg", "said"),
    [
        (Leg("a", 100, int(100 * HELD) - 1, 1, 1.0), "moto holds only"),
        (Leg("a", 100, 100, MOST_MB + 1, 1.0), "more than"),
    ],
)
def test_what_misses_a_figure_is_not_good(leg: Leg, said: str) -> None:
    assert said in wrong_with(Result((leg,), "", 1.0))
    assert not wrong_with(GOOD)
    assert "not" not in table({"a/small/managed": GOOD})


def test_another_run_goes_on_where_the_last_ended(
    every: list[Round], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def run(of: Round) -> Result:
        taken.append(of.label)
        return GOOD

    monkeypatch.setattr(rounds, "run", run)
    kept = tmp_path / "kept.jsonl"
    found, left = go(every[:1], kept, None)
    assert (asdict(found[every[0].label]), left) == (asdict(GOOD), 0)
    found, left = go(every[:2], kept, None)
    assert taken == [each.label for each in every[:2]]
    monkeypatch.setattr(rounds, "fingerprint", lambda _: "other files")
    go(every[:1], kept, None)
    assert len(taken) == 3


def test_no_round_starts_after_its_time(every: list[Round], tmp_path: Path) -> None:
    assert go(every[:2], tmp_path / "kept.jsonl", 1e-9)[1] == 2


def test_a_run_that_is_ended_takes_its_rehearsal_down(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Stage:
        is_up = False
        home = Path("nowhere")

        def up(self) -> None:
            done.append("up")

        def down(self) -> None:
            done.append("down")

    def ended(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        pytest.fail("it went on")

    monkeypatch.setattr(rounds, "this_rehearsal", Stage)
    monkeypatch.setattr(rounds, "go", ended)
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        with pytest.raises(SystemExit) as found:
            rounds.main([])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert (found.value.code, done) == (128 + signal.SIGTERM, ["up", "down"])


def test_nothing_that_a_round_started_outlives_it(
    every: list[Round], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, told = tmp_path / "engine", tmp_path / "round"
    told.write_text(f"#!/bin/sh\nsleep 600 >/dev/null 2>&1 &\necho $! >{engine}\n"
                    'echo \'{"legs": [], "wrong": "it broke"}\'\n')  # fmt: skip
    told.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(told))
    assert rounds.run(every[0]).wrong == "it broke"
    with suppress(ProcessLookupError):
        left = os.pidfd_open(int(engine.read_text()))
        assert select.select([left], [], [], 10)[0], "it goes on"
