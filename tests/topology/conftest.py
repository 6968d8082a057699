"""What tests of files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.topology.trees import sound_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a sound tree of files, to break."""
    return sound_tree(tmp_path)
