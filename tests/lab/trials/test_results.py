"""Pauses, and what they amount to against a goal and a prediction."""

from collections.abc import Mapping

import pytest

from lab.probe.measurement import Attempt
from lab.trials.results import Flow, Result, Run, flow


def attempts(*moments: float, why: str = "") -> list[Attempt]:
    """Return attempts that ended at some moments."""
    outcome = "refused" if why else "acknowledged"
    return [
        Attempt("a", number, moment - 0.01, moment, outcome, why)  # type: ignore[arg-type] # one of the three
        for number, moment in enumerate(moments)
    ]


def run(gap: float, *wrong: str, records: Mapping[str, int] | None = None) -> Run:
    """Return a run with one pause."""
    found = Flow(gap, 0.0, (), 1, 1, {}, 0.0, ())
    return Run("e", 1, "", {}, {"records": found}, records or {}, (), wrong)


def result(goal: float | None, predicted: float | None, *runs: Run) -> Result:
    """Return an event with its runs."""
    return Result("e", "", goal, predicted, "records", list(runs))


def test_a_pause_begins_with_the_last_acknowledgement_before_the_fault() -> None:
    found = flow(attempts(9.0, 9.9, 12.4, 12.5), zero=10.0, counted=10.0, span=(13.0, 13.0))
    assert found.gap == 2.5
    assert [(gap.begun, gap.seconds) for gap in found.gaps] == [
        (-1.0, 0.9),
        (-0.1, 2.5),
        (2.5, 0.5),
    ]


def test_a_pause_that_counts_from_a_return_begins_there() -> None:
    found = flow(attempts(9.9, 22.0, 22.1), zero=10.0, counted=20.0, span=(22.2, 22.2))
    assert found.gap == 2.0


def test_a_pause_belongs_to_the_time_in_which_it_began() -> None:
    found = flow(attempts(9.9, 12.0, 15.5, 16.5), zero=10.0, counted=10.0, span=(13.0, 17.0))
    assert (found.gap, found.back) == (3.5, 1.0)


def test_a_stream_that_never_came_back_pauses_until_the_end() -> None:
    assert flow(attempts(9.9), zero=10.0, counted=10.0, span=(70.0, 70.0)).gap == 60.1
    assert flow([], zero=10.0, counted=10.0, span=(70.0, 70.0)).gap == 60.0


def test_every_acknowledgement_is_in_one_bar_and_every_failure_counted() -> None:
    tried = [*attempts(9.9, 10.1, 10.2, 11.9), *attempts(10.5, 10.6, why="503")]
    found = flow(tried, zero=10.0, counted=10.0, span=(12.0, 12.0))
    assert sum(found.bars) == found.acknowledged == 4
    assert found.failures == {"503": 2}


@pytest.mark.parametrize(
    ("goal", "gap", "verdict"),
    [(3.0, 2.9, "held"), (3.0, 3.1, "late"), (0.0, 0.4, "held"), (0.0, 0.6, "late")],
)
def test_the_worst_run_is_held_against_the_goal(goal: float, gap: float, verdict: str) -> None:
    assert result(goal, None, run(0.1), run(gap)).verdict == verdict


def test_what_is_wrong_breaks_an_event_without_a_goal() -> None:
    assert result(None, None, run(9.0)).verdict == "held"
    assert result(None, None, run(9.0, "the lead moved")).wrong == ["run 1: the lead moved"]
    assert result(None, None, run(9.0, "the lead moved")).verdict == "broken"
    assert result(None, None).verdict == "not run"


def test_what_is_wrong_weighs_more_than_what_is_late() -> None:
    assert result(3.0, None, run(9.0, "the lead moved")).verdict == "broken"


@pytest.mark.parametrize(
    ("predicted", "gap", "foretold"),
    [
        (4.0, 2.0, True),
        (4.0, 6.0, True),
        (4.0, 1.9, False),
        (4.0, 6.1, False),
        (0.1, 0.4, True),
        (0.0, 0.4, True),
        (0.0, 2.0, False),
        (None, 99.0, True),
    ],
)
def test_a_prediction_may_be_off_by_half(
    predicted: float | None, gap: float, *, foretold: bool
) -> None:
    assert result(None, predicted, run(gap)).is_foretold is foretold


def test_counts_are_summed_over_all_runs() -> None:
    both = [run(0.1, records={"lost": 1}), run(0.1, records={"lost": 2})]
    assert result(None, None, *both).total("lost") == 3
