"""What was made is written down as it happens, and read back as it is now."""

from pathlib import Path

import pytest

from lab.aws.ledger import Ledger, Line, read

KEY, TOPIC = "aws:kms/key:Key", "aws:sns/topic:Topic"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.jsonl"


def test_what_was_changed_is_as_it_was_left_and_what_was_removed_is_gone(path: Path) -> None:
    ledger = Ledger(path)
    ledger.put(Line(KEY, "k-1", "urn:key", recorded=False))
    ledger.put(Line(TOPIC, "t-1", "urn:topic", recorded=True, inputs={"name": "t"}))
    ledger.put(Line(KEY, "k-1", "urn:key", recorded=False, lost=["policy"]))
    ledger.remove(TOPIC, "t-1")
    ledger.remove(TOPIC, "t-1")
    assert read(path) == [Line(KEY, "k-1", "urn:key", recorded=False, lost=["policy"])]
    assert Ledger(path).get(KEY, "k-1") == read(path)[0]


def test_it_knows_what_stands_for_a_name_of_the_engines(path: Path) -> None:
    ledger = Ledger(path)
    for number in ("k-1", "k-2", "k-1"):
        ledger.put(Line(KEY, number, "urn:key", recorded=False))
    ledger.remove(KEY, "k-1")
    assert (ledger.knows("urn:key"), Ledger(path).knows("urn:key")) == (True, True)
    ledger.remove(KEY, "k-2")
    assert (ledger.knows("urn:key"), Ledger(path).knows("urn:key")) == (False, False)


def test_a_line_that_was_left_half_written_is_none(path: Path) -> None:
    ledger = Ledger(path)
    for number in ("k-1", "k-2"):
        ledger.put(Line(KEY, number, f"urn:{number}", recorded=False))
    path.write_text(path.read_text()[:-5])
    assert [each.id for each in read(path)] == ["k-1"]


def test_nobody_else_may_read_it(path: Path) -> None:
    Ledger(path).put(Line(KEY, "k-1", "urn:key", recorded=False))
    assert path.stat().st_mode & 0o077 == 0
