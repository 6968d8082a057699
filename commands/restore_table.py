"""`tandem restore-table`: one table as it was, beside the living one."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import AsJson, Name
from commands.restore_drill import Store, chosen_place, chosen_second

Table = Annotated[
    str,
    typer.Argument(metavar="TABLE", help="Its whole name: database.schema.table."),
]
At = Annotated[
    str,
    typer.Option("--to", metavar="TIME", help="The second, such as 2026-01-31T12:00:00Z."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it: without this it is only said.")]


def restore_table(
    name: Name,
    table: Table,
    *,
    to: At,
    store: Store = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Get one table back as it was at a second, as a new table beside the living one.

    Nothing that lives is overwritten: the new one is called TABLE_of_TIME, and rows are copied back
    from it in SQL. The whole cluster is restored in isolation on the repository's host for it,
    which takes as long as any restore; nothing but the table leaves it.
    """
    from commands import output
    from commands.options import environment
    from restore.drill import DrillError
    from restore.reach import ReachError, over_ssh
    from restore.table import fetch, parsed

    place, at = chosen_place(environment(name, None, None, None), store), chosen_second(to)
    try:
        wanted = parsed(table)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    assert at is not None  # noqa: S101 - typer asks for it
    if not yes:
        beside = wanted.beside(at.strftime("%Y%m%d%H%M%S"))
        output.show(f"{table} of {at} would stand beside it as {beside}; --yes does it")
        return
    try:
        found = fetch(place, wanted, at, over_ssh)
    except (DrillError, ReachError) as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    if as_json:
        output.print_json(found)
    else:
        output.show(f"{found.table}: {found.there} of {found.rows} rows, as of {found.to}")
    raise typer.Exit(0 if found.is_whole else 1)
