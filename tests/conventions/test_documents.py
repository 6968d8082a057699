"""Documents say what is there: folders, targets, links and decisions."""

import re
from collections import Counter
from pathlib import Path

from tests.conventions.tree import ROOT, expect_none, files, text

README = Path("README.md")
GUIDES = (README, Path("CONTRIBUTING.md"))
DECISIONS = Path("docs/decisions")


def targets() -> dict[str, str]:
    """Return each Make target with what stands behind its name."""
    found = re.findall(r"^([a-z][\w-]*):(?!=)(.*)$", text(Path("Makefile")), re.MULTILINE)
    return dict(found)


def test_the_readme_lists_exactly_the_folders_that_exist() -> None:
    listed = set(re.findall(r"^\| `([\w-]+)/` \|", text(README), re.MULTILINE))
    there = {path.parts[0] for path in files("*/**") if not path.parts[0].startswith(".")}
    expect_none(
        [f"{name}/ is not in the README's table" for name in there - listed]
        + [f"{name}/ is in the README's table alone" for name in listed - there]
    )


def test_every_make_target_is_described() -> None:
    expect_none(name for name, rest in targets().items() if not re.search(r"## \w", rest))


def test_every_make_target_that_a_guide_names_exists() -> None:
    expect_none(
        f"{guide}: make {name}"
        for guide in GUIDES
        for name in re.findall(r"(?:`|^)make ([a-z][\w-]*)", text(guide), re.MULTILINE)
        if name not in targets()
    )


def test_every_link_to_a_file_leads_somewhere() -> None:
    expect_none(
        f"{path}: {link}"
        for path in files("**/*.md")
        for link in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text(path))
        if not (ROOT / path.parent / link).exists()
    )


def test_every_decision_is_in_the_index_under_a_number_of_its_own() -> None:
    pages = files(f"{DECISIONS}/[0-9]*.md")
    numbers = Counter(page.name[:4] for page in pages)
    index = text(DECISIONS / "README.md")
    expect_none(
        [f"{number} is used twice" for number, times in numbers.items() if times > 1]
        + [f"{page} is not in the index" for page in pages if f"({page.name})" not in index]
    )
