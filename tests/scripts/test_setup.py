"""Setup: builds once, resumes when it was cut short, and follows the requirements."""

import shutil

import pytest

from tests.scripts.machine import Machine

# Pretends to be Python: as `-m venv` it makes a .venv whose python is itself.
PYTHON = """
case "$*" in
  -V) echo Python 3.11.2 ;;
  "-m venv"*)
    rm -rf .venv
    mkdir -p .venv/bin
    cat "$0" >.venv/bin/python
    cat uv >.venv/bin/uv
    chmod +x .venv/bin/* ;;
  "-m pip config list") echo ":env:.index-url='$PIP_INDEX_URL'" ;;
esac
"""
UV = """#!/bin/bash
echo "uv $* from ${UV_DEFAULT_INDEX:-nowhere}" >>calls
! [ -e cut ]
"""
PROJECT = "name = 'tandem'\n# --- tools\n[tool.ruff]\n"


@pytest.fixture
def checkout(machine: Machine) -> Machine:
    """Return a fresh checkout on a machine that lacks no Debian package."""
    for tool in ("git", "shellcheck", "dot"):
        machine.has(tool)
    machine.has("fc-list", "echo DejaVu Sans")
    machine.has("python3", PYTHON)
    (machine.home / "uv").write_text(UV)
    (machine.home / "requirements").mkdir()
    (machine.home / "requirements/dev.txt").write_text("one")
    (machine.home / "pyproject.toml").write_text(PROJECT)
    return machine


def test_a_fresh_checkout_gets_a_venv_from_pinned_files_alone(checkout: Machine) -> None:
    assert checkout.run("setup.sh").returncode == 0
    assert checkout.calls("-m venv --clear .venv")
    assert checkout.calls("pip install", "--require-hashes", "requirements/bootstrap.txt")
    assert checkout.calls("uv pip sync", "--require-hashes requirements/dev.txt")
    assert checkout.calls("uv pip install", "--no-deps --no-build-isolation --editable .")


def test_a_second_setup_installs_nothing_and_says_so_when_asked(checkout: Machine) -> None:
    checkout.run("setup.sh")
    checkout.forget()
    assert checkout.run("setup.sh").stdout == ""
    assert checkout.run("setup.sh", "--say").stdout.startswith("setup: nothing to install")
    assert not checkout.calls("uv")
    assert not checkout.calls("-m")


def test_a_setup_that_was_cut_short_starts_afresh(checkout: Machine) -> None:
    (checkout.home / "cut").touch()
    assert checkout.run("setup.sh").returncode != 0
    (checkout.home / "cut").unlink()
    checkout.forget()
    assert checkout.run("setup.sh").returncode == 0
    assert checkout.calls("-m venv --clear .venv")


def test_changed_requirements_are_followed_in_place(checkout: Machine) -> None:
    checkout.run("setup.sh")
    checkout.forget()
    (checkout.home / "requirements/dev.txt").write_text("two")
    assert checkout.run("setup.sh").returncode == 0
    assert checkout.calls("uv pip sync")
    assert not checkout.calls("-m venv")


@pytest.mark.parametrize(("what", "calls"), [("tandem", True), ("ruff", False)])
def test_a_new_name_is_installed_and_a_new_lint_rule_is_not(
    checkout: Machine, what: str, *, calls: bool
) -> None:
    checkout.run("setup.sh")
    checkout.forget()
    (checkout.home / "pyproject.toml").write_text(PROJECT.replace(what, "other"))
    assert checkout.run("setup.sh").returncode == 0
    assert bool(checkout.calls("uv")) == calls


def test_a_venv_that_was_moved_is_made_again(checkout: Machine) -> None:
    """Its commands name the folder that they were installed in."""
    checkout.run("setup.sh")
    moved = Machine(checkout.home.parent / "moved")
    shutil.move(checkout.home, moved.home)
    assert moved.run("setup.sh").returncode == 0
    assert moved.calls("-m venv --clear .venv")


def test_uv_asks_the_index_that_pip_is_told_of(checkout: Machine) -> None:
    checkout.run("setup.sh", PIP_INDEX_URL="https://mirror.example/simple")
    assert checkout.calls("uv pip sync", "from https://mirror.example/simple")


def test_an_old_python_is_refused_with_what_is_needed(checkout: Machine) -> None:
    checkout.has("python3", '[ "$1" = -V ] && echo Python 3.9.2')
    checkout.has("apt-get")
    checkout.has("id", "echo 0")
    done = checkout.run("setup.sh")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer, and finds Python 3.9.2" in done.stderr
