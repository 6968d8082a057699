"""The entry of `tandem`: a table of its nouns, and what every one of them shares.

Exit codes: 0 good, 1 it failed, 2 bad input, 3 drift found or not ready.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.options import chosen

NOUNS = (
    "new",
    "check",
    "show",
    "flows",
    "disclose",
    "lab",
)
"""In the order of first use, which is the order of `tandem --help`."""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(epilog="Exit codes: 0 good · 1 it failed · 2 bad input · 3 drift found or not ready")
def tandem(
    repository: Annotated[
        Path | None,
        typer.Option(
            metavar="DIRECTORY",
            help="Another checkout, with its own platforms/ and inventories/.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
) -> None:
    """One short file per environment, to a platform that runs, is verified, and survives a site."""
    chosen.set(repository)


def register() -> None:
    """Add every noun: the function, or the verbs, of its own name in the module of its own name."""
    for noun in NOUNS:
        module = importlib.import_module(f"commands.{noun}")
        found = getattr(module, noun)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=noun)
        else:
            app.command(noun)(found)


def main() -> None:
    """Run the command line; bad input is explained, never shown as a traceback."""
    register()
    try:
        app()
    except Exception as error:
        # Imported late, so that `tandem --help` does not wait for it.
        from topology.problems import InvalidInputError

        if not isinstance(error, InvalidInputError):
            raise
        from commands.output import explain

        explain(error.problems)
        sys.exit(2)


if __name__ == "__main__":
    main()
