"""How a member leaves its cluster, and when it may not."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.roles.loading import program

leaving = program("postgresql/library/patroni_leave.py")

WANTED = {"name": "a", "alive": True, "scope": "/x", "member": {"wait": 0.01}}


class Cluster:
    """A cluster of two, of which one leads; a switchover makes the other lead."""

    def __init__(self, leads: str = "a", state: str = "streaming") -> None:
        self.leads, self.state, self.called = leads, state, [""]

    def __call__(self, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Answer a call."""
        self.called.append(path)
        if body:
            self.leads = "b"
        return {
            "members": [
                {"name": name, "role": self._role(name), "state": self._state(name)}
                for name in ("a", "b")
            ]
        }

    def _role(self, name: str) -> str:
        return "leader" if name == self.leads else "quorum_standby"

    def _state(self, name: str) -> str:
        return "running" if name == self.leads else self.state


def test_whoever_leads_hands_over() -> None:
    cluster = Cluster()
    found = leaving.hand_over(cluster, WANTED, check=False)
    assert (found, "switchover" in cluster.called) == ({"changed": True, "leader": "b"}, True)


def test_whoever_follows_has_nothing_to_hand_over() -> None:
    found = leaving.hand_over(Cluster(leads="b"), WANTED, check=False)
    assert found == {"changed": False, "leader": "b"}


def test_check_mode_moves_no_lead() -> None:
    cluster = Cluster()
    assert leaving.hand_over(cluster, WANTED, check=True)["changed"] is True
    assert "switchover" not in cluster.called


def test_the_last_who_has_the_data_may_not_leave() -> None:
    with pytest.raises(leaving.Refused, match="nobody else has its data"):
        leaving.hand_over(Cluster(state="stopped"), WANTED, check=True)


def test_a_dead_leader_is_not_asked_and_its_heir_is_waited_for() -> None:
    cluster = Cluster()
    with pytest.raises(leaving.Refused, match="nobody took over from a"):
        leaving.hand_over(cluster, {**WANTED, "alive": False}, check=False)
    assert "switchover" not in cluster.called


def test_whoever_is_gone_is_forgotten_by_its_key() -> None:
    deleted: list[str] = []

    def delete(key: str) -> bool:
        deleted.append(key)
        return True

    found = leaving.forget(Cluster(leads="b"), delete, WANTED, check=False)
    assert (found, deleted) == ({"changed": True}, ["/x/members/a"])


def test_whoever_leads_again_is_not_forgotten() -> None:
    with pytest.raises(leaving.Refused, match="leads again"):
        leaving.forget(Cluster(), lambda _: True, WANTED, check=False)
