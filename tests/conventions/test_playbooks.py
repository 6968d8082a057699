"""Each playbook has a page for whoever runs it, with the facts of today."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import yaml

from scripts.playbook_pages import END, PAGES, PLAYBOOKS, SECTIONS, START, index, names, updated
from tests.conventions.tree import expect_none
from topology.inventory import UNHEARD


def test_each_playbook_has_its_page_and_no_page_is_without_one() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    expect_none(
        [f"docs/playbooks/{name}.md is missing" for name in set(names()) - pages]
        + [f"docs/playbooks/{name}.md has no playbook" for name in pages - set(names())]
    )


def test_each_page_answers_what_an_operator_asks() -> None:
    expect_none(
        f"docs/playbooks/{path.name}: {part}"
        for path in PAGES.glob("*.md")
        if path.stem != "README"
        for part in (START, END, *(f"## {each}" for each in SECTIONS))
        if part not in path.read_text()
    )


def test_the_facts_are_those_of_the_playbooks() -> None:
    advice = "run `.venv/bin/python -m scripts.playbook_pages`"
    expect_none(
        f"docs/playbooks/{name}.md has old facts: {advice}"
        for name in names()
        if (page := PAGES / f"{name}.md").exists()
        and page.read_text() != updated(page.read_text(), name)
    )
    assert (PAGES / "README.md").read_text() == index(), advice


WAITING = (
    *("site", "patch", "add_host", "remove_host", "renew_certificates"),
    "uninstall",
)
"""Playbooks that do without a third voter that does not answer."""


@pytest.mark.parametrize("name", WAITING)
def test_a_third_voter_that_does_not_answer_is_left_out_and_told(name: str) -> None:
    plays = [
        (each.get("import_playbook", f"{name}.yml"), each)
        for each in yaml.safe_load((PLAYBOOKS / f"{name}.yml").read_text())
    ]
    assert (plays[0][0], plays[-1][0]) == ("witness.yml", "left_out.yml")
    expect_none(
        f"playbooks/{where}: '{play['name']}' waits for a third voter that is gone"
        for where, play in _opened(plays)
        if play["hosts"].startswith(("all", "settled", "stayer"))
        and f":!{UNHEARD}" not in play["hosts"]
    )


def _opened(plays: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each play, those of imported playbooks too."""
    for where, play in plays:
        if "import_playbook" in play:
            inner = yaml.safe_load((PLAYBOOKS / where).read_text())
            yield from ((where, each) for each in inner)
        else:
            yield where, play
