"""What a drill leaves behind: JSON, one page, and a few lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from reports.page import place, render
from restore.drill import Drill

MB = 1_000_000


def write(drill: Drill, folder: Path | None) -> tuple[Path, Path]:
    """Write a drill's JSON and page, and return where they are."""
    path = place(drill.environment, "restore-drill", folder).absolute()
    found, page = path.with_suffix(".json"), path.with_suffix(".html")
    found.write_text(json.dumps({**asdict(drill), "good": drill.is_good}, indent=2) + "\n")
    page.write_text(render("restore", run=drill, megabytes=drill.bytes / MB))
    return found, page


def lines(drill: Drill) -> Iterator[str]:
    """Yield what a person wants to know."""
    if drill.failed:
        what = f"{drill.environment}: {drill.store} could not be restored to {drill.to}"
        yield f"{what}: {drill.failed}"
        return
    verdict = "proven" if drill.is_good else "NOT proven"
    yield f"{drill.environment}: restore of {drill.store} to {drill.to} is {verdict}"
    signs = {"good": "+", "bad": "!", "unknown": "?"}
    for each in drill.findings:
        yield f"  {signs[each.verdict]} {each.what}: {each.why}"
    yield "  " + ", ".join(f"{step} {took:.1f} s" for step, took in drill.seconds.items())
