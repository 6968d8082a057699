"""What a report says of a run: only what its journal and its users' log say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from commands.app import app, register
from lab.probe.measurement import Attempt
from reports import runs, shelf
from reports.page import render
from reports.picture import picture
from runbooks import failover, switchover
from runbooks.reporting import predicted
from topology.outages import outages
from topology.outages.sites import DECIDED
from topology.repository import ROOT, Repository

ASKED = 1000.0
CLOCK = 900.0
"""What the users' clock has to be given to be the time of day."""


def journal(*names: str, start: float = ASKED + 2) -> list[dict[str, Any]]:
    """Return the lines of steps that took a second each."""
    found: list[dict[str, Any]] = [{"at": ASKED, "event": "run", "asked": ASKED}]
    for index, name in enumerate(names):
        found.append({"at": start + index, "step": name, "event": "begun", "why": ""})
        found.append({"at": start + index + 1, "step": name, "event": "done", "why": ""})
    return found


def attempts(*moments: float) -> list[Attempt]:
    """Return acknowledged records, numbered from 1, at seconds from the command."""
    shifted = [ASKED - CLOCK + each for each in moments]
    return [Attempt("a", n, at, at, "acknowledged") for n, at in enumerate(shifted, 1)]


def measured(end: float, *lost: int) -> dict[str, Any]:
    """Return what a user said of itself."""
    return {
        "clock": CLOCK,
        "begun": ASKED - CLOCK,
        "ended": ASKED - CLOCK + end,
        "acknowledged": 9,
        "lost": [["a", number] for number in lost],
        "duplicates": [],
        "unresolved": [],
    }


def report(seen: runs.Seen | None, **more: Any) -> runs.RunReport:  # noqa: ANN401 - any field
    """Return a report of a switchover that took a second for each step."""
    steps = switchover.STEPS
    told: dict[str, Any] = {
        "run": "switchover-1",
        "verb": "switchover",
        "environment": "logx-dr",
        "old": "logx-dc",
        "new": "logx-dr",
        "at": "2026-01-01T00:00:00+00:00",
        "outcome": "done",
        "lives": 1,
        "steps": runs.bars(journal(*(step.name for step in steps)), steps, ASKED),
        "phases": runs.Phases(None, 2.0, 9.0),
        "closed": 6.0,
        "predicted": 10.0,
        "arithmetic": "5 s one + 5 s other = 10 s",
        "seen": seen,
        "unseen": "" if seen else "nobody answered",
        "expected_loss": "",
        "rto": 60.0,
        "rpo": 60.0,
        "marks": {"command": 0.0},
    }
    return runs.RunReport(**{**told, **more})


def test_the_longest_pause_and_when_writes_were_steady_again() -> None:
    found = runs.seen(attempts(0.5, 1.0, 4.0, 4.2, 6.0, 6.5, 7.0), measured(7.5), ASKED)
    assert (found.gap, found.gap_begun, found.steady) == (3.0, 1.0, 6.0)
    assert sum(found.bars) == 7
    assert found.bars[2:8] == (1, 0, 0, 0, 0, 0)


def test_writes_that_stopped_again_are_no_recovery() -> None:
    found = runs.seen(attempts(0.5, 4.0, 4.5), measured(20.0), ASKED)
    assert found.steady is None
    assert report(found).rto_verdict == "missed"


def test_a_planned_move_may_lose_nothing_and_a_failover_what_was_promised() -> None:
    found = runs.seen(attempts(0.5, 0.9, 1.4, 4.0), measured(4.5, 2, 3), ASKED)
    assert (found.lost, found.lost_seconds) == (2, 0.5)
    assert report(found).rpo_verdict == "missed"
    assert report(found, verb="failover").rpo_verdict == "kept"
    assert report(found, verb="failover", rpo=0.4).rpo_verdict == "missed"


