"""`tandem cloud`: an environment in AWS, or in the rehearsal of it on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, InForm, Name, OnTarget

if TYPE_CHECKING:
    from rich.console import Console

    from cloud.seen import Outcome
    from cloud.stack import Stack
    from topology.words import Form, Size, Target

cloud = typer.Typer(
    no_args_is_help=True,
    help="An environment in AWS: plan it, build it, compare it, take it away.",
)

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@cloud.command("preview")
def preview(
    name: Name, *, target: OnTarget = None, form: InForm = None, as_json: AsJson = False
) -> None:
    """Say what an `up` would do and which rules it would break, and do nothing; 1 if any."""
    from commands.cloud_report import policies

    with opened(name, target, form, quiet=as_json) as stack:
        outcome = stack.preview()
        _tell(outcome, as_json=as_json)
        sound = policies(stack, outcome.planned, as_json=as_json, quiet=True)
    if not sound:
        raise typer.Exit(1)


@cloud.command("audit")
def audit(
    name: Name, *, target: OnTarget = None, form: InForm = None, as_json: AsJson = False
) -> None:
    """Ask every rule of what is there; 1 where a mandatory one is broken."""
    from commands.cloud_report import policies

    with opened(name, target, form, quiet=as_json) as stack:
        sound = policies(stack, stack.resources(), as_json=as_json)
    if not sound:
        raise typer.Exit(1)


@cloud.command("drift")
def drift(
    name: Name, *, target: OnTarget = None, form: InForm = None, as_json: AsJson = False
) -> None:
    """Find what is otherwise than declared, and what nobody declared; 3 where anything is."""
    from cloud.drift import drift as found_by
    from commands.cloud_report import drifted

    with opened(name, target, form, quiet=as_json) as stack:
        same = drifted(name, list(found_by(stack)), as_json=as_json)
    if not same:
        raise typer.Exit(3)


@cloud.command("compare")
def compare(name: Name, *, as_json: AsJson = False) -> None:
    """Hold a dc against its dr, as they were built; 3 where they differ in what no pair should."""
    from cloud.stack import Stack
    from cloud.twins import unlike
    from commands.cloud_report import alike
    from commands.options import repository

    with opened(name, None, None, quiet=as_json) as stack:
        peer = stack.environment.facts.peer
        if peer is None:
            raise _refused(f"{name} is none of a pair; name a dc or a dr")
        there = repository().load(peer)
        if there.target != "aws":
            raise _refused(f"{peer} stands on our own floor: there is nothing in AWS to compare")
        other = Stack(there, stack.prices, stack.where, stack.told)
        sides = [(each.environment, each.resources()) for each in (stack, other)]
        for site, found in sides:
            if not found:
                raise _refused(f"{site.name} is not built: `tandem cloud up {site.name}`")
        same = alike(list(unlike(*sides)), as_json=as_json)
    if not same:
        raise typer.Exit(3)


@cloud.command("up")
def up(
    name: Name,
    *,
    target: OnTarget = None,
    form: InForm = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Build it, or change it into what its file says."""
    with opened(name, target, form, quiet=as_json) as stack:
        _ask(f"build {name} in {stack.where.what}", yes=yes)
        _tell(stack.up(), as_json=as_json)


@cloud.command("refresh")
def refresh(
    name: Name, *, target: OnTarget = None, form: InForm = None, as_json: AsJson = False
) -> None:
    """Compare what is there with what was built, and change nothing; 3 where it differs."""
    with opened(name, target, form, quiet=as_json) as stack:
        outcome = stack.refresh(look_only=True)
        _tell(outcome, as_json=as_json)
    if not outcome.is_nothing:
        raise typer.Exit(3)


@cloud.command("outputs")
def outputs(
    name: Name, *, target: OnTarget = None, form: InForm = None, as_json: AsJson = False
) -> None:
    """Show what AWS calls it: stores, entries, hosts …; 3 where it was never built."""
    from commands.cloud_report import said

    with opened(name, target, form, quiet=as_json) as stack:
        if not said(name, stack.outputs(), as_json=as_json):
            raise typer.Exit(3)


@cloud.command("destroy")
def destroy(
    name: Name,
    *,
    target: OnTarget = None,
    form: InForm = None,
    yes: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The environment's name once more, in place of asking."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take all of it away; asks for its name."""
    with opened(name, target, form, quiet=as_json) as stack:
        _ask_name(name, yes)
        _tell(stack.destroy(), as_json=as_json)


@cloud.command("state")
def state(
    name: Annotated[str, typer.Argument(metavar="BUCKET", help="Begins the names of the buckets.")],
    home: Annotated[str, typer.Option(help="The region that is used.")],
    away: Annotated[str, typer.Option(help="The region that is used when the first is lost.")],
    *,
    yes: Yes = False,
) -> None:
    """Make the place of state in AWS: two buckets copied both ways, one key; again changes nothing.

    Prints what to set. With a region lost, set what it prints for the other.
    """
    from cloud.bootstrap import bootstrap
    from cloud.drift import clients
    from cloud.stack import ground
    from commands import output

    if home == away:
        raise _refused(f"both are {home}: a lost region would take the state with it")
    where = ground()
    _ask(f"make {name}-{home} and {name}-{away} in {where.what}", yes=yes)
    with explaining(output.console(error=True)):
        for line in bootstrap(clients(where), name, home, away).lines:
            output.console().print(line, markup=False)


@contextmanager
def opened(
    name: str, target: Target | None, form: Form | None, *, quiet: bool, size: Size | None = None
) -> Iterator[Stack]:
    """Hand out the stack of an environment, and explain what keeps it from working."""
    from commands import output
    from commands.options import environment, repository

    found = environment(name, size, form, target)
    if found.target != "aws":
        raise _refused(
            f"{name} stands on our own floor: its file says `target: {found.target}`",
            f"rehearse it in AWS with `tandem cloud preview {name} --target aws`",
        )
    from cloud.stack import Stack, ground
    from stacks.kinds import refuse_what_is_not_built

    refuse_what_is_not_built(found)
    where = ground()
    tell = output.console(error=True)

    def told(line: str) -> None:
        if not quiet:
            tell.print(line, markup=False)

    told(f"{name} in {where.what}")
    with explaining(tell):
        yield Stack(found, repository().prices, where, told)


@contextmanager
def explaining(tell: Console) -> Iterator[None]:
    """Tell in one message what keeps it from working, and end with its code."""
    from cloud.trouble import CloudError, explained

    try:
        with explained():
            yield
    except CloudError as error:
        tell.print(str(error), style="red", markup=False)
        raise typer.Exit(error.code) from None


def _refused(*lines: str) -> typer.Exit:
    from commands import output

    output.console(error=True).print("\n".join(lines), style="red", markup=False)
    return typer.Exit(2)


def _ask(what: str, *, yes: bool) -> None:
    if not yes and not typer.confirm(f"{what}?", err=True):
        raise typer.Exit(1)


def _ask_name(name: str, given: str | None) -> None:
    typed = given or typer.prompt(f"To take it all away, type its name ({name})", err=True)
    if typed != name:
        raise _refused(f"'{typed}' is not {name}; nothing was changed")


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    from commands import output

    if as_json:
        output.print_json(replace(outcome, planned=()))
        return
    counts = ", ".join(f"{count} {what}" for what, count in outcome.changes.items())
    done = counts or "nothing to do"
    output.show(f"{outcome.environment}: {outcome.operation} in {outcome.seconds} s: {done}")
