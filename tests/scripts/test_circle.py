"""The circle of the cloud: run with an engine, left out in clear words without one, never both."""

import pytest

from tests.scripts.machine import Machine


@pytest.fixture
def venv(machine: Machine) -> Machine:
    """Return a machine whose .venv records what it is asked for, and whose Python has an engine."""
    (machine.home / ".venv").mkdir()
    (machine.home / ".venv" / "bin").symlink_to(machine.home / "bin")
    machine.has("timeout", 'shift; exec "$@"')
    machine.has("python")
    machine.has("pytest")
    return machine


def test_it_runs_with_an_engine_and_builds_none(venv: Machine) -> None:
    done = venv.run("circle.sh")
    assert done.returncode == 0
    assert venv.calls("python -m cloud --quick")
    assert venv.calls("pytest", "tests/stacks/test_circle.py")
    assert "NOT RUN" not in done.stdout


def test_as_a_phase_without_an_engine_it_says_why_it_was_not_run(venv: Machine) -> None:
    venv.has("python", "exit 1")
    left = venv.home / "left"
    done = venv.run("circle.sh", NOT_RUN=str(left))
    assert done.returncode == 0
    assert not venv.calls("pytest")
    assert "make cloud" in left.read_text()


def test_asked_for_by_itself_without_an_engine_it_fails(venv: Machine) -> None:
    venv.has("python", "exit 1")
    done = venv.run("circle.sh")
    assert done.returncode == 1
    assert "NOT RUN" in done.stdout


def test_circles_that_fail_fail(venv: Machine) -> None:
    venv.has("pytest", "exit 1")
    assert venv.run("circle.sh", NOT_RUN=str(venv.home / "left")).returncode == 1
    assert not (venv.home / "left").exists()
