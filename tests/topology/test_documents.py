"""Files are read strictly, and every way in which one can be broken is said in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from topology.documents import DEEPEST, ENOUGH, LARGEST, Value, parse, read
from topology.problems import InvalidInputError

PATH = Path("some.yml")


def told(text: str) -> list[str]:
    """Return what is said of a broken text."""
    with pytest.raises(InvalidInputError) as caught:
        parse(PATH, text)
    return [str(problem) for problem in caught.value.problems]


def told_of(path: Path) -> str:
    """Return the one thing that is said of a file that cannot be read, without its path."""
    with pytest.raises(InvalidInputError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.line == 0
    return problem.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3", 3),
        ("-3", -3),
        ("10_000", 10000),
        ("2.5", 2.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("no", "no"),
        ("on", "on"),
        ("22:30", "22:30"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2026-01-05", "2026-01-05"),
        ("10.16.0.0/16", "10.16.0.0/16"),
        ('"3"', "3"),
        ("'true'", "true"),
        ("[1, two]", (1, "two")),
        ("{b: 1}", {"b": 1}),
        ("[]", ()),
    ],
)
def test_a_value_is_what_a_person_reads(written: str, meant: Value) -> None:
    assert parse(PATH, f"a: {written}\n").data == {"a": meant}


def test_keys_are_always_words() -> None:
    assert parse(PATH, "5651: 1\ntrue: 2\n").data == {"5651": 1, "true": 2}


def test_every_key_and_item_knows_its_line_and_column() -> None:
    marks = parse(PATH, "a: 1\nb:\n  c: [x, y]\n  d:\n    - e\n").marks
    assert marks[("a",)] == (1, 1)
    assert marks[("b", "c")] == (3, 3)
    assert marks[("b", "c", 1)] == (3, 10)
    assert marks[("b", "d", 0)] == (5, 7)


def test_a_problem_with_a_missing_key_is_placed_at_its_parent() -> None:
    document = parse(PATH, "a:\n  b: 1\n")
    assert str(document.problem(("a", "c"), "is missing")) == "some.yml:1:1: a.c: is missing"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "windows.yml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: 2\r\n")
    document = read(path)
    assert document.data == {"a": 1, "b": {"c": 2}}
    assert document.marks[("b", "c")] == (3, 3)


def test_columns_are_counted_in_characters_not_in_bytes() -> None:
    assert parse(PATH, "{çağ: 1, b: 2}").marks[("b",)] == (1, 10)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: \0", "some.yml:1:4: the character U+0000 is no text; remove it"),
        ("a: 1\nb: \x1b[31m", "some.yml:2:4: the character U+001B is no text; remove it"),
        ("a: \ud800", "some.yml:1:4: the character U+D800 is no text; remove it"),
        ("a: b\ufeff", "some.yml:1:5: the character U+FEFF is no text; remove it"),
        (
            "a: *b",
            "some.yml:1:4: the alias *b is not read; write the value out",
        ),
        ("a: &b 1", "some.yml:1:4: the anchor &b is not read; write the value out"),
        ("a: !b 1", "some.yml:1:4: the tag '!b' is not read; remove it"),
        (
            "? [a]\n: b",
            "some.yml:1:3: a list or a mapping cannot be a key; write a word",
        ),
        ("a: 1\n---\nb: 2", "some.yml:2:1: a second document starts here; one file holds one"),
        ("", "some.yml: the file is empty; start with `key: value`"),
        ("- a", "some.yml: the file is not a mapping of keys to values; start with `key: value`"),
        (
            "a: @b",
            (
                "some.yml:1:4: broken YAML: found character that cannot start any token; "
                "indent with spaces, not tabs; quote text that starts with @, ` or %"
            ),
        ),
        (
            "a: [1,\n2\nb: 3",
            (
                "some.yml:3:2: broken YAML: did not find expected ',' or ']' while parsing a flow "
                "sequence from line 1; close the bracket, or put a comma between the items"
            ),
        ),
        (
            "%YAML 3.0\n---\na: 1",
            (
                "some.yml:1:1: broken YAML: found incompatible YAML document; "
                "look at this line and the one before: indentation, quotes, brackets"
            ),
        ),
    ],
)
def test_a_broken_text_is_told_in_one_line(text: str, line: str) -> None:
    assert told(text) == [line]


def test_what_was_found_before_the_yaml_breaks_is_told_too() -> None:
    assert [line.split(": ")[0] for line in told("a: 1\na: 2\nb: 'x")] == [
        "some.yml:2:1",
        "some.yml:3:6",
    ]


def test_keys_behind_one_that_is_no_word_keep_their_values() -> None:
    text = "? {a: b}\n: {c: d}\n? [e]\n: f\ng: 1\ng: 2\n"
    assert [line.split(": ")[0] for line in told(text)] == [
        "some.yml:1:3",
        "some.yml:3:3",
        "some.yml:6:1",
    ]


def test_nesting_is_refused_before_it_hurts() -> None:
    for bracket in ("[", "{a: "):
        (line,) = told("a: " + bracket * 100_000)
        assert line.endswith(f"nested deeper than {DEEPEST} levels")


def test_aliases_that_would_explode_are_never_followed() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 3)}]\n" for level in range(1, 9)
    )
    assert len(told(bomb)) == 9 + 8 * 3


def test_a_repeated_key_is_told_and_what_it_says_last_is_judged_too() -> None:
    document = parse(PATH, "a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert document.data == {"a": 3, "b": {"c": 2}}
    assert [str(problem) for problem in document.repeated] == [
        "some.yml:2:11: b.c: is there already, on line 2; a key stands once",
        "some.yml:3:1: a: is there already, on line 1; a key stands once",
    ]


def test_reading_stops_when_nothing_more_can_be_learnt() -> None:
    lines = told("a: 1\n" * 10_000)
    assert len(lines) == ENOUGH + 1
    assert lines[-1].endswith(f"reading stops here, after {ENOUGH} problems")


def test_a_figure_of_5000_digits_stays_text() -> None:
    digits = "9" * 5000
    data = parse(PATH, f"a: {digits}\nb: {digits}.5\n").data
    assert data == {"a": digits, "b": f"{digits}.5"}


def test_50_megabytes_are_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.yml"
    path.write_bytes(b"key: value, as good as any\n" * 2_000_000)
    assert told_of(path) == (
        "at most 1,000,000 bytes are read, and this has 54,000,000; is it the right file?"
    )


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yml"
    path.write_text("a: " + "x" * (LARGEST - 4) + "\n", encoding="utf-8")
    assert path.stat().st_size == LARGEST
    assert len(str(read(path).data["a"])) == LARGEST - 4


def test_a_missing_file_is_told_with_what_lies_beside_it(tmp_path: Path) -> None:
    nowhere = told_of(tmp_path / "nowhere" / "shop-dc.yml")
    assert nowhere == "there is no such file. Known here: nothing"
    for name in ("shop-dr.yml", "shop-dc.yml", "notes.txt"):
        (tmp_path / name).touch()
    assert told_of(tmp_path / "shpo-dc.yml") == (
        "there is no such file; did you mean 'shop-dc.yml'? Known here: shop-dc.yml, shop-dr.yml"
    )


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    assert told_of(tmp_path) == "is a directory; expected a file"
    assert told_of(tmp_path / "pipe.yml") == "is a device or a pipe; expected a file"
    assert told_of(Path(os.devnull)) == "is a device or a pipe; expected a file"


def test_what_the_system_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    (tmp_path / "loop.yml").symlink_to("loop.yml")
    assert told_of(tmp_path / "loop.yml") == "cannot be read: too many levels of symbolic links"
    assert told_of(tmp_path / ("a" * 300)) == "cannot be read: file name too long"


def test_text_of_another_encoding_is_told_with_its_first_wrong_byte(tmp_path: Path) -> None:
    path = tmp_path / "latin.yml"
    path.write_bytes("site: İstanbul".encode("iso-8859-9"))
    assert told_of(path) == "is not UTF-8 text (byte 6); save it as UTF-8"
    path.write_bytes("site: Ankara".encode("utf-16"))
    assert told_of(path) == "is not UTF-8 text (byte 0); save it as UTF-8"
