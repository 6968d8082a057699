"""What is remembered between two runs of the timer, and who is told what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from content.comparing import Different
from content.ranges import PAGES, How, Range, cut
from content.round import BATCH, Clocks, Pace, go_on
from content.state import State, complaints, figures, following, parsed, resting

KNOWN = cut("logx", {"records": 40 * PAGES})
BAD = KNOWN[17]
DAY = 86400.0


class Database:
    """One of two; the copy has a range that is wrong."""

    def __init__(self, bad: Sequence[Range] = (), unread: Sequence[Range] = ()) -> None:
        self.bad, self.unread = bad, unread
        self.asked: list[Range] = []

    def read(self, asked: Sequence[Range], _: How) -> list[str | None]:
        """Return what it holds."""
        self.asked += asked
        return [
            None if each in self.unread else '{"7": "x"}' if each in self.bad else '{"7": "a"}'
            for each in asked
        ]

    def written(self) -> str:
        """Return any place."""
        return "0/1"

    def wait(self, position: str) -> None:
        """Be there already."""


def run(state: State, copy: Database, seconds: float = 1000.0, now: float = 1000.0) -> State:
    """Let the timer come once; each look at the clock takes a second."""
    steady = count()
    clocks = Clocks(lambda: now, lambda: float(next(steady)), lambda _: None)
    pace = Pace(seconds, 0.25, DAY)
    return go_on(following(state, 1, now), (Database(), copy), KNOWN, pace, clocks)


def test_a_round_is_done_in_pieces_and_each_range_once() -> None:
    copy, state = Database(), State()
    for _ in range(20):
        state = run(state, copy, seconds=4)
        if state.complete:
            break
    assert copy.asked == KNOWN
    assert (state.compared, state.known, state.complete) == (40, 40, 1000.0)


def test_a_run_that_was_bounded_has_read_a_part_only() -> None:
    copy = Database()
    state = run(State(), copy, seconds=4)
    assert 0 < len(copy.asked) < len(KNOWN)
    assert not state.complete
    assert state.done == copy.asked[-1]


def test_nothing_is_read_again_until_it_is_due() -> None:
    state, copy = run(State(), Database()), Database()
    assert run(state, copy, now=1000.0 + DAY - 1) == state
    assert not copy.asked
    assert run(state, copy, now=1000.0 + DAY).complete == 1000.0 + DAY


def test_what_differs_is_said_once_two_runs_have_seen_it() -> None:
    copy = Database(bad=[BAD])
    first = run(State(), copy)
    assert (first.suspects, first.different) == ((BAD,), ())
    second = run(first, copy)
    assert (second.suspects, second.different) == ((), (Different(BAD, (7,)),))
    assert run(second, copy).different == second.different


def test_what_heals_is_forgotten() -> None:
    copy = Database(bad=[BAD])
    told = run(run(State(), copy), copy)
    assert run(told, Database()).different == ()


def test_what_cannot_be_read_is_not_forgotten() -> None:
    copy = Database(bad=[BAD])
    told = run(run(State(), copy), copy)
    assert run(told, Database(unread=[BAD])).different == told.different


def test_what_was_locked_once_is_read_by_the_next_run() -> None:
    locked = run(State(), Database(unread=[BAD]))
    assert (locked.unread, locked.complete) == ((BAD,), 1000.0)
    assert run(locked, Database()).unread == ()


def test_damage_everywhere_is_asked_again_in_turns_and_all_of_it_is_said() -> None:
    copy, state = Database(bad=KNOWN), run(State(), Database(bad=KNOWN))
    assert len(state.suspects) == len(KNOWN)
    for _ in range(5):
        copy.asked.clear()
        state = run(state, copy)
        assert len(set(copy.asked)) <= BATCH
    assert sorted(each.range for each in state.different) == KNOWN


def test_a_database_that_is_no_more_is_in_no_doubt() -> None:
    gone = Range("former", "records", 0)
    state = replace(run(State(), Database()), suspects=(gone,), different=(Different(gone, (1,)),))
    assert run(state, Database()).different == ()


def test_what_differed_is_asked_again_on_another_history() -> None:
    told = replace(run(State(), Database()), different=(Different(BAD, (7,)),))
    moved = following(resting(told), 2, 5000.0)
    assert (moved.suspects, moved.complete, moved.since) == ((BAD,), 0.0, 5000.0)


def test_it_is_read_back_as_it_was_kept() -> None:
    state = replace(
        run(State(), Database(bad=[BAD]), seconds=4), different=(Different(BAD, (1, 2)),)
    )
    assert parsed(state.text()) == state


def test_complaints_name_what_a_leader_should_not_have() -> None:
    well = replace(run(State(), Database()), looked=1000.0)
    assert not list(complaints(well, 1100.0))
    assert list(complaints(replace(well, different=(Different(BAD, (7,)),)), 1100.0)) == [
        "logx: records, page 7: the copy is another, by its timer"
    ]
    assert "its timer came last" in next(complaints(well, 3000.0))
    late = replace(well, looked=1000.0 + 3 * DAY)
    assert "last compared as a whole 72 h ago" in next(complaints(late, 1000.0 + 3 * DAY))
    assert list(complaints(State(), 0.0)) == ["its timer has not seen yet that it follows"]
    assert "2 ranges could not be read" in next(
        complaints(replace(well, unread=(BAD, KNOWN[3])), 1100.0)
    )


def test_a_copy_that_was_never_compared_has_its_time_first() -> None:
    new = replace(following(State(), 1, 1000.0), looked=1100.0, every=DAY)
    assert not list(complaints(new, 1100.0))
    late = replace(new, looked=1000.0 + 3 * DAY, problem="no route")
    [said] = complaints(late, 1000.0 + 3 * DAY)
    assert said.startswith("last compared as a whole never")
    assert said.endswith("; no route")


def test_figures_are_as_prometheus_reads_them() -> None:
    told = figures(replace(run(State(), Database()), different=(Different(BAD, (7,)),)))
    assert "\ntandem_content_differing_ranges 1\n" in told
    assert "\ntandem_content_last_complete_timestamp_seconds 1000\n" in told
    assert "\ntandem_content_follows 1\n" in told
