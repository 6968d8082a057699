"""Broken files: each case in ``broken/`` breaks a sound tree, and says every line of the answer.

A case starts with a sentence. Then come parts, each under a line that starts with ``===``:
``edit FILE`` replaces lines (``-`` the old ones, ``+`` the new ones, a blank line between places),
``file FILE`` gives a file whole, ``without FILE`` removes one, and ``expect`` is what
`tandem check` answers.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.topology.trees import answer, replaced

CASES = sorted((Path(__file__).parent / "broken").glob("*.txt"))


def parts(case: Path) -> list[tuple[str, str]]:
    """Split a case into its parts: what to do, and with what."""
    _, *found = re.split(r"^=== (.*)\n", case.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return list(zip(found[::2], found[1::2], strict=True))


def apply(tree: Path, order: str, body: str) -> None:
    """Break the tree as one part of a case says."""
    verb, _, name = order.partition(" ")
    path = tree / name
    if verb == "without":
        path.unlink()
    elif verb == "file":
        path.write_text(body, encoding="utf-8")
    else:
        for place in body.strip("\n").split("\n\n"):
            lines = place.split("\n")
            old = "".join(f"{line[1:]}\n" for line in lines if line.startswith("-"))
            new = "".join(f"{line[1:]}\n" for line in lines if line.startswith("+"))
            replaced(path, old, new)


def test_the_tree_that_cases_break_is_sound(tree: Path) -> None:
    assert answer(tree) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_broken_file_gets_exactly_this_answer(case: Path, tree: Path) -> None:
    *orders, (last, expected) = parts(case)
    for order, body in orders:
        apply(tree, order, body)
    assert (last, answer(tree)) == ("expect", expected.splitlines())


def test_every_case_says_in_a_sentence_what_it_breaks() -> None:
    firsts = {case.name: case.read_text(encoding="utf-8").partition("\n")[0] for case in CASES}
    assert not [name for name, first in firsts.items() if not re.fullmatch(r"\S.*[.]", first)]


def test_50_megabytes_of_yaml_are_refused_by_their_size(tree: Path) -> None:
    path = tree / "inventories" / "shop-td.yml"
    path.write_bytes(b"domain: td.shop.example.com\n" * 2_000_000)
    (line,) = answer(tree)
    assert line == (
        "inventories/shop-td.yml: at most 1,000,000 bytes are read, and this has 56,000,000; "
        "is it the right file?"
    )


def tandem(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a tree."""
    command = [str(Path(sys.executable).with_name("tandem")), "--repository", ".", *arguments]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_tandem_check_tells_bad_input_on_standard_error_with_exit_code_2(tree: Path) -> None:
    replaced(tree / "inventories" / "shop-td.yml", "size: small", "size: smal\nsite: Lisbon")
    ran = tandem(tree, "check")
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.splitlines() == [
        (
            "inventories/shop-td.yml:6:1: size: unknown word 'smal'; did you mean 'small'? "
            "Known here: enterprise, large, medium, small"
        ),
        "inventories/shop-td.yml:10:1: site: is there already, on line 7; a key stands once",
        "2 problems; nothing was changed",
    ]


def test_another_command_tells_bad_input_the_same_way(tree: Path) -> None:
    (tree / "inventories" / "shop-dc.yml").write_text("size: [\n", encoding="utf-8")
    ran = tandem(tree, "show", "shop-dc")
    assert ran.returncode == 2
    assert ran.stderr.startswith("inventories/shop-dc.yml:2:1: broken YAML: ")
    assert "Traceback" not in ran.stderr
