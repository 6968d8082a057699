"""Prints what is known of backups as Prometheus reads it: from what rounds left, asking nobody."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from saying import known, read

FIGURES = {
    "tandem_backup_last_success_timestamp_seconds": (
        "succeeded_at",
        "When the last good backup ended.",
    ),
    "tandem_backup_last_run_failed": ("failed", "Whether the last round failed."),
    "tandem_backup_follows": (
        "follows",
        "Whether the site followed in the last round: what leads elsewhere is backed up there.",
    ),
    "tandem_backup_last_verified_timestamp_seconds": (
        "verified_at",
        "When all was last found sound.",
    ),
    "tandem_backup_last_size_bytes": ("size_bytes", "How much the last backup stands for."),
    "tandem_backup_repository_bytes": ("repository_bytes", "What all backups take."),
    "tandem_backup_last_run_seconds": ("seconds", "How long the last round took."),
    "tandem_restore_last_proven_timestamp_seconds": (
        "proven_at",
        "When a restore was last proven.",
    ),
    "tandem_restore_last_seconds": ("restore_seconds", "How long that restore took."),
}
"""By figure: what it is called in the state that programs leave, and what it says."""


def longest_pause(moments: Iterable[datetime]) -> float:
    """Return the longest time between two moments that follow each other."""
    ordered = sorted(moments)
    pauses = itertools.pairwise(ordered)
    return max(((then - first).total_seconds() for first, then in pauses), default=0.0)


def due(calendars: Iterable[str | None]) -> float:
    """Return the longest time that passes between two rounds of some calendars."""
    found = [list(_moments(each)) for each in calendars if each]
    if not any(found):
        return 0.0
    end = min(max(each) for each in found if each)
    return longest_pause({moment for each in found for moment in each if moment <= end})


def _moments(calendar: str) -> Iterator[datetime]:
    words = ["systemd-analyze", "calendar", "--iterations=60", calendar]
    said = subprocess.run(words, check=True, capture_output=True, text=True, env={"TZ": "UTC"})
    for line in said.stdout.splitlines():
        name, _, moment = line.partition(": ")
        if name.strip() in ("Next elapse", "(in UTC)") or "Iter" in name:
            yield datetime.strptime(
                moment.split(" ", 1)[1].strip(), "%Y-%m-%d %H:%M:%S UTC"
            ).replace(tzinfo=UTC)


def figures(
    name: str, policy: Mapping[str, Any], state: Mapping[str, Any]
) -> Iterator[tuple[str, float]]:
    """Yield the figures of one policy; what never was is told as never: 0."""
    for figure, (word, _) in FIGURES.items():
        yield f'{figure}{{policy="{name}"}}', float(state.get(word, 0))
    rhythms = (policy["full"], policy["differential"], policy["incremental"])
    yield f'tandem_backup_interval_seconds{{policy="{name}"}}', due(rhythms)
    yield f'tandem_restore_interval_seconds{{policy="{name}"}}', due([policy["restore_test"]])


def main() -> int:
    """Print the figures of every cluster."""
    facts = known()
    told: dict[str, list[str]] = {}
    for name, stanza in facts["stanzas"].items():
        folder = Path(facts["state"])
        state = {**read(folder / f"{name}.json"), **read(folder / f"{name}.proven")}
        for figure, value in figures(name, stanza["policy"], state):
            told.setdefault(figure.partition("{")[0], []).append(f"{figure} {value:.0f}")
    for figure, lines in told.items():
        what = FIGURES.get(figure, ("", "How often it is due, at the longest."))[1]
        header = [f"# HELP {figure} {what}", f"# TYPE {figure} gauge"]
        sys.stdout.write("\n".join([*header, *lines]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
