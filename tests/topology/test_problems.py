"""Problems are told in one line, which editors can jump to and people can act on."""

from pathlib import Path

import pytest

from topology.problems import InvalidInputError, Location, Problem, nearest, shown, spell

PROBLEM = Problem(Path("a.yml"), 3, 5, "b.c", "expected d; found e")


def test_a_problem_reads_as_compilers_write() -> None:
    assert str(PROBLEM) == "a.yml:3:5: b.c: expected d; found e"


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert str(Problem(Path("a.yml"), 0, 0, "", "is empty")) == "a.yml: is empty"


def test_a_problem_without_a_place_inside_has_its_line_alone() -> None:
    assert str(Problem(Path("a.yml"), 3, 5, "", "broken")) == "a.yml:3:5: broken"


def test_programs_get_the_parts() -> None:
    assert PROBLEM.as_dict() == {
        "file": "a.yml",
        "line": 3,
        "column": 5,
        "where": "b.c",
        "message": "expected d; found e",
    }


def test_an_error_carries_each_problem_once_in_the_order_of_lines() -> None:
    first = Problem(Path("a.yml"), 1, 9, "", "x")
    error = InvalidInputError([PROBLEM, first, PROBLEM])
    assert error.problems == (first, PROBLEM)
    assert str(error) == f"{first}\n{PROBLEM}"


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ((), ""),
        (("flows", 3, "to"), "flows[3].to"),
        (("machines", "shop-dc-db-1", "disks", 0), "machines.shop-dc-db-1.disks[0]"),
        (("<<", "a"), "['<<'].a"),
        (("a", "b\nc"), r"a['b\nc']"),
        (("a", ""), "a['']"),
    ],
)
def test_a_location_is_spelled_on_one_line(location: Location, text: str) -> None:
    assert spell(location) == text


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        ("3", "'3'"),
        ("a\x1b[31m", r"'a\x1b[31m'"),
        ((), "an empty list"),
        ((1,), "a list"),
        ({}, "keys with values"),
        ("x" * 100, f"'{'x' * 56}..."),
    ],
)
def test_what_was_found_is_repeated_briefly_and_harmlessly(found: object, text: str) -> None:
    assert shown(found) == text


def test_the_nearest_word_is_offered_before_all_known_ones() -> None:
    assert nearest("metum", ["small", "medium"]) == (
        "; did you mean 'medium'? Known here: medium, small"
    )


def test_where_no_word_is_near_the_known_ones_must_do() -> None:
    assert nearest("xyz", ["medium", "small"]) == ". Known here: medium, small"
    assert nearest("xyz", []) == ". Known here: nothing"


def test_a_long_list_of_words_is_cut() -> None:
    words = [f"word-{number:03}" for number in range(100)]
    assert nearest("xyz", words).endswith("word-038, word-039 and 60 more")
