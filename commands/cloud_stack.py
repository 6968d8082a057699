"""What commands of the cloud begin with: the stack, a yes, and words for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from cloud.stack import Stack
    from policies.resources import Resource
    from topology.words import Form, Size, Target


@contextmanager
def opened(
    name: str, target: Target | None, form: Form | None, *, quiet: bool, size: Size | None = None
) -> Iterator[Stack]:
    """Hand out the stack of an environment, and explain what keeps it from working."""
    from commands import output
    from commands.options import environment, repository

    found = environment(name, size, form, target)
    if found.target != "aws":
        raise refused(
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


def refused(*lines: str) -> typer.Exit:
    """Tell what was wrong with what was given; the exit is to be raised."""
    from commands import output

    output.console(error=True).print("\n".join(lines), style="red", markup=False)
    return typer.Exit(2)


def standing(stack: Stack) -> tuple[Resource, ...]:
    """Return what was built; without anything there is nothing to ask about: 3."""
    from commands import output

    there = stack.resources()
    if not there:
        name = stack.environment.name
        output.console(error=True).print(f"{name} is not built: `tandem cloud up {name}`")
        raise typer.Exit(3)
    return there


def ask(what: str, *, yes: bool) -> None:
    """Go on only with a yes."""
    if not yes and not typer.confirm(f"{what}?", err=True):
        raise typer.Exit(1)


def ask_name(name: str, given: str | None) -> None:
    """Go on only with the name of what is to be taken away."""
    typed = given or typer.prompt(f"To take it all away, type its name ({name})", err=True)
    if typed != name:
        raise refused(f"'{typed}' is not {name}; nothing was changed")
