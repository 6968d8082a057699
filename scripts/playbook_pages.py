"""Write the facts of each page in docs/playbooks/ from its playbook; the rest is written by hand.

Run `.venv/bin/python -m scripts.playbook_pages` after one changed; a test holds them current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from topology.repository import ROOT

PLAYBOOKS = ROOT / "playbooks"
PAGES = ROOT / "docs" / "playbooks"
START, END = "<!-- facts: made from the playbook -->", "<!-- end of facts -->"
SECTIONS = ("Before", "What it changes", "How long", "How to go back")
"""What an operator asks of every playbook."""


def names() -> list[str]:
    """Return every playbook, by its name."""
    return sorted(path.stem for path in PLAYBOOKS.glob("*.yml"))


def what(name: str) -> str:
    """Return what a playbook says of itself in its first comment, or the name of its first play."""
    text = (PLAYBOOKS / f"{name}.yml").read_text().removeprefix("---\n")
    lines = [line[1:].strip() for line in _comment(text)]
    return " ".join(lines) or f"{yaml.safe_load(text)[0]['name']}."


def facts(name: str) -> str:
    """Return the facts of a playbook, as its page shows them."""
    plays = yaml.safe_load((PLAYBOOKS / f"{name}.yml").read_text())
    rows = [f"| {_cell(each)} |" for each in plays]
    head = ("| step | hosts | at once | what runs there |", "|---|---|---|---|")
    command = f"    ansible-playbook -i inventories/ENV.yml playbooks/{name}.yml"
    return "\n".join((START, "", what(name), "", command, "", *head, *rows, "", END))


def updated(page: str, name: str) -> str:
    """Return a page with the facts of today."""
    return re.sub(f"{START}.*?{END}", lambda _: facts(name), page, flags=re.DOTALL)


def index() -> str:
    """Return the page that lists all pages."""
    rows = (f"| [{name}]({name}.md) | {what(name)} |" for name in names())
    title = (
        "# Playbooks",
        "",
        "One page for each: what it does, what to know, the way back.",
    )
    return "\n".join((*title, "", "| playbook | what it is for |", "|---|---|", *rows)) + "\n"


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("#"):
            return
        yield line


def _cell(play: Mapping[str, Any]) -> str:
    if "import_playbook" in play:
        file = str(play["import_playbook"])
        stem = Path(file).stem
        return f"{play['name']} | as there | as there | [{stem}]({stem}.md)"
    serial = play.get("serial", "all")
    at_once = "a failure domain" if isinstance(serial, str) and serial != "all" else serial
    return f"{play['name']} | `{play['hosts']}` | {at_once} | {', '.join(_runs(play))}"


def _runs(play: Mapping[str, Any]) -> Iterator[str]:
    for role in play.get("roles", ()):
        yield f"`{role['role'] if isinstance(role, dict) else role}`"
    for task in play.get("tasks", ()):
        for kind in ("ansible.builtin.import_role", "ansible.builtin.include_role"):
            if asked := task.get(kind):
                part = asked.get("tasks_from")
                yield f"`{asked['name']}`" + (f" ({part})" if part else "")


def main() -> None:
    """Write what differs."""
    for name in names():
        path = PAGES / f"{name}.md"
        if not path.exists():
            sys.exit(f"docs/playbooks/{name}.md is missing")
        path.write_text(updated(path.read_text(), name))
    (PAGES / "README.md").write_text(index())


if __name__ == "__main__":
    main()
