"""Each playbook has a page for whoever runs it, with the facts of today."""

from scripts.playbook_pages import END, PAGES, SECTIONS, START, index, names, updated
from tests.conventions.tree import expect_none


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
