"""Which backups have had their time: pure functions over what the repository says it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

DAY = 86400.0


@dataclass(frozen=True)
class Backup:
    """One backup of a repository."""

    label: str
    kind: str
    ended: float
    builds_on: str | None
    """The backup without which this one is nothing."""


def backups(found: Mapping[str, Any]) -> list[Backup]:
    """Return the backups that `pgbackrest info` tells of, the oldest first."""
    listed = found.get("backup", [])
    return [
        Backup(each["label"], each["type"], float(each["timestamp"]["stop"]), each["prior"])
        for each in listed
    ]


def condemned(there: Sequence[Backup], keep: Mapping[str, float], now: float) -> list[str]:
    """Return the labels to let go, the newest first, so that none loses what it builds on.

    Full backups are kept as long as weekly ones, and the first of each month as long as monthly
    ones; what lies between, as long as daily ones. The newest full backup and all that builds on
    it always stay.
    """
    fulls = [each for each in there if each.kind == "full"]
    newest = fulls[-1].label if fulls else ""
    gone = {each.label for each in _old_fulls(fulls[:-1], keep, now)}
    gone.update(
        each.label
        for each in there
        if each.kind != "full"
        and now - each.ended > keep["daily"]
        and not each.label.startswith(newest or "-")
    )
    needed = _needed(there, gone)
    return [each.label for each in reversed(there) if each.label in gone - needed]


def _old_fulls(fulls: Iterable[Backup], keep: Mapping[str, float], now: float) -> Iterable[Backup]:
    months: set[str] = set()
    for each in fulls:
        month = datetime.fromtimestamp(each.ended, UTC).strftime("%Y-%m")
        longest = keep["weekly"] if month in months else max(keep["weekly"], keep["monthly"])
        months.add(month)
        if now - each.ended > longest:
            yield each


def _needed(there: Sequence[Backup], gone: set[str]) -> set[str]:
    """Return what is to go and yet stays, because something that stays builds on it."""
    needed: set[str] = set()
    for each in reversed(there):
        if each.builds_on in gone and (each.label not in gone or each.label in needed):
            needed.add(str(each.builds_on))
    return needed
