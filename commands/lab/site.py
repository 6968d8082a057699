"""`tandem lab preflight`, `converge`, `verify`, `drift`: a site on the lab, built and asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.drift import Accept, Only, To, Yes
from commands.options import AsJson, Name
from commands.preflight import Fio, Limit
from commands.restore_drill import Folder, Store
from commands.restore_drill import To as Until

if TYPE_CHECKING:
    from lab.state import Lab

Playbook = Annotated[str, typer.Option("--playbook", help="One of playbooks/, without its ending.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[-- WORD]...", help="For ansible-playbook, such as --check."),
]


def converge(name: Name, words: Words = None, *, playbook: Playbook = "site") -> None:
    """Run a playbook against hosts of the lab: the whole site, where none is named."""
    from commands.lab.telling import told
    from commands.options import environment, repository
    from lab.converging import converge as run
    from lab.state import this_lab

    environment(name, None, None, None)
    with told():
        code = run(this_lab(), name, playbook, words or (), repository().root)
    raise typer.Exit(min(code, 1))


def preflight(
    name: Name, *, limit: Limit = None, fio: Fio = False, as_json: AsJson = False
) -> None:
    """Ask the lab's hosts what would keep them from a converge."""
    from commands.preflight import preflight as ask

    _enter()
    ask(name, limit=limit, fio=fio, as_json=as_json)


def verify(
    name: Name,
    *,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A host or a group; repeatable.")
    ] = None,
) -> None:
    """Ask the lab's hosts whether what the model says of them is true."""
    import os

    from commands.options import environment
    from commands.verify import verify as ask
    from lab import distance
    from lab.converging import running

    site, mine = environment(name, None, None, None), _enter()
    there = running(mine, site)
    os.environ["TANDEM_UP"] = " ".join(there)  # of others nobody asks how they are
    if not distance.wanted(mine):
        os.environ["TANDEM_NO_LINK"] = "1"
    ask(name, only=only or there or None)


def drift(
    name: Name,
    *,
    only: Only = None,
    to: To = None,
    as_json: AsJson = False,
    accept: Accept = False,
    yes: Yes = False,
) -> None:
    """Find what differs on the lab's hosts from what the repository says; nothing is changed."""
    from commands.drift import run
    from commands.options import environment
    from lab.converging import given, running

    site, mine = environment(name, None, None, None), _enter()
    asked = only or running(mine, site)
    run(name, asked, to, given(mine, site), as_json=as_json, accept=accept, yes=yes)


def restore_drill(
    name: Name,
    *,
    to: Until = None,
    store: Store = None,
    report_to: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Prove that a database of the lab can be had back, as `tandem restore-drill` does."""
    from commands.restore_drill import restore_drill as drill

    _enter()
    drill(name, to=to, store=store, report_to=report_to, as_json=as_json)


def _enter() -> Lab:
    """Let what is asked from here on reach the lab's hosts, and return the lab."""
    import os

    from lab.state import this_lab
    from lab.variables import variables

    mine = this_lab()
    os.environ.update(variables(mine))
    return mine
