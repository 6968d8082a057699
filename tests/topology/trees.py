"""Copies of a sound tree of files, to break one line at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

from topology.repository import ROOT, Repository

SOUND = Path(__file__).parent / "sound"
SHARED = Path("platforms") / "shared"


def sound_tree(path: Path) -> Path:
    """Make a sound tree, with the timers and prices that all platforms share."""
    shutil.copytree(SOUND, path, dirs_exist_ok=True)
    for name in ("timers.yml", "prices.yml"):
        shutil.copy(ROOT / SHARED / name, path / SHARED / name)
    return path


def replaced(path: Path, old: str, new: str) -> None:
    """Replace something that stands in a file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"stands {text.count(old)} times in {path.name}:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def answer(tree: Path, *names: str) -> list[str]:
    """Return every problem as a line, with files named from the tree's root."""
    return [str(problem).removeprefix(f"{tree}/") for problem in Repository(tree).check(names)]
