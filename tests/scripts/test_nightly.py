"""The night: every part runs, whatever the others did, and the end says what did not hold."""

import pytest

from tests.scripts.machine import Machine

MAKEFILE = """
test: ## Good
\t@echo runs $@
test-full: ## Bad
\t@echo halfway; exit 3; echo on
bench: ## Good
\t@echo runs $@
"""


@pytest.fixture
def project(machine: Machine) -> Machine:
    """Return a machine with parts that hold and one that fails."""
    (machine.home / "Makefile").write_text(MAKEFILE)
    return machine


def test_a_part_that_fails_keeps_none_of_the_others_from_running(project: Machine) -> None:
    done = project.run("nightly.sh", "test", "test-full", "bench")
    assert done.returncode == 1
    lines = done.stdout[done.stdout.index("== nightly:") :].splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["test", "test-full", "bench"]
    assert [line.split()[3] for line in lines] == ["good", "FAILED", "good"]


def test_what_each_part_said_and_the_summary_are_kept(project: Machine) -> None:
    project.run("nightly.sh", "test", "bench")
    (folder,) = (project.home / ".reports").glob("nightly-*")
    assert (folder / "bench.log").read_text() == "runs bench\n"
    assert len((folder / "summary.txt").read_text().splitlines()) == 2


def test_a_night_in_which_everything_holds_ends_well(project: Machine) -> None:
    assert project.run("nightly.sh", "test", "bench").returncode == 0


def test_a_part_whose_target_is_not_there_is_not_listed(project: Machine) -> None:
    assert "recovery" not in project.run("nightly.sh", "--list").stdout.split()
    (project.home / "Makefile").write_text(MAKEFILE + "test-recovery: ## Good\n\t@true\n")
    assert "recovery" in project.run("nightly.sh", "--list").stdout.split()


def test_an_unknown_part_is_refused_before_anything_runs(project: Machine) -> None:
    done = project.run("nightly.sh", "test", "tests")
    assert done.returncode == 2
    assert "no part 'tests'" in done.stderr
    assert not (project.home / ".reports").exists()
