"""Each runbook has the page that its docstring and steps make, and no other."""

from scripts.runbook_pages import BY_HAND, PAGES, pages
from tests.conventions.tree import expect_none


def test_each_page_is_what_its_runbook_says_today() -> None:
    advice = "run `.venv/bin/python -m scripts.runbook_pages`"
    expect_none(
        f"docs/runbooks/{name} is not what the runbook says: {advice}"
        for name, text in pages().items()
        if not (PAGES / name).exists() or (PAGES / name).read_text() != text
    )


def test_no_page_is_without_its_runbook() -> None:
    there = {path.name for path in PAGES.glob("*.md")} - set(BY_HAND)
    expect_none(f"docs/runbooks/{name} has no runbook" for name in there - set(pages()))
