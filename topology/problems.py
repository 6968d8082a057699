"""What is wrong with an input: where, what was expected, and what to do about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

Location = tuple[str | int, ...]
"""The way to a value inside a file: ``("tiers", "db", "count")``."""

_LONGEST = 60  # characters of what was found that a message repeats
_MOST = 40  # known words that a message lists
_PLAIN = re.compile(r"\w[\w -]*")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend in one file.

    ``line`` and ``column`` count from 1; 0 means the file as a whole.
    """

    file: Path
    line: int
    column: int
    where: str
    message: str

    def __str__(self) -> str:
        """Render as compilers do, so that editors can jump to it."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else str(self.file)
        return (
            f"{place}: {self.where}: {self.message}" if self.where else f"{place}: {self.message}"
        )

    def moved(self, here: Path, there: Path) -> Problem:
        """Return the same problem of the same file in another checkout."""
        return replace(self, file=there / self.file.relative_to(here))

    def as_dict(self) -> dict[str, str | int]:
        """Return the same for ``--json``."""
        return {
            "file": str(self.file),
            "line": self.line,
            "column": self.column,
            "where": self.where,
            "message": self.message,
        }


class InvalidInputError(Exception):
    """Files that cannot be used, with every problem found in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def spell(location: Location) -> str:
    """Write a location as people do: ``flows[3].to``; a key that is no plain word is quoted."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN.fullmatch(part) and len(part) <= _LONGEST:
            text += f".{part}" if text else part
        else:
            text += f"[{shown(part)}]"
    return text


def shown(found: object) -> str:
    """Repeat what was found: on one line, in plain characters, and not at any length."""
    if isinstance(found, Mapping):
        return "keys with values"
    if isinstance(found, tuple):
        return "a list" if found else "an empty list"
    if found is None:
        return "nothing"
    text = str(found).lower() if isinstance(found, bool) else repr(found)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def nearest(word: object, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` and the known words, to end a message with.

    >>> nearest("memroy", ["cores", "memory"])
    "; did you mean 'memory'? Known here: cores, memory"
    """
    words = sorted(known)
    guess = difflib.get_close_matches(str(word)[:_LONGEST], words, n=1, cutoff=0.55)
    hint = f"; did you mean '{guess[0]}'?" if guess else "."
    rest = f" and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return f"{hint} Known here: {', '.join(words[:_MOST]) or 'nothing'}{rest}"
