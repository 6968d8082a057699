"""A kind of tampering: how it is done, what must be found, and how it is undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.drift.finding import Finding

KEEP = "/run/tandem-tampering"
"""What was there before; gone at the next boot."""


@dataclass(frozen=True)
class Place:
    """A host that is tampered with: what it was told, and what was there before."""

    host: str
    facts: Mapping[str, Any]
    now: Mapping[str, Mapping[str, str]]


Targets = Callable[[Place], Sequence[tuple[str, str]]]
"""What may be tampered with on a host, each with the role that it is of."""


@dataclass(frozen=True)
class Kind:
    """Shell for root, in which `@T` is the target and `@N` a number of the tampering's own.

    `seen` is a pattern that one finding's item has to hold, with the same two words.
    """

    name: str
    targets: Targets
    do: str
    undo: str
    seen: str


@dataclass(frozen=True)
class Tampering:
    """One thing that was changed behind the back of the repository."""

    kind: str
    role: str
    host: str
    target: str
    do: str
    undo: str
    seen: str

    def is_told_by(self, finding: Finding) -> bool:
        """Tell whether a finding is about this."""
        return finding.host == self.host and re.search(self.seen, finding.item) is not None


def made_of(kind: Kind, place: Place, role: str, target: str, number: int) -> Tampering:
    """Return a tampering of a kind."""

    def filled(words: str) -> str:
        return words.replace("@T", target).replace("@N", str(number))

    seen = kind.seen.replace("@T", re.escape(target)).replace("@N", str(number))
    return Tampering(kind.name, role, place.host, target, filled(kind.do), filled(kind.undo), seen)


def fixed(role: str, *words: str) -> Targets:
    """Return targets that every host has."""
    return lambda _: [(role, word) for word in words]


def saved(path: str = "@T") -> str:
    """Return the shell that keeps a file as it is."""
    return f"mkdir -p {KEEP}; cp -a {path} {KEEP}/@N; "


def restored(path: str = "@T") -> str:
    """Return the shell that brings a kept file back, with its owner and mode."""
    return f"cp -a --remove-destination {KEEP}/@N {path}"
