"""Phases: one run tells every failure, and says how long each phase took."""

import pytest

from tests.scripts.machine import Machine

MAKEFILE = """
help:
\t@echo '  good  What is good'
setup good: ; @echo runs $@
bad broken: ; @false
left: ; @echo 'nothing to run it with' >"$$NOT_RUN"
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


def test_a_phase_that_could_not_run_is_not_called_good(project: Machine) -> None:
    done = project.run("phases.sh", "setup", "left", "good")
    assert done.returncode == 0
    assert "-- left: NOT RUN, " in done.stdout
    assert "!! left was NOT RUN: nothing to run it with\n" in done.stdout
    assert done.stdout.endswith("all that was run is good, 1 phase NOT RUN\n")


def test_what_was_left_out_is_told_beside_what_failed(project: Machine) -> None:
    done = project.run("phases.sh", "setup", "left", "bad")
    assert done.returncode == 1
    assert "!! left was NOT RUN: nothing to run it with\n" in done.stdout
    assert done.stdout.endswith("FAILED: bad\n")
