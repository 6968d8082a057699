"""Holding two databases against each other while both are in use: pure but for its two readers.

A range is read where the database leads, and then where it follows, once that has replayed as much.
Where they differ, each page is read twice at both, in turn: leader, copy, leader, copy. Every
version of a row is there from one moment to another, and never again. So a page that is twice the
same at the leader, twice the same at the copy, and not the same at both, cannot be explained by
anything that was written meanwhile: at the moment of the copy's first look the leader had what it
had before and after. All else is not known yet, and is no difference.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from content.ranges import How, Range

GONE: Mapping[How, str] = {"whole": "", "pages": "{}"}
"""What a table holds that is not there any more."""

FAILED = "failed: "
"""How begins what is said of a range that PostgreSQL itself cannot read."""

HEADS = (24, 40)
"""Bytes before the first record of a page of the log, and of a file's first page."""
PAGE = 8192

MOST = 8
"""Pages that are named one by one."""


class LateError(Exception):
    """The copy did not catch up within its time: nothing can be said."""


class Leading(Protocol):
    """The database that leads."""

    def read(self, asked: Sequence[Range], how: How) -> list[str | None]:
        """Return what ranges hold, in their order; nothing for one that could not be read."""

    def written(self) -> str:
        """Return up to where its log is written."""


class Following(Protocol):
    """The copy."""

    def read(self, asked: Sequence[Range], how: How) -> list[str | None]:
        """Return what ranges hold, in their order; nothing for one that could not be read."""

    def wait(self, position: str) -> None:
        """Wait until it has replayed up to there, or raise `LateError`."""


@dataclass(frozen=True)
class Different:
    """A range whose copy is wrong, and in which pages."""

    range: Range
    pages: tuple[int, ...]

    def __str__(self) -> str:
        """Say it to people."""
        if len(self.pages) > MOST:
            numbers = f"{len(self.pages)} pages from {self.pages[0]} to {self.pages[-1]}"
        else:
            numbers = ("page " if len(self.pages) == 1 else "pages ") + ", ".join(
                map(str, self.pages)
            )
        return f"{self.range.database}: {self.range.table}, {numbers}"


@dataclass(frozen=True)
class Looked:
    """What came of a look at some ranges."""

    different: tuple[Different, ...]
    unread: tuple[Range, ...]
    """Could not be read at one of both: locked, or too slow."""


def look(leading: Leading, following: Following, asked: Sequence[Range]) -> Looked:
    """Hold ranges against their copies."""
    unlike, unread = [], []
    for each, here, there in zip(asked, *_both(leading, following, asked, "whole"), strict=True):
        if here is None or there is None or {here[: len(FAILED)], there[: len(FAILED)]} == {FAILED}:
            unread.append(each)
        elif here != there:
            unlike.append(each)
    if not unlike:
        return Looked((), tuple(unread))
    looks = [
        *_both(leading, following, unlike, "pages"),
        *_both(leading, following, unlike, "pages"),
    ]
    different = []
    for each, *said in zip(unlike, *looks, strict=True):
        if any(text is None for text in said):
            unread.append(each)
        elif pages := wrong([json.loads(text or "{}") for text in said]):
            different.append(Different(each, pages))
    return Looked(tuple(different), tuple(unread))


def wrong(looks: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
    """Return the pages that no write explains, of four looks in turn: leader, copy, leader, copy.

    >>> wrong([{"7": "1 a"}, {"7": "1 b"}, {"7": "1 a"}, {"7": "1 b"}])
    (7,)
    >>> wrong([{"7": "1 a"}, {"7": "1 b"}, {"7": "1 b"}, {"7": "1 b"}])
    ()
    """
    before, copied, after, again = looks
    return tuple(
        sorted(
            int(page)
            for page in {*before, *copied}
            if before.get(page) == after.get(page)
            and copied.get(page) == again.get(page)
            and before.get(page) != copied.get(page)
        )
    )


def ended(position: str) -> str:
    """Return where the last record ends, of a place at which the next one begins.

    After a file of the log was ended early that is the head of a page, which no copy replays.

    >>> ended("0/3000028")
    '0/3000000'
    """
    high, low = (int(each, 16) for each in position.split("/"))
    head = low % PAGE
    return f"{high:X}/{low - head if head in HEADS else low:X}"


def _both(
    leading: Leading, following: Following, asked: Sequence[Range], how: How
) -> tuple[list[str | None], list[str | None]]:
    """Read the leader, and then a copy that has replayed all that was seen there."""
    here = leading.read(asked, how)
    following.wait(leading.written())
    return here, following.read(asked, how)
