"""What the provider has made: which resource, whether moto holds it, and what moto lost of it."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lab.state import SECRET

GONE = "gone"
"""The only word of a line that strikes a resource out."""


@dataclass
class Line:
    """One resource."""

    token: str
    id: str
    urn: str
    recorded: bool
    lost: list[str] = field(default_factory=list)
    """The inputs that moto did not give back as they were given."""
    inputs: dict[str, Any] = field(default_factory=dict)
    """Of a resource that is recorded only: all there is of it."""


class Ledger:
    """The file of all of them; also what is only recorded lives here.

    A journal: each change is a line at its end. To write all of it again at each change would take
    most of the time that a large stack takes to be made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._lines = {(each.token, each.id): each for each in read(path)}
        self._urns = Counter(each.urn for each in self._lines.values())

    def get(self, token: str, identifier: str) -> Line | None:
        """Return a resource."""
        with self._lock:
            return self._lines.get((token, identifier))

    def knows(self, urn: str) -> bool:
        """Tell whether something was made for a name of the engine's, and is there still."""
        with self._lock:
            return urn in self._urns

    def put(self, line: Line) -> None:
        """Write a resource down."""
        with self._lock:
            if (line.token, line.id) not in self._lines:
                self._urns[line.urn] += 1
            self._lines[line.token, line.id] = line
            self._add(asdict(line))

    def remove(self, token: str, identifier: str) -> None:
        """Strike a resource out."""
        with self._lock:
            line = self._lines.pop((token, identifier), None)
            if line:
                self._urns -= Counter([line.urn])
                self._add({GONE: [token, identifier]})

    def _add(self, change: object) -> None:
        with open(self._path, "a", opener=_mine) as file:
            file.write(json.dumps(change) + "\n")


def _mine(path: str, flags: int) -> int:
    return os.open(path, flags, SECRET)


def read(path: Path) -> list[Line]:
    """Return what is written down; a last line that a killed process left half is none."""
    found: dict[tuple[str, str], Line] = {}
    text = path.read_text() if path.exists() else ""
    for each in text.splitlines(keepends=True):
        if not each.endswith("\n"):
            break
        change = json.loads(each)
        if GONE in change:
            found.pop(tuple(change[GONE]), None)
        else:
            line = Line(**change)
            found[line.token, line.id] = line
    return list(found.values())


@dataclass(frozen=True)
class Share:
    """How much of what was made moto really holds."""

    held: int
    recorded: int
    recorded_types: dict[str, int]
    lost: dict[str, list[str]]
    """By type, the inputs that moto takes and does not keep."""

    @property
    def part(self) -> float:
        """The part that is held."""
        return self.held / max(1, self.held + self.recorded)


def share(lines: Iterable[Line]) -> Share:
    """Count what moto holds."""
    known = list(lines)
    recorded = Counter(each.token for each in known if each.recorded)
    lost: dict[str, set[str]] = {}
    for each in known:
        if each.lost:
            lost.setdefault(each.token, set()).update(each.lost)
    return Share(
        held=sum(not each.recorded for each in known),
        recorded=recorded.total(),
        recorded_types=dict(sorted(recorded.items())),
        lost={token: sorted(names) for token, names in sorted(lost.items())},
    )
