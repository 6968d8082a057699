"""A limit is what it says, but for what the machine's owner takes away meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recovery.figures import Figure, Figures, Spent


def test_it_is_read_as_the_kernel_tells_it(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    stat.write_text("cpu  1 2 3 400 50 6 7 8 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n")
    assert Spent.read(stat) == Spent(ours=19, taken=8)


def test_what_is_taken_away_is_a_part_of_what_was_wanted() -> None:
    assert Spent(200, 40).share(Spent(140, 20)) == 0.25
    assert Spent(140, 20).share(Spent(140, 20)) == 0


@pytest.mark.parametrize(
    ("value", "taken", "unit", "kept"),
    [
        (20.0, 0.0, "s", True),
        (20.1, 0.0, "s", False),
        (39.9, 0.5, "s", True),
        (40.1, 0.5, "s", False),
        (1.1, 0.5, "s of writes", False),
    ],
)
def test_only_a_duration_may_grow(value: float, taken: float, unit: str, *, kept: bool) -> None:
    most = 20.0 if unit == "s" else 1.0
    assert Figure("a pause", value, unit, most, taken).is_kept is kept


def test_a_limit_that_grew_is_told() -> None:
    grown = Figures([Figure("a pause", 25.0, "s", 20.0, 0.5)])
    assert next(grown.lines()).endswith("at most 20 s, 40 with 50% of the processors taken away")
    same = Figures([Figure("a pause", 25.0, "s", 20.0, 0.0)])
    assert next(same.lines()).endswith("at most 20 s  MISSED")
