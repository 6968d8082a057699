"""Bad input on a real host: refused with the remedy, nothing touched, good once it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.test_hosts import NODE, World

pytestmark = [pytest.mark.lab, pytest.mark.slow]

CHECK = ("--", "--check")
"""How a run that was refused is seen to be good again without converging a whole site."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return one bare host for all refusals: they leave it as it was."""
    made = World(tmp_path_factory.mktemp("refusals"))
    made.run("up", "logx-td")
    yield made
    made.run("down")


def on(world: World, command: str) -> str:
    """Return what the host says to a command."""
    return world.run("ssh", NODE, "--", command)


def state(world: World) -> str:
    """Return what a converge would have changed first: packages, accounts, and our own folders."""
    asked = "dpkg-query --show | sha256sum; sha256sum /etc/passwd /etc/group; ls -d /etc/tandem"
    return on(world, f"{{ {asked}; }} 2>&1 || true")


def refused(world: World, *words: str) -> str:
    """Converge, which is to fail before it touches anything, and return what it says."""
    before = state(world)
    started = world.start("converge", "logx-td", "--playbook", "hosts", *words)
    said, _ = started.communicate(timeout=120)
    assert started.returncode == 1, said
    assert state(world) == before
    return " ".join(said.split())


def test_a_system_that_no_role_knows(world: World) -> None:
    on(world, "sudo cp /etc/os-release /etc/os-release.kept")
    on(world, "sudo sed -i 's/12/11/g' /etc/os-release")
    on(world, "sudo sed -i.kept 's/.*/11.9/' /etc/debian_version")
    said = refused(world)
    on(world, "sudo mv /etc/os-release.kept /etc/os-release")
    on(world, "sudo mv /etc/debian_version.kept /etc/debian_version")
    assert "This host runs Debian 11" in said
    assert "Install one of these" in said
    world.run("converge", "logx-td", "--playbook", "hosts", *CHECK)


def test_a_full_disk(world: World) -> None:
    world.run("fault", "fill", NODE)
    said = refused(world)
    world.run("heal")
    assert "A filesystem is full" in said
    assert "Make room" in said
    world.run("converge", "logx-td", "--playbook", "hosts", *CHECK)


def test_a_release_of_postgresql_that_nobody_packages(world: World) -> None:
    on(world, "sudo apt-get -q update")
    said = refused(world, "--", "-e", "host_postgresql=9")
    assert "postgresql-9 is wanted, and no source of packages" in said
    assert "Take `host_postgresql` back" in said


def test_a_wrong_password_of_the_vault(world: World) -> None:
    file: Path = world.state / "secrets" / ".vault-pass"
    kept = file.read_text()
    file.write_text("another\n")
    said = refused(world)
    file.write_text(kept)
    assert "Decryption failed" in said
    assert "is its password file" in said or str(file) in said
    world.run("converge", "logx-td", "--playbook", "hosts", *CHECK)


def test_a_host_that_cannot_be_reached(world: World) -> None:
    world.run("fault", "off", NODE)
    started = world.start("converge", "logx-td", "--playbook", "hosts")
    said, _ = started.communicate(timeout=120)
    world.run("heal")
    assert started.returncode == 1
    assert NODE in said
    assert "lock_anyway" in said
    world.run("converge", "logx-td", "--playbook", "hosts", *CHECK)
