"""When a member of etcd joins a cluster, makes one, or is refused."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.roles.loading import program

membership = program("etcd/library/etcd_membership.py")

B = {"ID": "2", "name": "b", "peerURLs": ["https://b"]}
WANTED = {"name": "a", "peer": "https://a", "others": ["dead", "alive"], "has_data": False}


class Cluster:
    """A cluster of one member that answers, and one that does not."""

    def __init__(self, *members: Mapping[str, Any]) -> None:
        self.members = list(members)
        self.called: list[str] = []

    def __call__(self, url: str, call: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer a call."""
        if url == "dead" or not self.members:
            raise OSError
        self.called.append(call)
        if call == "remove":
            self.members = [each for each in self.members if each["ID"] != arguments["ID"]]
        if call == "add":
            self.members.append({"ID": "9", "peerURLs": arguments["peerURLs"]})
        return {"members": self.members}


def test_whoever_has_nobody_to_ask_is_alone() -> None:
    found = membership.decide(Cluster(), WANTED, check=False)
    assert found == {"situation": "alone", "changed": False}


def test_a_new_member_joins_whoever_lives() -> None:
    cluster = Cluster(B)
    found = membership.decide(cluster, WANTED, check=False)
    assert found == {"situation": "joined", "cluster": "b=https://b,a=https://a", "changed": True}
    assert cluster.called == ["list", "add"]


def test_a_member_that_lost_its_data_is_taken_out_first() -> None:
    cluster = Cluster(B, {"ID": "1", "name": "a", "peerURLs": ["https://a"]})
    membership.decide(cluster, WANTED, check=False)
    assert cluster.called == ["list", "remove", "add"]


def test_a_member_that_was_added_and_never_started_is_not_added_again() -> None:
    cluster = Cluster(B, {"ID": "1", "peerURLs": ["https://a"]})
    found = membership.decide(cluster, WANTED, check=False)
    assert (cluster.called, found["changed"]) == (["list"], False)


def test_check_mode_adds_nobody() -> None:
    cluster = Cluster(B)
    assert membership.decide(cluster, WANTED, check=True)["changed"]
    assert cluster.called == ["list"]


def test_a_member_with_data_is_left_alone() -> None:
    cluster = Cluster(B, {"ID": "1", "name": "a", "peerURLs": ["https://a"]})
    found = membership.decide(cluster, {**WANTED, "has_data": True}, check=False)
    assert found == {"situation": "member", "changed": False}


def test_data_of_a_member_that_was_taken_out_are_refused() -> None:
    with pytest.raises(membership.Refused, match="taken out"):
        membership.decide(Cluster(B), {**WANTED, "has_data": True}, check=False)
