"""`tandem verify`: ask the hosts whether what the model says of them is true."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.options import AsJson, Name

Only = Annotated[
    list[str] | None, typer.Option("--only", help="A host or a group, such as etcd; repeatable.")
]
To = Annotated[
    Path | None, typer.Option("--to", help="Where the JUnit file and the page go; .reports else.")
]


def verify(name: Name, *, only: Only = None, to: To = None, as_json: AsJson = False) -> None:
    """Ask every host of an environment, and write JUnit and one HTML page.

    Reads only. Hosts are reached over SSH, by the configuration that TANDEM_SSH_CONFIG names or
    one's own.
    """
    from commands import output
    from commands.options import environment, repository
    from reports.asking import AskingError, ask

    asked = environment(name, None, None, None)
    file = repository().root.absolute() / "inventories" / f"{name}.yml"
    try:
        found, pages = ask(file, asked, tuple(only or ()), to, quiet=as_json)
    except AskingError as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    if as_json:
        output.print_json(
            {"environment": name, "findings": found.findings, "seconds": found.seconds}
        )
    else:
        for host, said in found.lost.items():
            for why, count in said.items():
                output.show(f"{host}: {count} questions lost. {why}")
        held = f"{found.count('passed')} hold, {len(found.untrue)} do not"
        unasked = found.count("skipped") + len(found.failed) - len(found.untrue)
        output.show(f"{name}: {held}, {unasked} could not be asked", *pages)
    if found.failed or not found.findings:
        raise typer.Exit(1)
