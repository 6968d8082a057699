"""What was restored, held against what lives."""

from __future__ import annotations

from typing import Any

from restore.judgement import findings, records, tables

SAME = {"rows": 3, "checksum": "7"}


def held(found: dict[str, Any], numbered: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"tables": found, "records": numbered or {}}


def client(settled: int, after: int, every: int, last: int) -> dict[str, int]:
    return {"settled": settled, "last_settled": settled, "after": after, "all": every, "last": last}


def verdicts(
    before: dict[str, Any] | None, after: dict[str, Any], restored: dict[str, Any]
) -> list[str]:
    was = held(before) if before is not None else None
    return [each.verdict for each in tables(was, held(after), held(restored))]


def test_a_table_that_stood_still_must_be_the_same_row_by_row() -> None:
    assert verdicts({"a": SAME}, {"a": SAME}, {"a": SAME}) == ["good"]
    assert verdicts({"a": SAME}, {"a": SAME}, {"a": {"rows": 2, "checksum": "5"}}) == ["bad"]
    assert verdicts({"a": SAME}, {"a": SAME}, {}) == ["bad"]


def test_a_table_that_was_written_to_is_not_judged_as_a_whole() -> None:
    other = {"rows": 4, "checksum": "9"}
    assert verdicts({"a": SAME}, {"a": other}, {"a": SAME}) == ["unknown"]
    assert verdicts(None, {"a": other}, {"a": SAME}) == ["unknown"]


def test_records_up_to_the_second_must_be_there_and_none_after() -> None:
    lives = held({}, {"c": client(10, 5, 15, 15)})
    good = records(lives, held({}, {"c": client(10, 0, 10, 10)}))
    assert [each.verdict for each in good] == ["good"] * 3
    lost = records(lives, held({}, {"c": client(9, 0, 9, 9)}))
    assert [each.verdict for each in lost] == ["bad", "good", "good"]
    late = records(lives, held({}, {"c": client(10, 1, 11, 11)}))
    assert [each.verdict for each in late] == ["good", "bad", "good"]
    hole = records(lives, held({}, {"c": client(10, 0, 10, 11)}))
    assert [each.verdict for each in hole] == ["good", "good", "bad"]
    assert records(lives, held({}))[0].verdict == "bad"


def test_damaged_pages_and_a_restore_that_took_too_long_are_bad() -> None:
    told = {"contents": held({"a": SAME}), "seconds": {"fetch": 5.0}, "damaged": "page 7"}
    found = {each.what: each.verdict for each in findings(None, held({"a": SAME}), told, 4.0)}
    assert (found["pages"], found["time"], found["tables"]) == ("bad", "bad", "good")


def test_nothing_is_proven_where_nothing_could_be_compared() -> None:
    told = {"contents": held({}), "seconds": {"fetch": 1.0}, "damaged": ""}
    found = {each.what: each.verdict for each in findings(None, held({}), told, 4.0)}
    assert found["tables"] == "bad"
