"""What was acknowledged is held against what is there."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lab.probe.measurement import (
    Attempt,
    Outcome,
    evaluate,
    line,
    longest_gap,
    longest_wait,
    read,
    summary,
)

OUTCOMES: list[Outcome] = ["acknowledged", "refused", "unknown"]
TIMES = st.floats(min_value=0, max_value=100)


@st.composite
def attempted(draw: st.DrawFn) -> Attempt:
    begun = draw(TIMES)
    took = draw(st.floats(min_value=0, max_value=5))
    client, number = draw(st.sampled_from("ab")), draw(st.integers(1, 9))
    return Attempt(client, number, begun, begun + took, draw(st.sampled_from(OUTCOMES)))


ATTEMPTS = st.lists(attempted(), max_size=40)
FOUND = st.dictionaries(st.sampled_from("ab"), st.lists(st.integers(1, 9), max_size=12))


@given(ATTEMPTS, FOUND)
def test_every_record_falls_into_its_classes(
    attempts: list[Attempt], found: dict[str, list[int]]
) -> None:
    measured = evaluate(attempts, found, 0, 110)
    acknowledged = {each.record for each in attempts if each.outcome == "acknowledged"}
    there = {(client, number) for client, numbers in found.items() for number in numbers}
    assert measured.acknowledged == len(acknowledged)
    assert set(measured.lost) == acknowledged - there
    assert set(measured.unresolved).isdisjoint(acknowledged)
    assert measured.unresolved_there <= len(measured.unresolved)
    assert set(measured.strangers) <= there - acknowledged - set(measured.unresolved)
    assert measured.attempts == len(attempts)


@given(ATTEMPTS)
def test_a_platform_that_keeps_what_it_acknowledged_is_clean(attempts: list[Attempt]) -> None:
    kept: dict[str, list[int]] = {}
    for client, number in {each.record for each in attempts if each.outcome == "acknowledged"}:
        kept.setdefault(client, []).append(number)
    assert evaluate(attempts, kept, 0, 110).is_clean


@given(ATTEMPTS, FOUND, st.data())
def test_one_acknowledged_record_that_is_taken_away_is_lost(
    attempts: list[Attempt], found: dict[str, list[int]], data: st.DataObject
) -> None:
    acknowledged = [each.record for each in attempts if each.outcome == "acknowledged"]
    if acknowledged:
        client, number = data.draw(st.sampled_from(acknowledged))
        left = {**found, client: [each for each in found.get(client, []) if each != number]}
        assert (client, number) in evaluate(attempts, left, 0, 110).lost


@given(ATTEMPTS, st.randoms())
def test_the_order_in_which_writers_noted_does_not_matter(attempts: list[Attempt], order) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Hypothesis' own random
    mixed = list(attempts)
    order.shuffle(mixed)
    assert evaluate(mixed, {}, 0, 110) == evaluate(attempts, {}, 0, 110)


@given(ATTEMPTS)
def test_no_acknowledgement_lies_inside_of_the_longest_gap(attempts: list[Attempt]) -> None:
    gap = longest_gap(attempts, 0, 110)
    inside = [
        each
        for each in attempts
        if each.outcome == "acknowledged" and gap.begun < each.ended < gap.begun + gap.seconds
    ]
    assert not inside
    assert 0 <= gap.seconds <= 110


def test_an_outage_that_does_not_end_counts_until_the_end() -> None:
    attempts = [Attempt("a", 1, 1, 2, "acknowledged"), Attempt("a", 2, 3, 4, "unknown")]
    gap = longest_gap(attempts, 0, 20)
    assert (gap.begun, gap.seconds) == (2, 18)


def test_a_user_waits_from_the_first_attempt_to_the_acknowledgement() -> None:
    attempts = [
        Attempt("a", 1, 1, 2, "acknowledged"),
        Attempt("a", 2, 3, 4, "refused"),
        Attempt("a", 2, 5, 6, "unknown"),
        Attempt("a", 2, 8, 9, "acknowledged"),
    ]
    assert longest_wait(attempts) == 6


def test_a_record_that_is_there_twice_is_found() -> None:
    attempts = [Attempt("a", 1, 1, 2, "acknowledged")]
    measured = evaluate(attempts, {"a": [1, 1]}, 0, 5)
    assert measured.duplicates == (("a", 1),)
    assert not measured.is_clean


def test_a_report_counts_what_the_measurement_lists() -> None:
    found = summary(evaluate([Attempt("a", 1, 1, 2, "acknowledged")], {}, 0, 5))
    assert (found["lost"], found["clean"]) == (1, False)


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    log = tmp_path / "attempts.jsonl"
    whole = Attempt("a", 1, 1.5, 2.5, "acknowledged", "201")
    log.write_text(line(whole) + line(whole)[:20])
    assert list(read(log)) == [whole]