def test_what_was_not_measured_is_not_called_kept() -> None:
    found = report(None)
    assert (found.rto_verdict, found.rpo_verdict) == ("not measured", "not measured")
    assert "nothing was measured: nobody answered" in render(
        "run", run=found, picture=picture(found)
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (["done"] * len(switchover.STEPS), "done"),
        (["done", "begun"], "cut short"),
        (["done", "failed"], "failed"),
        (["done", "undone"], "aborted"),
    ],
)
def test_how_a_run_ended(events: list[str], expected: str) -> None:
    names = [step.name for step in switchover.STEPS]
    lines = [{"step": n, "event": e} for n, e in zip(names, events, strict=False)]
    assert runs.outcome(lines, switchover.STEPS) == expected


def test_every_bar_of_the_picture_lies_inside_of_it() -> None:
    found = report(runs.seen(attempts(0.5, 1.0, 4.0, 12.0), measured(12.5), ASKED))
    drawn = picture(found)
    boxes = [*drawn.writes, *drawn.steps, *([drawn.gap] if drawn.gap else [])]
    assert all(box.x >= 0 and box.x + box.width <= drawn.width + 1 for box in boxes)
    assert all(box.y >= 0 and box.y + box.height <= drawn.height for box in boxes)
    assert len(drawn.lines) <= 13


def test_a_decided_failover_is_also_foretold_the_wait_for_silent_hosts() -> None:
    environment = Repository(ROOT).load("logx-dc")
    seconds, words = predicted("failover", environment)
    without = next(each.total for each in outages(environment) if each.event == DECIDED)
    assert seconds is not None
    assert seconds > without
    assert words.startswith(f"{seconds - without:g} s lease.ttl + ")
    assert [step.name for step in failover.STEPS][:2] == ["close", "shut"]


def shelved(folder: Path, at: str, gap: float, **more: Any) -> None:  # noqa: ANN401 - any field
    """Put a report on the shelf."""
    seen = runs.seen(attempts(0.5, 0.5 + gap, 1.0 + gap), measured(1.2 + gap), ASKED)
    found = report(seen, at=at, run=f"switchover-{at}", **more)
    (folder / "logx-dr").mkdir(exist_ok=True)
    (folder / "logx-dr" / f"{found.run}.json").write_text(json.dumps(found.as_json()))


def test_the_trend_holds_the_newest_against_the_usual(tmp_path: Path) -> None:
    for at, gap in (("1", 4.0), ("2", 6.0), ("3", 5.0), ("4", 10.0)):
        shelved(tmp_path, at, gap)
    (tmp_path / "logx-dr" / "verify-1.json").write_text("[]")
    [found] = shelf.trends(shelf.kept(tmp_path))
    assert (found.runs, found.newest, found.usual, found.change) == (4, 10.0, 5.0, 1.0)


def test_a_review_is_filled_in_from_the_report(tmp_path: Path) -> None:
    register()
    shelved(tmp_path, "1", 4.0)
    said = CliRunner().invoke(app, ["reports", "--in", str(tmp_path), "--review", "switchover-1"])
    assert "# Review of switchover-1" in said.stdout
    assert "No write for 4.0 s" in said.stdout
    assert "| +2.0 s | flush | 1.0 s | done |" in said.stdout
    none = CliRunner().invoke(app, ["reports", "--in", str(tmp_path), "--review", "no-run"])
    assert none.exit_code == 2


def test_the_command_lists_them_and_fails_where_the_newest_missed(tmp_path: Path) -> None:
    register()
    ask = CliRunner()
    assert ask.invoke(app, ["reports", "--in", str(tmp_path)]).exit_code == 0
    shelved(tmp_path, "1", 4.0)
    said = ask.invoke(app, ["reports", "--in", str(tmp_path)])
    assert said.exit_code == 0
    assert "logx-dc -> logx-dr" in said.stdout
    shelved(tmp_path, "2", 4.0, rto=1.0)
    told = ask.invoke(app, ["reports", "--in", str(tmp_path), "--json"])
    assert told.exit_code == 1
    assert [each["is_good"] for each in json.loads(told.stdout)["reports"]] == [True, False]
