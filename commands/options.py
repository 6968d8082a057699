"""Arguments and options that several nouns take, and the environment that they choose."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from topology.words import Form, Size, Target

if TYPE_CHECKING:
    from topology.environment import Environment
    from topology.repository import Repository


chosen: ContextVar[Path | None] = ContextVar("chosen", default=None)
"""The checkout that stands before the noun on the command line; nothing: the one this runs from."""


def _complete(incomplete: str) -> list[str]:
    return [name for name in repository().names if name.startswith(incomplete)]


Name = Annotated[
    str,
    typer.Argument(
        metavar="ENV",
        help="An environment: the name of a file in inventories/, such as logx-dc.",
        autocompletion=_complete,
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ENV]...",
        help="Environments; all of them, where none is named.",
        autocompletion=_complete,
    ),
]
OptionalName = Annotated[
    str | None,
    typer.Argument(
        metavar="[ENV]",
        help="An environment; a table of all of them, where none is named.",
        autocompletion=_complete,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
AtSize = Annotated[
    Size | None, typer.Option("--size", help="Look at another size, without touching the file.")
]
InForm = Annotated[
    Form | None,
    typer.Option("--form", help="Look at another form: our servers, or services the cloud runs."),
]
OnTarget = Annotated[
    Target | None, typer.Option("--target", help="Look at it on other machines: ours, or AWS's.")
]


def repository() -> Repository:
    """Open the checkout that the command line chose."""
    from topology.repository import ROOT, Repository

    return Repository(chosen.get() or ROOT)


def environment(
    name: str, size: Size | None, form: Form | None, target: Target | None
) -> Environment:
    """Load one environment, at another size, form or target where the command line says so."""
    from topology.problems import InvalidInputError, Problem, nearest
    from topology.repository import Look

    files = repository()
    if name not in files.names:
        message = f"there is no environment '{name}'{nearest(name, files.names)}"
        raise InvalidInputError([Problem(Path("inventories"), 0, 0, "", message)])
    return files.load(name, Look(size, form, target))
