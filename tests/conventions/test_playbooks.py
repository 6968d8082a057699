"""Each playbook has a page for whoever runs it, with the facts of today."""

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


def test_a_site_is_built_without_a_third_voter_that_does_not_answer() -> None:
    steps = [
        step["import_playbook"] for step in yaml.safe_load((PLAYBOOKS / "site.yml").read_text())
    ]
    assert (steps[0], steps[-1]) == ("witness.yml", "left_out.yml")
    plays = [
        (name, play) for name in steps for play in yaml.safe_load((PLAYBOOKS / name).read_text())
    ]
    expect_none(
        f"playbooks/{name}: '{play['name']}' waits for a third voter that is gone"
        for name, play in plays
        if play["hosts"].startswith("all") and f":!{UNHEARD}" not in play["hosts"]
    )
