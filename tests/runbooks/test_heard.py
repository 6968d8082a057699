"""What is written down of commands: all of them, once each, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runbooks.heard import Heard, masked


def lines(path: Path) -> list[tuple[str, str]]:
    return [(each["host"], each["said"]) for each in map(json.loads, path.read_text().splitlines())]


def test_what_is_asked_again_and_says_the_same_is_one_line(tmp_path: Path) -> None:
    heard = Heard(tmp_path / "run.commands.jsonl")
    for said in ("closed", "closed", "open", "closed"):
        heard.note("db-1", ("tandem-lease", "look"), said)
        heard.note("db-2", ("tandem-lease", "look"), "open")
    assert lines(heard.path) == [
        ("db-1", "closed"),
        ("db-2", "open"),
        ("db-1", "open"),
        ("db-1", "closed"),
    ]
    assert heard.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        "password: 'hunter2'",
        '{"password": "hunter2"}',
        "PGPASSWORD=hunter2 psql",
        "postgres://me:hunter2@db",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nhunter2",
    ],
)
def test_no_secret_is_written_down(text: str) -> None:
    assert "hunter2" not in masked(text)
