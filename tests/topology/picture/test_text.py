"""Text is never wider than it is taken to be, and nothing of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from topology.picture.text import TIE, shorten, width, wrap

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x17F), min_size=1, max_size=60)
TEXTS = st.lists(WORDS, max_size=20).map(" ".join)
ROOMS = st.integers(20, 400)


@given(TEXTS, ROOMS)
def test_every_line_fits(text: str, room: int) -> None:
    assert all(width(line, 8) <= room for line in wrap(text, 8, room))


@given(TEXTS, ROOMS)
def test_no_character_is_lost(text: str, room: int) -> None:
    seen = "".join(each for each in text if each.isprintable() and each != " ")
    assert "".join(wrap(text, 8, room)).replace(" ", "") == seen


@given(TEXTS, ROOMS)
def test_what_is_shortened_fits_on_one_line(text: str, room: int) -> None:
    assert width(shorten(text, 8, room), 8) <= room


def test_no_line_is_broken_at_a_tie() -> None:
    assert wrap(f"patroni{TIE}8008, redis{TIE}6379", 8, 80) == ("patroni 8008,", "redis 6379")


def test_what_is_shortened_says_so() -> None:
    assert shorten("AWS Stockholm, or any third place", 8, 60) == "AWS…"


def test_what_fits_is_not_shortened() -> None:
    assert shorten("Ankara", 8, 80) == "Ankara"


def test_control_characters_are_spaces() -> None:
    assert wrap("one\ntwo\x00three", 8, 400) == ("one two three",)


def test_bold_text_is_wider() -> None:
    assert width("db", 10, bold=True) > width("db", 10)
