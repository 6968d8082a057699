"""In which order members are restarted."""

from collections.abc import Mapping
from typing import Any

from tests.roles.loading import program

turn = program("postgresql/library/patroni_turn.py")


class Member:
    """A member's API; it follows as soon as it is told to hand over."""

    def __init__(self, *, leads: bool, pending: bool, heirs: int = 1) -> None:
        self.leads, self.pending, self.heirs, self.called = leads, pending, heirs, [""]

    def __call__(self, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Answer a call."""
        if body is not None:
            self.called.append(path)
            self.pending = False
            self.leads = self.leads and path != "switchover"
        if path == "cluster":
            other = {"name": "b", "state": "streaming"}
            return {"members": [{"name": "a", "state": "running"}, *[other] * self.heirs]}
        role = "primary" if self.leads else "replica"
        found = {"state": "running", "role": role, "replication_state": "streaming"}
        return {**found, "pending_restart": True} if self.pending else found


def taken(member: Member, whose: str, unit: str | None = None, *, check: bool = False) -> list[str]:
    """Let a member take a turn; return what was done."""
    wanted = {"name": "a", "turn": whose, "unit": unit, "settle": 0, "wait": 5}
    steps: list[str] = turn.take_turn(member, wanted, lambda: None, check=check)
    return steps


def test_a_copy_waits_for_no_one() -> None:
    assert taken(Member(leads=False, pending=True), "copies") == ["restarted PostgreSQL"]


def test_a_leader_is_left_alone_until_its_turn() -> None:
    assert taken(Member(leads=True, pending=True), "copies") == []


def test_a_leader_hands_over_and_is_restarted_by_that() -> None:
    assert taken(Member(leads=True, pending=True), "leader") == ["handed over"]


def test_a_leader_without_heirs_is_restarted_in_its_place() -> None:
    member = Member(leads=True, pending=True, heirs=0)
    assert taken(member, "leader") == ["restarted PostgreSQL"]


def test_nothing_is_restarted_where_nothing_is_pending() -> None:
    assert taken(Member(leads=False, pending=False), "copies") == []


def test_check_mode_restarts_nothing() -> None:
    member = Member(leads=False, pending=True)
    assert taken(member, "copies", check=True) == ["would restart"]
    assert member.called == [""]
