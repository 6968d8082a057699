"""One thing that preflight found, and how all of them are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Told = Mapping[str, Any]
"""What a host was told, or what was found on it."""
Weight = Literal["wrong", "note"]
SITE = "site"
"""Where a finding is about several hosts at once."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong, which must be mended first, or a note, which somebody should know."""

    host: str
    subject: str
    weight: Weight
    what: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        """Return the same for JSON."""
        return asdict(self)


def is_ready(findings: Iterable[Finding]) -> bool:
    """Tell whether a converge may start."""
    return not any(each.weight == "wrong" for each in findings)


def table(findings: Sequence[Finding], asked: int) -> str:
    """Return all of them as lines for people: what is wrong first, one line each."""
    ordered = sorted(findings, key=lambda each: (each.weight != "wrong", each))
    rows = [(e.weight, e.host, e.subject, f"{e.what}; {e.remedy}") for e in ordered]
    widths = [max([len(row[at]) for row in rows], default=0) for at in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    wrong = sum(each.weight == "wrong" for each in findings)
    verdict = "ready" if not wrong else f"NOT ready: {wrong} to mend"
    return "\n".join([*lines, f"{asked} hosts asked: {verdict}, {len(rows) - wrong} notes"])
