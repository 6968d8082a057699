"""Write docs/runbooks/: a page for each runbook, from its docstring and its steps.

Run `.venv/bin/python -m scripts.runbook_pages` after one changed; a test holds them current: a page
cannot differ from what runs.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

from commands.output import markdown
from runbooks.plan import Step
from runbooks.runs import BOOKS
from topology.repository import ROOT

PAGES = ROOT / "docs" / "runbooks"
NOTICE = "<!-- Made from runbooks/ by `python -m scripts.runbook_pages`; change the runbook. -->"
BY_HAND = ("README.md", "review.md")


def page(name: str, book: ModuleType) -> str:
    """Return the page of a runbook."""
    title, _, text = (inspect.getdoc(book) or "").partition("\n")
    body = [f"# {name}", "", NOTICE, "", title, text, "", "## Steps", ""]
    heading = ("step", "what", "at most", "users", "undone by --abort")
    body += [*markdown(heading, map(_row, book.STEPS)), "", *_return(book.STEPS)]
    obstacles = (inspect.getdoc(book.preflight) or "").rpartition("\n\n")[2]
    body += [
        "",
        "## What may stand in its way",
        "",
        "All of it is said before anything is changed.",
    ]
    body += ["", obstacles]
    return "\n".join(body) + "\n"


def _row(step: Step) -> tuple[str, ...]:
    name = f"**{step.name}**" if step.is_final else step.name
    wait = "wait" if step.is_outage else ""
    return name, step.what, f"{step.seconds:g} s", wait, "yes" if step.undo else ""


def _return(steps: tuple[Step, ...]) -> Iterator[str]:
    final = next((step for step in steps if step.is_final), None)
    if final is None:
        yield "There is no point of no return: every step may be done again, and nothing is moved."
        return
    yield (
        f"**{final.name}** is the point of no return. A step that fails before it undoes all by "
        "itself, and `--abort` does the same; from it on only `--resume` leads on."
    )


def pages() -> dict[str, str]:
    """Return every page by its file's name."""
    return {f"{name}.md": page(name, book) for name, book in BOOKS.items()}


def main() -> None:
    """Write what differs."""
    PAGES.mkdir(exist_ok=True)
    for name, text in pages().items():
        if not (PAGES / name).exists() or (PAGES / name).read_text() != text:
            (PAGES / name).write_text(text)
            sys.stdout.write(f"docs/runbooks/{name}\n")


if __name__ == "__main__":
    main()
