"""Who leads a cluster of Redis, from what its watchers and members say."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.roles.loading import program

state = program("redis/library/redis_state.py")

LEADS = state.of_member(["master", 10, [["10.0.0.2", "6379", "10"]]])
FOLLOWS = state.of_member(["slave", "10.0.0.1", 6379, "connected", 10])


def test_watchers_are_believed_before_a_member_that_came_back() -> None:
    watchers = {f"10.0.0.{n}": {"ip": "10.0.0.2"} for n in (1, 2, 3)}
    assert state.leader(watchers, {"10.0.0.1": LEADS, "10.0.0.2": LEADS}) == "10.0.0.2"


def test_a_majority_of_watchers_outvotes_one_that_has_not_heard() -> None:
    watchers = {"a": {"ip": "10.0.0.2"}, "b": {"ip": "10.0.0.2"}, "c": {"ip": "10.0.0.1"}}
    assert state.leader(watchers, {}) == "10.0.0.2"


def test_watchers_that_contradict_each_other_end_the_run() -> None:
    with pytest.raises(state.ContradictionError, match="different leaders"):
        state.leader({"a": {"ip": "10.0.0.1"}, "b": {"ip": "10.0.0.2"}}, {})


def test_without_watchers_the_member_that_leads_is_found() -> None:
    assert state.leader({}, {"10.0.0.1": LEADS, "10.0.0.2": FOLLOWS}) == "10.0.0.1"


def test_two_leaders_without_watchers_end_the_run() -> None:
    with pytest.raises(state.ContradictionError, match="several lead"):
        state.leader({}, {"10.0.0.1": LEADS, "10.0.0.3": LEADS})


def test_nobody_leads_where_nobody_answers() -> None:
    assert state.leader({}, {}) is None


def test_answers_of_redis_are_read() -> None:
    answer = b"*4\r\n$6\r\nmaster\r\n:42\r\n*0\r\n$-1\r\n"
    assert state.read(BytesIO(answer)) == ["master", 42, [], None]


def test_an_error_of_redis_is_one() -> None:
    with pytest.raises(state.RefusedError, match="WRONGPASS"):
        state.read(BytesIO(b"-WRONGPASS no\r\n"))


def test_a_hung_up_connection_is_no_answer() -> None:
    with pytest.raises(ConnectionError):
        state.read(BytesIO(b"*2\r\n$6\r\n"))
