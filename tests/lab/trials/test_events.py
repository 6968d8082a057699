"""The table of events holds together with the model."""

import pytest

from lab.shell import LabError
from lab.trials.events import EVENTS, chosen
from topology.environment import Environment
from topology.repository import ROOT, Repository


@pytest.fixture(scope="module")
def medium() -> Environment:
    """Return the site that is tried."""
    return Repository(ROOT).load("logx-dc")


def test_every_event_has_a_name_of_its_own() -> None:
    assert len({each.name for each in EVENTS}) == len(EVENTS)


def test_the_model_predicts_every_event_that_says_so(medium: Environment) -> None:
    silent = [e.name for e in EVENTS if e.foretold and e.prediction(medium) is None]
    assert silent == []


def test_no_prediction_is_above_the_goal(medium: Environment) -> None:
    late = {
        each.name
        for each in EVENTS
        if each.goal is not None and (each.prediction(medium) or 0.0) > max(each.goal, 0.5)
    }
    assert late == set()


def test_a_goal_is_about_a_stream_that_there_is() -> None:
    for each in EVENTS:
        assert {each.judged, *each.still} <= {"records", *each.streams}, each.name


def test_an_unknown_event_is_named_with_the_nearest() -> None:
    with pytest.raises(LabError, match="primary-off"):
        chosen(["primry-off"])
    assert chosen([]) == list(EVENTS)
