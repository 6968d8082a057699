"""What every command on the lab needs: its engine, and words in place of a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from lab.engine import Engine
    from lab.faults import Fault


@contextmanager
def told() -> Iterator[None]:
    """Explain what keeps the lab from it, in place of a traceback."""
    from commands import output
    from lab.shell import LabError, NotReadyError

    try:
        yield
    except LabError as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(3 if isinstance(error, NotReadyError) else 1) from None


def the_engine() -> Engine:
    """Return the engine that runs the lab; without one there is no lab."""
    from lab.engine import Engine, program
    from lab.shell import LabError
    from lab.state import this_lab

    found = program()
    if found is None:
        raise LabError(
            "there is no container engine here, and so no lab; `tandem lab up` makes one"
        )
    return Engine(found, this_lab())


def listing(faults: Iterable[Fault]) -> Iterator[str]:
    """Number the faults that stand, as `tandem lab heal` takes them."""
    return (f"{number}  {each}, since {each.since}" for number, each in enumerate(faults, start=1))
