"""The user of a run: what it says is taken up, and what it cannot say is said instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from runbooks.measuring import Users, answers

SAYS = "import sys; sys.stdin.read(); print('{\"acknowledged\": 3}')"
FAILS = "import sys; sys.stdin.read(); sys.exit('nobody knows the name')"


def user(folder: Path, text: str) -> Users:
    """Return a user that ends when its input does."""
    words = [sys.executable, "-c", text]
    pipe = subprocess.PIPE
    process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    return Users(folder / "attempts.jsonl", process)


def test_what_it_says_is_taken_up(tmp_path: Path) -> None:
    found = user(tmp_path, SAYS)
    found.end()
    assert (found.found, found.why) == ({"acknowledged": 3}, "")


def test_why_it_says_nothing_is_kept(tmp_path: Path) -> None:
    found = user(tmp_path, FAILS)
    found.end()
    assert (found.found, found.why) == ({}, "nobody knows the name")


def test_a_platform_answers_once_a_record_was_acknowledged(tmp_path: Path) -> None:
    log = tmp_path / "attempts.jsonl"
    assert not answers(log, 0.2)
    log.write_text('{"outcome": "refused"}\n')
    assert not answers(log, 0.2)
    log.write_text('{"outcome": "acknowledged"}\n')
    assert answers(log, 0.2)
