"""The entry of `tandem`: a table of its nouns, and what every one of them shares.

Exit codes: 0 good, 1 it failed, 2 bad input, 3 drift found or not ready.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from commands.options import chosen

NOUNS = (
    "new",
    "check",
    "show",
    "flows",
    "tuning",
    "timers",
    "disclose",
    "size",
    "cost",
    "diagram",
    "adopt",
    "secrets",
    "preflight",
    "verify",
    "drift",
    "ready",
    "switchover",
    "failover",
    "failback",
    "automatic",
    "shadow",
    "restore-drill",
    "restore-table",
    "reports",
    "cloud",
    "lab",
)
"""In the order of first use, which is the order of `tandem --help`."""

IN_TERMINAL = sys.stdout.isatty()

app = typer.Typer(
    no_args_is_help=True,
    # In a pipe help has no frames and no line is cut; without Rich it is there three times as fast.
    rich_markup_mode="rich" if IN_TERMINAL else None,
    pretty_exceptions_enable=False,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "terminal_width": None if IN_TERMINAL else 500,
    },
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


@cache
def register() -> None:
    """Add every noun: the function, or the verbs, of its own name in the module of its own name."""
    for noun in NOUNS:
        word = noun.replace("-", "_")
        found = getattr(importlib.import_module(f"commands.{word}"), word)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=noun)
        else:
            app.command(noun)(found)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; bad input is explained, never shown as a traceback."""
    register()
    try:
        app(words)
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
