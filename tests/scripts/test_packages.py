"""Packages: only what is missing, by the means that this user has, or one clear sentence."""

import pytest

from tests.scripts.machine import Machine


@pytest.fixture
def complete(machine: Machine) -> Machine:
    """Return a Debian machine, of root, that lacks nothing."""
    for tool in ("git", "shellcheck", "dot", "python3", "apt-get"):
        machine.has(tool)
    machine.has("fc-list", "echo DejaVu Sans")
    machine.has("id", "echo 0")
    return machine


def lose(machine: Machine, *tools: str) -> None:
    for tool in tools:
        (machine.home / "bin" / tool).unlink()


def test_a_complete_machine_is_left_alone(complete: Machine) -> None:
    assert complete.run("packages.sh").returncode == 0
    assert not complete.calls("apt-get")


def test_root_installs_only_what_is_missing(complete: Machine) -> None:
    lose(complete, "dot", "shellcheck")
    done = complete.run("packages.sh")
    assert done.returncode == 0
    assert done.stdout == "setup: installing Debian packages: shellcheck graphviz\n"
    assert complete.calls("apt-get")[-1].endswith("--no-install-recommends shellcheck graphviz")


def test_a_machine_without_python_gets_one(complete: Machine) -> None:
    lose(complete, "python3")
    assert complete.run("packages.sh").returncode == 0
    assert complete.calls("apt-get")[-1].endswith(" python3-venv")


def test_a_user_installs_through_sudo(complete: Machine) -> None:
    complete.has("id", "echo 1000")
    complete.has("sudo", '"$@"')
    lose(complete, "dot")
    assert complete.run("packages.sh").returncode == 0
    assert complete.calls("sudo apt-get", "install")[0].endswith(" graphviz")


@pytest.mark.parametrize("sudo", ["", "exit 1"], ids=["no sudo", "sudo refuses"])
def test_a_user_who_may_not_install_is_told_what_to_ask_for(complete: Machine, sudo: str) -> None:
    complete.has("id", "echo 1000")
    if sudo:
        complete.has("sudo", sudo)
    lose(complete, "dot", "fc-list")
    done = complete.run("packages.sh")
    assert done.returncode == 1
    assert done.stderr.strip().endswith(": graphviz fonts-dejavu-core")
    assert not complete.calls("install")


def test_another_system_than_debian_is_told_what_is_missing(complete: Machine) -> None:
    lose(complete, "apt-get", "dot")
    done = complete.run("packages.sh")
    assert done.returncode == 1
    assert "no apt-get" in done.stderr
    assert done.stderr.strip().endswith(": graphviz")
