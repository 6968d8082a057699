"""How long work is shown to be under way: a bar for people, one line a step in a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commands import output

DONE = "up"
"""The step that ends an item."""


@contextmanager
def steps(total: int) -> Iterator[Callable[[str, str], None]]:
    """Yield what is told of each step of each item."""
    out = output.console()
    if not out.is_terminal:
        started = time.monotonic()
        yield lambda item, step: out.print(f"{time.monotonic() - started:6.1f} s  {item}: {step}")
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.description}"), console=out) as bar:
        task = bar.add_task("", total=total)
        yield lambda item, step: bar.update(
            task, description=f"{item}: {step}", advance=int(step == DONE)
        )
