"""A primary that was away: it asks the lease, and changes its own zone alone, once."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.roles.loading import program

following = program("dns/files/following.py")

TOLD = {
    "zone": "example.com",
    "ttl": 5,
    "server": "10.0.0.9",
    "key": "/etc/key",
    "lease": "lease",
    "entries": {"dc": ["10.0.0.1"], "dr": ["10.0.0.3", "10.0.0.2"]},
}


class Host:
    """A host whose voters say one thing and whose zone may say another."""

    def __init__(self, record: object, zone: str) -> None:
        self.record, self.zone = record, zone
        self.updates: list[str] = []

    def run(self, words: Sequence[str], given: str) -> str:
        """Answer what the program asks."""
        if words[0] == "lease":
            return json.dumps({"record": self.record}) + "\n"
        if words[0] == "dig":
            return self.zone
        assert words[0] == "nsupdate"
        self.updates.append(given)
        return ""


def test_users_are_sent_to_whoever_leads_now() -> None:
    host = Host({"site": "dr", "is_open": True}, "10.0.0.1\n")
    said = following.follow(TOLD, host.run)
    assert said == "example.com led to 10.0.0.1, and leads to 10.0.0.2, 10.0.0.3"
    [update] = host.updates
    assert update.splitlines() == [
        "server 10.0.0.9",
        "zone example.com",
        "update delete example.com A",
        "update add example.com 5 A 10.0.0.2",
        "update add example.com 5 A 10.0.0.3",
        "send",
    ]


@pytest.mark.parametrize(
    ("record", "zone"),
    [
        ({"site": "dr", "is_open": True}, "10.0.0.3\n10.0.0.2\n"),
        ({"site": "dr", "is_open": False}, "10.0.0.1\n"),
        ({"site": "strange", "is_open": True}, "10.0.0.1\n"),
        (None, "10.0.0.1\n"),
    ],
)
def test_what_is_right_or_undecided_is_left_alone(record: object, zone: str) -> None:
    host = Host(record, zone)
    assert following.follow(TOLD, host.run) == ""
    assert host.updates == []


def test_without_voters_nothing_is_changed_and_no_unit_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def silent(words: Sequence[str], _: str) -> str:
        raise subprocess.CalledProcessError(1, words)

    settings = tmp_path / "following.json"
    settings.write_text(json.dumps(TOLD))
    monkeypatch.setattr(following.follow, "__defaults__", (silent,))
    assert following.main([str(settings)]) == 0
    assert "cannot tell who leads" in capsys.readouterr().out
