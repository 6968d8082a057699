"""Files of words and values keep everything else that is in them."""

from __future__ import annotations

from tests.roles.loading import program

set_words = program("hardening/filter_plugins/hardening.py").hardening_set_words

TEXT = "# UMASK is said below\nUMASK\t\t022\nMAIL_DIR /var/mail\nUMASK 077\n"


def test_a_word_is_said_once_and_comments_stay() -> None:
    found = set_words(TEXT, {"UMASK": "027", "HOME_MODE": "0700"})
    assert found == "# UMASK is said below\nUMASK 027\nMAIL_DIR /var/mail\nHOME_MODE 0700\n"


def test_what_is_right_stays_as_it_is() -> None:
    once = set_words(TEXT, {"UMASK": "027"})
    assert set_words(once, {"UMASK": "027"}) == once
