"""A file is held against its model, and every fault is told: what was found, what was expected."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from topology.documents import parse
from topology.strict import Name, Sentence, Strict
from topology.units import Gigabytes
from topology.validate import Reading, judge, survey


class Part(Strict):
    """A part."""

    room: Gigabytes
    """How much it holds."""
    count: Annotated[int, Field(ge=1, le=9)] = 1
    """How many."""
    note: str | None = None
    """Anything else."""


class Whole(Strict):
    """A file."""

    kind: Literal["box", "shelf"]
    """What it is."""
    title: Sentence
    """Its name for people."""
    parts: Annotated[dict[Name, Part], Field(min_length=1)]
    """What it is made of."""
    first: Part
    """The part that comes first."""
    tags: Annotated[tuple[Name, ...], Field(min_length=1)] = ("plain",)
    """Words to find it by."""
    open: bool = False
    """Whether it has no lid."""
    weight: float = 1.0
    """What it weighs."""
    sides: dict[Literal["left", "right"], int] = {}
    """How far each side reaches."""


SOUND = "kind: box\ntitle: A box\nfirst: {room: 1 GB}\nparts:\n  lid: {room: 2 GB}\n"


def judged(text: str) -> Reading[Whole]:
    """Judge a text."""
    return judge(parse(Path("box.yml"), text), Whole)


def told(text: str) -> list[str]:
    """Return what is said of a text, without the file's name."""
    return [str(problem).removeprefix("box.yml:") for problem in judged(text).problems]


def test_a_sound_file_is_its_model() -> None:
    reading = judged(SOUND)
    assert reading.sound is reading.rest
    assert reading.sound is not None
    assert reading.sound.parts["lid"].room == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("open: 'yes'", "open: expected true or false; found 'yes'"),
        ("weight: heavy", "weight: expected a number; found 'heavy'"),
        ("tags: plain", "tags: expected a list, such as [one, two]; found 'plain'"),
        ("tags: []", "tags: expected at least 1 of them; found an empty list"),
        (
            "tags: [Plain]",
            "tags[0]: expected lower-case words such as web or log-store; found 'Plain'",
        ),
        (
            "tags: [5]",
            (
                "tags[0]: expected lower-case words such as web or log-store; found 5; "
                "put it in quotes"
            ),
        ),
        (
            "sides: {lefd: 1}",
            "sides.lefd: unknown word 'lefd'; did you mean 'left'? Known here: left, right",
        ),
        (
            "sides: {left: '1'}",
            "sides.left: expected a whole number; found '1'; take off the quotes",
        ),
        ("sides: {left: far}", "sides.left: expected a whole number; found 'far'"),
        ("sides: {left: 1.5}", "sides.left: expected a whole number; found 1.5"),
        ("sides:", "sides: expected keys with values; found nothing"),
        (
            "tgas: [plain]",
            (
                "tgas: unknown key 'tgas'; did you mean 'tags'? "
                "Known here: first, kind, open, parts, sides, tags, title, weight"
            ),
        ),
    ],
)
def test_a_fault_is_told_with_what_was_expected(line: str, said: str) -> None:
    assert [each.partition(": ")[2] for each in told(SOUND + line + "\n")] == [said]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "kind: box",
            "kind: boxes",
            "kind: unknown word 'boxes'; did you mean 'box'? Known here: box, shelf",
        ),
        ("A box", "A", "title: expected at least 3 characters; found 'A'"),
        ("A box", "x" * 401, f"title: expected at most 400 characters; found '{'x' * 56}..."),
        ("A box", "5", "title: expected text; found 5; put it in quotes"),
        ("title: A box\n", "", "title: is missing; expected `title:` (its name for people)"),
        ("{room: 1 GB}", "1 GB", "first: expected keys with values; found '1 GB'"),
        (
            "room: 2 GB",
            "room: 2 GB, count: 10",
            "parts.lid.count: expected at most 9; found 10",
        ),
        (
            "room: 2 GB",
            "room: 2",
            "parts.lid.room: expected a size such as '8 GB' or '2 TB'; found 2",
        ),
        (
            "{room: 2 GB}",
            "{}",
            "parts.lid.room: is missing; expected `room:` (how much it holds)",
        ),
        (
            "room: 2 GB",
            "room: 2 GB, note: [a]",
            "parts.lid.note: expected text; found a list",
        ),
        (
            "  lid:",
            f"  {'x' * 31}:",
            f"parts.{'x' * 31}: expected at most 30 characters; found '{'x' * 31}'",
        ),
    ],
)
def test_a_fault_in_what_must_be_there_is_told_too(old: str, new: str, said: str) -> None:
    assert SOUND.count(old) == 1
    assert [each.partition(": ")[2] for each in told(SOUND.replace(old, new))] == [said]


def test_every_fault_of_a_file_is_told_at_once_and_at_its_place() -> None:
    text = "kind: bag\ntitle: 5\nparts:\n  Lid: {room: 2, colour: red}\nfirst: {}\nopen: 1\n"
    assert [line.split(": ")[:2] for line in told(text)] == [
        ["1:1", "kind"],
        ["2:1", "title"],
        ["4:3", "parts.Lid"],
        ["4:9", "parts.Lid.room"],
        ["4:18", "parts.Lid.colour"],
        ["5:1", "first.room"],
        ["6:1", "open"],
    ]


def test_what_is_sound_is_left_when_the_rest_is_taken_out() -> None:
    reading = judged(SOUND + "  base: {room: 3}\n  back: {room: 4 GB, count: x}\nopen: maybe\n")
    assert reading.sound is None
    assert reading.rest is not None
    assert {name: part.room for name, part in reading.rest.parts.items()} == {"lid": 2, "back": 4}
    assert reading.rest.parts["back"].count == 1
    assert reading.rest.open is False
    assert reading.unsound == {"parts", "open"}


def test_what_must_be_there_is_empty_in_the_rest_when_nothing_of_it_is_sound() -> None:
    reading = judged("title: A box\nparts: {lid: {room: 2}}\nfirst: {room: many}\n")
    assert reading.rest is not None
    assert not any((reading.rest.parts, reading.rest.first, reading.rest.kind))
    assert reading.rest.title == "A box"
    assert reading.unsound == {"kind", "parts", "first"}


def test_an_item_of_a_list_is_not_taken_out_alone_since_the_others_would_be_renumbered() -> None:
    reading = judged(SOUND + "tags: [one, Two, three]\n")
    assert reading.rest is not None
    assert reading.rest.tags == ("plain",)


def test_complaints_about_what_is_left_get_their_lines() -> None:
    placed = judged(SOUND).placed([(("parts", "lid", "room"), "is small"), (("lost",), "is lost")])
    assert [str(problem) for problem in placed] == [
        "box.yml:5:9: parts.lid.room: is small",
        "box.yml:1:1: lost: is lost",
    ]


def test_a_file_that_cannot_be_read_has_problems_and_nothing_else(tmp_path: Path) -> None:
    reading = survey(tmp_path / "box.yml", Whole)
    assert (reading.document, reading.rest, reading.sound) == (None, None, None)
    assert len(reading.problems) == 1
    assert reading.placed([((), "is bad")]) == []


def test_a_file_is_read_and_judged(tmp_path: Path) -> None:
    path = tmp_path / "box.yml"
    path.write_text(SOUND, encoding="utf-8")
    assert survey(path, Whole).sound == judged(SOUND).sound
