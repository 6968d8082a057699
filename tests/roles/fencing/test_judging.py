"""When a leader may be switched off: only if everybody agrees, and enough are heard."""

import sys
from importlib import import_module

import pytest

from topology.repository import ROOT

sys.path.insert(0, str(ROOT / "roles/fencing/files"))
judging = import_module("tandem_fencing.judging")

SUSPECT, MOST = 1.6, 3
SILENT, WELL = {"a": 2.0}, {"a": 0.2}
BOTH = {"b": SILENT, "c": SILENT}


def judged(**otherwise: object) -> tuple[bool, str]:
    """Judge a leader `a` whom nobody hears, but for what is otherwise."""
    sight = {"leader": "a", "own": SILENT, "heard": BOTH, "members": 3, **otherwise}
    found = judging.judge(judging.Sight(**sight), SUSPECT, MOST)
    return found.fence, found.why


def test_a_leader_that_nobody_hears_is_switched_off() -> None:
    assert judged() == (True, "a is silent to b, c and here")


def test_a_leader_that_the_watcher_hears_is_none_of_its_business() -> None:
    assert judged(own=WELL) == (False, "")


@pytest.mark.parametrize(
    ("otherwise", "why"),
    [
        ({"heard": {"b": SILENT, "c": WELL}}, "c hears a"),
        ({"heard": {"b": WELL, "c": WELL}}, "b and c hear a"),
        ({"heard": {"b": SILENT}}, "a is silent here, but only 1 of 2 observers are heard"),
        ({"heard": {}}, "a is silent here, but only 0 of 2 observers are heard"),
        ({"paused": "the cluster is paused"}, "a is silent, but the cluster is paused"),
        ({"recent": 3}, "a is silent, but 3 hosts were switched off lately"),
        ({"leader": ""}, "nobody is known to lead"),
    ],
)
def test_in_doubt_nothing_is_done_and_the_reason_is_said(
    otherwise: dict[str, object], why: str
) -> None:
    assert judged(**otherwise) == (False, why)


def test_the_suspect_itself_is_no_observer() -> None:
    fence, why = judged(heard={"a": SILENT, "b": SILENT})
    assert not fence
    assert "only 1 of 2" in why


def test_of_five_members_three_must_be_heard() -> None:
    some = dict.fromkeys("bc", SILENT)
    assert not judged(members=5, heard=some)[0]
    assert judged(members=5, heard={**some, "d": SILENT})[0]


def test_whoever_is_not_ready_says_everything_that_is_missing() -> None:
    sight = judging.Sight("", {}, {"b": WELL}, 3, "the cluster is paused", 3)
    assert judging.obstacles(sight, MOST, device=False) == [
        "nobody is known to lead",
        "1 of 2 observers are heard",
        "the leader's device does not answer",
        "the cluster is paused",
        "3 hosts were switched off lately",
    ]
    assert judging.obstacles(judging.Sight("a", WELL, BOTH, 3), MOST, device=True) == []
