"""`tandem drift`: what differs on an environment's servers from what the repository says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name

if TYPE_CHECKING:
    from reports.drift.finding import Drift

Only = Annotated[
    list[str] | None, typer.Option("--only", help="A host or a group, such as etcd; repeatable.")
]
To = Annotated[Path | None, typer.Option("--to", help="Where the page goes; .reports else.")]
Accept = Annotated[
    bool,
    typer.Option("--accept", help="Let hosts know what is there now, after you have looked."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before accepting.")]


def drift(
    name: Name,
    *,
    only: Only = None,
    to: To = None,
    as_json: AsJson = False,
    accept: Accept = False,
    yes: Yes = False,
) -> None:
    """Find what differs on servers from what the repository says; nothing is changed.

    Two readers look: the site's playbooks in check mode, for what roles declare, and one program
    on each host, for what nobody declared: listeners, accounts, packages, rules, units, files and
    the live state of services. Exit code 0 where nothing differs, 3 where something does, 1 where
    a host could not be asked.
    """
    run(name, only or (), to, as_json=as_json, accept=accept, yes=yes)


def run(
    name: str,
    only: Sequence[str],
    to: Path | None,
    words: Sequence[str] = (),
    *,
    as_json: bool,
    accept: bool,
    yes: bool,
) -> None:
    """Look, or accept; the words go to ansible-playbook."""
    if accept:
        _accept(name, only, yes=yes, as_json=as_json)
    else:
        _look(name, only, to, words, as_json=as_json)


def _look(
    name: str, only: Sequence[str], to: Path | None, words: Sequence[str], *, as_json: bool
) -> None:
    from commands import output
    from commands.options import environment
    from reports.drift.declared import DeclaredError
    from reports.drift.looking import look
    from reports.page import place

    asked = environment(name, None, None, None)
    try:
        with _named(), _told(quiet=as_json) as told:
            found = look(asked, only, words, told)
    except DeclaredError as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    page = place(name, "drift", to).with_suffix(".html")
    page.write_text(found.page())
    if as_json:
        output.print_json(found)
    else:
        _show(found, page)
    raise typer.Exit(1 if found.unread else 3 if found.findings else 0)


def _show(found: Drift, page: Path) -> None:
    from commands import output

    if found.findings:
        rows = [(e.host, e.area, e.item, e.expected, e.found, e.by) for e in found.findings]
        headings = ("host", "what", "item", "expected", "found", "says")
        output.show(output.table(headings, rows))
    for host, why in found.unread.items():
        output.console(error=True).print(f"{host}: not asked: {why}", style="red", markup=False)
    read = len(found.hosts) - len(found.unread)
    told = f"{len(found.findings)} differ" if found.findings else "nothing differs"
    output.show(f"{found.environment}: {told}; {read} hosts in {found.seconds:.0f} s", page)


def _accept(name: str, only: Sequence[str], *, yes: bool, as_json: bool) -> None:
    from commands import output
    from commands.options import environment
    from reports.drift.looking import accept

    asked = environment(name, None, None, None)
    if not yes:
        typer.confirm(
            "Everything that nobody declared becomes known and is not found again", abort=True
        )
    with _named(), _told(quiet=as_json) as told:
        said, silent = accept(asked, only, told)
    if as_json:
        output.print_json({"accepted": said, "unread": silent})
    for host, why in silent.items():
        output.console(error=True).print(f"{host}: not asked: {why}", style="red", markup=False)
    if silent:
        raise typer.Exit(1)


@contextmanager
def _named() -> Iterator[None]:
    """Explain a name that no host has."""
    from commands import output
    from reports.drift.looking import NobodyError

    try:
        yield
    except NobodyError as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None


@contextmanager
def _told(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield what is told where the run is: one moving line for people, a line a step in a pipe."""
    from commands import output

    out, started = output.console(error=True), time.monotonic()
    if quiet:
        yield lambda _: None
    elif out.is_terminal:
        with out.status("asking hosts") as line:
            yield line.update
    else:
        yield lambda step: out.print(f"{time.monotonic() - started:6.1f} s  {step}", markup=False)
