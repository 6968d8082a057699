"""`tandem restore-drill`: prove that what was backed up can be had back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name

if TYPE_CHECKING:
    from restore.drill import Place
    from topology.environment import Environment

To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="TIME",
        help="The second to restore to, such as 2026-01-31T12:00:00Z; UTC where no zone is "
        "written. Now, where none is given.",
    ),
]
Store = Annotated[
    str | None, typer.Option("--store", help="Which store; the only one, where there is one.")
]
Folder = Annotated[
    Path | None, typer.Option("--report-to", help="Where JSON and page go; .reports else.")
]


def restore_drill(
    name: Name,
    *,
    to: To = None,
    store: Store = None,
    report_to: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Restore a database to a chosen second, in isolation, check its content, and destroy it.

    The restored server stands on the repository's host, without a network. Its tables and numbered
    records are held against the living cluster, which is only read (one empty transaction and the
    end of a segment of changes are written, so that the second is over). Good: 0; not proven: 1.
    """
    from commands import output
    from commands.options import environment
    from restore import report
    from restore.drill import DrillError, drill
    from restore.reach import ReachError, over_ssh

    place = chosen_place(environment(name, None, None, None), store)
    second = chosen_second(to)
    screen = output.console(error=True)
    try:
        found = drill(place, second, over_ssh, lambda line: screen.print(line, markup=False))
    except (DrillError, ReachError) as error:
        screen.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    pages = report.write(found, report_to)
    if as_json:
        output.print_json(found)
    else:
        output.show(*report.lines(found), *pages)
    raise typer.Exit(0 if found.is_good else 1)


def chosen_second(to: str | None) -> datetime | None:
    """Return the chosen second; without a zone it is UTC."""
    if not to:
        return None
    try:
        found = datetime.fromisoformat(to)
    except ValueError:
        message = f"--to: '{to}' is no time; write one such as 2026-01-31T12:00:00Z"
        raise typer.BadParameter(message) from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if found > datetime.now(UTC):
        raise typer.BadParameter(f"--to: {to} is still to come; write a second that is over")
    return found


def chosen_place(environment: Environment, store: str | None) -> Place:
    """Return the store that was chosen, or the only one."""
    from restore.drill import places

    known = places(environment)
    if not known:
        message = f"{environment.name} has no database that pgBackRest backs up on hosts of ours"
        raise typer.BadParameter(message)
    chosen = store or (next(iter(known)) if len(known) == 1 else None)
    if chosen not in known:
        raise typer.BadParameter(f"--store: expected one of {', '.join(known)}")
    return known[chosen]
