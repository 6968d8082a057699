"""How the nouns speak: JSON for programs, tables and plain lines for people.

In a pipe nothing is coloured, cut or wrapped, so that `grep` and `diff` see whole lines.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from topology.problems import Problem

_FIGURE = re.compile(r"[-~]?\$?[\d,]+(\.\d+)?( ?[A-Za-z%/]+)?")
_WIDE = 500  # columns; where nobody looks, nothing needs to fit


def console(*, error: bool = False) -> Console:
    """Return the console of the standard output, or of the errors."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Console(file=stream, width=width, highlight=False, soft_wrap=not stream.isatty())


def print_json(data: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(plain(data), indent=2, ensure_ascii=False) + "\n")


def plain(data: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Turn what the model returns into what JSON knows."""
    if isinstance(data, str | int | float | bool | None):
        return data
    if isinstance(data, BaseModel):
        return {name: plain(getattr(data, name)) for name in type(data).model_fields}
    if is_dataclass(data) and not isinstance(data, type):
        return {field.name: plain(getattr(data, field.name)) for field in fields(data)}
    if isinstance(data, Mapping):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, Sequence | Set):
        return [plain(each) for each in data]
    return str(data)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> Table:
    """Lay rows out under headings; figures are set to the right."""
    grid = Table(title=title or None, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    body = [[str(cell) for cell in row] for row in rows]
    for index, heading in enumerate(headings):
        figures = all(_is_figure(row[index]) for row in body) and bool(body)
        grid.add_column(heading, justify="right" if figures else "left", overflow="fold")
    for row in body:
        grid.add_row(*row)
    return grid


def markdown(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |"


def show(*parts: object) -> None:
    """Print tables and lines; in a pipe without the spaces that fill a table's last column."""
    out = console()
    if out.is_terminal:
        for part in parts:
            out.print(part)
        return
    with out.capture() as captured:
        for part in parts:
            out.print(part)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def explain(problems: Sequence[Problem]) -> None:
    """Print what is wrong with the input, to the errors, one problem a line."""
    out = console(error=True)
    here = Path.cwd()
    for problem in problems:
        text = str(problem)
        prefix = f"{here}/"
        out.print(text.removeprefix(prefix), style="red", markup=False)
    count = len(problems)
    out.print(f"{count} problem{'' if count == 1 else 's'}; nothing was changed", markup=False)


def _is_figure(text: str) -> bool:
    return text == "" or _FIGURE.fullmatch(text) is not None
