"""What is wrong with an input: where, what was expected, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Location = tuple[str | int, ...]
"""The way to a value inside a file: ``("tiers", "db", "count")``."""


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
    """Write a location as people do: ``flows[3].to``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(word: object, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` and the known words, to end a message with.

    >>> nearest("memroy", ["cores", "memory"])
    "; did you mean 'memory'? Known here: cores, memory"
    """
    words = sorted(known)
    guess = difflib.get_close_matches(str(word), words, n=1, cutoff=0.55)
    hint = f"; did you mean '{guess[0]}'?" if guess else "."
    return f"{hint} Known here: {', '.join(words) or 'nothing'}"
