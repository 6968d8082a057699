"""The smallest pair, built once for all tests that ask for it; left as it was found.

Where the lab that TANDEM_LAB names (`recovery`, without it) has the pair already, it is used and
left there. Each file begins where the one before it has ended: with one site that leads and one
that follows. `scripts/recovery.sh` says in which order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from lab.state import this_lab
from tests.recovery.figures import Figures
from tests.recovery.rig import SITES, Rig

ALONE = "recovery"
SHOWN = pytest.StashKey[Figures]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what takes a pair of its own to those who name it: `-m recovery`."""
    if ALONE in str(config.getoption("markexpr")):
        return
    left = [each for each in items if each.get_closest_marker(ALONE)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [each for each in items if each not in left]


@pytest.fixture(scope="session")
def rig(pytestconfig: pytest.Config) -> Iterator[Rig]:
    """Return the pair, converged and under its lease."""
    os.environ.setdefault("TANDEM_LAB", "recovery")
    built = Rig()
    pytestconfig.stash[SHOWN] = built.figures
    was_there = {host.site for host in this_lab().plan.hosts} >= set(SITES)
    try:
        if not was_there:
            built.build()
        yield built
    finally:
        built.figures.keep()
        if not was_there:
            built.lab("down")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let each test's figures be of its own time."""
    item.config.stash.get(SHOWN, Figures()).begin()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the figures."""
    figures = config.stash.get(SHOWN, Figures())
    if figures.found:
        terminalreporter.section("recovery: figures")
        for line in figures.lines():
            terminalreporter.write_line(line)
