"""`tandem preflight`: is every host ready for a converge?"""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import AsJson, Name

Limit = Annotated[
    str | None, typer.Option("--limit", help="Hosts or groups, in Ansible's words, such as db.")
]
Fio = Annotated[
    bool, typer.Option("--fio", help="Measure disks as well: ten seconds each, in a new folder.")
]


def preflight(
    name: Name, *, limit: Limit = None, fio: Fio = False, as_json: AsJson = False
) -> None:
    """Ask every host at once what would keep it from a converge; nothing is changed.

    Hosts are reached as Ansible reaches them. Without secrets it cannot ask: tandem secrets init.
    """
    import os

    from commands import output
    from commands.options import environment, repository
    from reports.preflight.running import PreflightError, ask

    environment(name, None, None, None)
    inventory = repository().root / "inventories" / f"{name}.yml"
    try:
        found = ask(inventory, limit, os.environ, fio=fio, quiet=as_json)
    except PreflightError as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    if as_json:
        output.print_json(found)
    raise typer.Exit(0 if found["ready"] else 3)
