"""Prints what is known of backups of files as Prometheus reads it: from what rounds left.

A thing for which another keeper speaks is not told of here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

KNOWN = Path(os.environ.get("TANDEM_RESTIC", "/etc/tandem/restic/tandem.json"))

FIGURES = {
    "tandem_backup_last_success_timestamp_seconds": (
        "succeeded_at",
        "When the last good one ended.",
    ),
    "tandem_backup_last_run_failed": ("failed", "Whether the last round failed."),
    "tandem_backup_last_verified_timestamp_seconds": (
        "verified_at",
        "When it was last found sound.",
    ),
    "tandem_backup_last_size_bytes": ("size_bytes", "How much the last backup stands for."),
    "tandem_backup_last_run_seconds": ("seconds", "How long the last round took."),
}
"""By figure: what it is called in the state that rounds leave, and what it says."""


def due(calendars: Iterable[str | None]) -> float:
    """Return the longest time that passes between two rounds of some calendars."""
    found = [list(_moments(each)) for each in calendars if each]
    end = min(max(each) for each in found)
    moments = sorted({moment for each in found for moment in each if moment <= end})
    return max(((then - first).total_seconds() for first, then in pairwise(moments)), default=0.0)


def _moments(calendar: str) -> Iterator[datetime]:
    words = ["systemd-analyze", "calendar", "--iterations=30", calendar]
    said = subprocess.run(words, check=True, capture_output=True, text=True, env={"TZ": "UTC"})
    for line in said.stdout.splitlines():
        name, _, moment = line.partition(": ")
        if name.strip() == "Next elapse" or "Iter" in name:
            written = moment.split(" ", 1)[1].strip()
            yield datetime.strptime(written, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)


def told(facts: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield figure, policy and value."""
    for name, source in facts["sources"].items():
        path = Path(facts["state"]) / f"{name}.json"
        if not path.exists():
            continue
        state = json.loads(path.read_text())
        for figure, (word, _) in FIGURES.items():
            yield figure, name, f"{float(state.get(word, 0)):.0f}"
        policy = source["policy"]
        rhythms = (policy["full"], policy["differential"], policy["incremental"])
        yield "tandem_backup_interval_seconds", name, f"{due(rhythms):.0f}"


def main() -> int:
    """Print the figures of every policy, each figure's together."""
    lines: dict[str, list[str]] = {}
    for figure, policy, value in told(json.loads(KNOWN.read_text())):
        lines.setdefault(figure, []).append(f'{figure}{{policy="{policy}"}} {value}')
    for figure, found in lines.items():
        what = FIGURES.get(figure, ("", "How often it is due, at the longest."))[1]
        sys.stdout.write(
            "\n".join([f"# HELP {figure} {what}", f"# TYPE {figure} gauge", *found]) + "\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
