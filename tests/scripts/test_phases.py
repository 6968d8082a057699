"""Phases: one run tells every failure, and says how long each phase took."""

import pytest

from tests.scripts.machine import Machine

MAKEFILE = """
help:
\t@echo '  good  What is good'
setup good: ; @echo runs $@
bad broken: ; @false
"""


@pytest.fixture
def project(machine: Machine) -> Machine:
    """Return a machine with a Makefile of phases that hold and phases that fail."""
    (machine.home / "Makefile").write_text(MAKEFILE)
    return machine


def test_good_phases_are_announced_timed_and_summed_up(project: Machine) -> None:
    done = project.run("phases.sh", "setup", "good")
    assert done.returncode == 0
    assert "== good: What is good\nruns good\n-- good: good, 0 s\n" in done.stdout
    assert done.stdout.endswith("== 0 s in all, everything good\n")


def test_every_phase_runs_and_every_failure_is_named(project: Machine) -> None:
    done = project.run("phases.sh", "setup", "bad", "good", "broken")
    assert done.returncode == 1
    assert "runs good" in done.stdout
    assert done.stdout.endswith("FAILED: bad broken\n")


def test_nothing_runs_without_a_setup(project: Machine) -> None:
    (project.home / "Makefile").write_text(MAKEFILE.replace("setup good:", "good:") + "setup: bad")
    done = project.run("phases.sh", "setup", "good")
    assert done.returncode == 1
    assert "runs good" not in done.stdout
