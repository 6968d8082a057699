"""When a member may leave etcd."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.roles.loading import program

leaving = program("etcd/library/etcd_leave.py")

MEMBERS = [
    {"ID": str(number), "name": name, "clientURLs": [f"https://{name}"]}
    for number, name in enumerate("abc")
]
WANTED = {"name": "a", "others": ["https://b", "https://c"]}


class Cluster:
    """A cluster of three, of whom some are silent."""

    def __init__(self, *silent: str) -> None:
        self.members, self.silent, self.called = list(MEMBERS), silent, [""]

    def __call__(self, url: str, call: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer a call."""
        if url.removeprefix("https://") in self.silent:
            raise OSError
        self.called.append(call)
        if call == "remove":
            self.members = [each for each in self.members if each["ID"] != arguments["ID"]]
        return {"members": self.members}


def left(cluster: Cluster, *, check: bool = False) -> dict[str, Any]:
    """Let a member leave; return what Ansible is told."""
    found: dict[str, Any] = leaving.leave(cluster, cluster, WANTED, check=check)
    return found


def test_a_dead_member_leaves() -> None:
    cluster = Cluster("a")
    assert left(cluster) == {"changed": True, "answering": ["b", "c"]}
    assert [each["name"] for each in cluster.members] == ["b", "c"]


def test_a_member_that_left_changes_nothing() -> None:
    cluster = Cluster()
    left(cluster)
    assert left(cluster)["changed"] is False


def test_check_mode_takes_nobody_out() -> None:
    cluster = Cluster("a")
    assert left(cluster, check=True)["changed"] is True
    assert "remove" not in cluster.called


@pytest.mark.parametrize("check", [True, False])
def test_nobody_leaves_where_those_that_stay_are_too_few(*, check: bool) -> None:
    cluster = Cluster("c")
    with pytest.raises(leaving.Refused, match="of b, c only b answer"):
        left(cluster, check=check)
    assert "remove" not in cluster.called


def test_nobody_leaves_where_nobody_answers() -> None:
    with pytest.raises(leaving.Refused, match="none of those that stay"):
        left(Cluster("b", "c"))
