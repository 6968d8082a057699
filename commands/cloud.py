"""`tandem cloud`: an environment in AWS, or in the rehearsal of it on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.cloud_stack import ask, ask_name, explaining, opened, refused, standing
from commands.options import AsJson, InForm, Name, OnTarget

if TYPE_CHECKING:
    from cloud.seen import Outcome

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
    from commands.cloud_report import planned

    with opened(name, target, form, quiet=as_json) as stack:
        sound = planned(stack, stack.preview(), as_json=as_json)
    if not sound:
        raise typer.Exit(1)


@cloud.command("audit")
def audit(
    name: Name, *, target: OnTarget = None, form: InForm = None, as_json: AsJson = False
) -> None:
    """Ask every rule of what is there; 1 where a mandatory one is broken, 3 where nothing is."""
    from commands.cloud_report import policies

    with opened(name, target, form, quiet=as_json) as stack:
        sound = policies(stack, standing(stack), as_json=as_json)
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
        standing(stack)
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
            raise refused(f"{name} is none of a pair; name a dc or a dr")
        there = repository().load(peer)
        if there.target != "aws":
            raise refused(f"{peer} stands on our own floor: there is nothing in AWS to compare")
        other = Stack(there, stack.prices, stack.where, stack.told)
        sides = [(each.environment, each.resources()) for each in (stack, other)]
        for site, found in sides:
            if not found:
                raise refused(f"{site.name} is not built: `tandem cloud up {site.name}`")
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
        ask(f"build {name} in {stack.where.what}", yes=yes)
        _tell(stack.up(), as_json=as_json)


@cloud.command("refresh")
def refresh(
    name: Name,
    *,
    target: OnTarget = None,
    form: InForm = None,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept", help="Write down what is there, so that the next up begins there."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare what is there with what was built, and change nothing; 3 where it differs.

    With --accept the state is changed, and AWS still is not: after a promotion, or before an `up`
    that is to put right what somebody changed by hand. Ends with 0 then.
    """
    with opened(name, target, form, quiet=as_json) as stack:
        standing(stack)
        outcome = stack.refresh(look_only=not accept)
        _tell(outcome, as_json=as_json)
    if not accept and not outcome.is_nothing:
        raise typer.Exit(3)


@cloud.command("outputs")
def outputs(
    name: Name, *, target: OnTarget = None, form: InForm = None, as_json: AsJson = False
) -> None:
    """Show what AWS calls it: stores, entries, hosts …; 3 where it was never built."""
    from commands.cloud_report import said

    with opened(name, target, form, quiet=as_json) as stack:
        standing(stack)
        if told := stack.outputs():
            said(told, as_json=as_json)


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
        ask_name(name, yes)
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
        raise refused(f"both are {home}: a lost region would take the state with it")
    where = ground()
    ask(f"make {name}-{home} and {name}-{away} in {where.what}", yes=yes)
    with explaining(output.console(error=True)):
        for line in bootstrap(clients(where), name, home, away).lines:
            output.console().print(line, markup=False)


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    from commands import output
    from commands.cloud_report import page, summary

    if as_json:
        output.print_json(page(outcome))
        return
    output.show(summary(outcome))
