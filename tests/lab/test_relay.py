"""The way between sites: each packet takes its time, in order, and not too many at once."""

import pytest

from lab.relay import MOST_HELD, MOST_MS, Line, checked


def test_a_packet_arrives_when_its_time_has_come() -> None:
    line = Line(10)
    line.take(b"one", 1.0)
    assert line.wait(1.004) == pytest.approx(0.006)
    assert line.due(1.009) == []
    assert line.due(1.0101) == [b"one"]
    assert line.wait(2.0) is None


def test_none_overtakes_another_when_the_way_gets_shorter() -> None:
    line = Line(50)
    line.take(b"one", 1.0)
    assert line.answer("5\n")["delay_ms"] == 5
    line.take(b"two", 1.001)
    assert line.due(1.01) == []
    assert line.due(1.05) == [b"one", b"two"]


def test_it_holds_only_so_many() -> None:
    line = Line(10)
    for _ in range(MOST_HELD + 3):
        line.take(b"x", 1.0)
    assert line.dropped == 3
    assert len(line.due(2.0)) == MOST_HELD
    assert line.answer("")["passed"] == MOST_HELD


@pytest.mark.parametrize("delay", ["-1", str(MOST_MS + 1), "soon", "nan"])
def test_a_delay_is_within_bounds(delay: str) -> None:
    with pytest.raises(ValueError, match="is no delay"):
        checked(delay)
