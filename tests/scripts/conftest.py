"""What the tests of scripts share."""

from pathlib import Path

import pytest

from tests.scripts.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with the basic tools alone."""
    return Machine.in_folder(tmp_path)
