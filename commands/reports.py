"""`tandem reports`: what runs and drills came to, and whether they get slower."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.options import AsJson, OptionalName

Folder = Annotated[
    Path | None, typer.Option("--in", metavar="DIRECTORY", help="Where reports lie; .reports else.")
]

Review = Annotated[
    str | None,
    typer.Option(metavar="RUN", help="Print a post-incident review of one run, to be completed."),
]


def reports(
    name: OptionalName = None,
    *,
    folder: Folder = None,
    review: Review = None,
    as_json: AsJson = False,
) -> None:
    """List the reports of runs and restore drills on this machine, and show their trend.

    ENV is the site that a run moved to. Seconds are the longest pause in writes that users saw, or
    how long a restore took; the trend holds the newest against the median of those before it.
    Nothing is asked of any host. Exit code 1 where the newest of a kind missed what was promised.
    """
    from commands import output
    from reports.page import FOLDER
    from reports.shelf import kept, rows, sparkline, trends

    if review:
        _review(folder or FOLDER, review)
        return
    found = [each for each in kept(folder or FOLDER) if name in (None, each.environment)]
    lines = trends(found)
    if as_json:
        output.print_json({"reports": found, "trends": lines})
    elif not found:
        output.show("there are no reports yet: a runbook or `tandem restore-drill` leaves one")
    else:
        headings = ("when (UTC)", "run", "what", "outcome", "took", "predicted", "lost", "promise")
        output.show(output.table(headings, list(rows(found))))
        told = [
            (
                f"{each.kind} to {each.environment}" if each.kind != "restore-drill" else each.kind,
                f"{each.good} of {each.runs}",
                "" if each.newest is None else f"{each.newest:.1f} s",
                "" if each.usual is None else f"{each.usual:.1f} s",
                "" if each.change is None else f"{each.change:+.0%}",
                sparkline(each.seconds),
            )
            for each in lines
        ]
        output.show(output.table(("trend", "good", "newest", "usual", "change", ""), told))
    newest = {(each.kind, each.environment): each for each in found}
    raise typer.Exit(0 if all(each.is_good for each in newest.values()) else 1)


def _review(folder: Path, run: str) -> None:
    """Print the review of a run."""
    import json
    import sys

    from reports.review import review

    found = sorted(folder.glob(f"*/{run}.json"))
    if not found:
        raise typer.BadParameter(f"--review: there is no report {run}; `tandem reports` lists them")
    sys.stdout.write(review(json.loads(found[0].read_text())))
