"""What was restored, held against what lives: pure functions over what both sides say they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["good", "bad", "unknown"]

Contents = Mapping[str, Any]
"""Tables with rows and checksum, and how far each client's numbered records go."""


@dataclass(frozen=True)
class Finding:
    """One statement about what was restored."""

    what: str
    verdict: Verdict
    why: str


@dataclass(frozen=True)
class TableFinding:
    """One table: how many rows it has, and whether they are those that they should be."""

    name: str
    rows: int | None
    verdict: Verdict
    why: str


def tables(before: Contents | None, after: Contents, restored: Contents) -> list[TableFinding]:
    """Hold every table against its living one.

    A table that lives on cannot be compared as a whole. One that was the same before and after the
    chosen second was so at that second; any other is told by its rows alone.
    """
    names = sorted({*after["tables"], *restored["tables"]})
    return [_table(name, before, after, restored) for name in names]


def _table(name: str, before: Contents | None, after: Contents, restored: Contents) -> TableFinding:
    there = restored["tables"].get(name)
    lives = after["tables"].get(name)
    was = before["tables"].get(name) if before else None
    if there is None:
        gone = was is not None or before is None
        why = "it lives, and was not restored" if gone else "it was made afterwards"
        return TableFinding(name, None, "bad" if was is not None else "unknown", why)
    if lives is None:
        return TableFinding(name, there["rows"], "unknown", "it was dropped afterwards")
    if there == lives and was in (None, lives):
        return TableFinding(name, there["rows"], "good", "every row is as it lives")
    if was is not None and was == lives:
        why = f"{lives['rows']} rows stood still and are not what was restored"
        return TableFinding(name, there["rows"], "bad", why)
    return TableFinding(name, there["rows"], "unknown", "it was written to since; see its records")


def records(after: Contents, restored: Contents) -> list[Finding]:
    """Hold numbered records against the living ones: all up to the second, and none after."""
    lives, there = after["records"], restored["records"]
    settled = sum(each["settled"] for each in lives.values())
    lost = sum(
        max(0, each["settled"] - there.get(client, {}).get("settled", 0))
        for client, each in lives.items()
    )
    late = sum(each["after"] for each in there.values())
    holes = [client for client, each in there.items() if each["all"] != each["last"]]
    if not lives:
        return [Finding("numbered records", "unknown", "nobody has written any")]
    return [
        _finding("records up to the second", not lost, f"{settled} of them, {lost} missing"),
        _finding("records after the second", not late, f"{late} of them"),
        _finding(
            "numbers without a hole", not holes, f"{len(holes)} of {len(there)} clients have one"
        ),
    ]


def findings(
    before: Contents | None, after: Contents, told: Mapping[str, Any], allowed: float
) -> list[Finding]:
    """Return every statement about a rehearsal, the most telling first."""
    restored = told["contents"]
    compared = tables(before, after, restored)
    bad = [each.name for each in compared if each.verdict == "bad"]
    same = sum(each.verdict == "good" for each in compared)
    took = sum(told["seconds"].values())
    counted = f"{same} of {len(compared)} stood still and are the same, row by row"
    return [
        *records(after, restored),
        # Nothing is proven by a cluster in which nothing could be compared.
        _finding(
            "tables",
            not bad and (same or after["records"]),
            counted + (f"; not: {', '.join(bad)}" if bad else ""),
        ),
        _finding("pages", not told["damaged"], told["damaged"] or "every checksum fits"),
        _finding("time", took <= allowed, f"{took:.1f} s of {allowed:.0f} s allowed"),
    ]


def _finding(what: str, holds: object, why: str) -> Finding:
    return Finding(what, "good" if holds else "bad", why)
