"""One real host: it comes, it breaks, it heals, it goes; and what was there before is as it was."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NODE = "logx-td-node-1"
PATIENCE = 900
"""Seconds after which a command has failed: a converge takes a third of that on an idle machine."""
NETWORK = "10.218.0.0/16"
"""Not the one that it ships with, so that somebody's own lab is not in the way."""


class World:
    """A checkout with one small site, and a lab of its own."""

    def __init__(self, root: Path) -> None:
        for folder in ("platforms", "inventories"):
            shutil.copytree(ROOT / folder, root / folder)
        file = root / "inventories" / "logx-td.yml"
        file.write_text(file.read_text().replace("10.18.0.0/16", NETWORK))
        self.words = [sys.executable, "-m", "commands.app", "--repository", str(root), "lab"]
        state = {"XDG_STATE_HOME": str(root / "state"), "TANDEM_LAB": "lab-test"}
        self.environment = {**os.environ, **state}
        self.state = root / "state" / "tandem" / "lab-test"

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start one command."""
        return subprocess.Popen(
            [*self.words, *words],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self, *words: str) -> str:
        """Run one command, which is to end well."""
        started = self.start(*words)
        said, _ = started.communicate(timeout=PATIENCE)
        assert started.returncode == 0, said
        return said


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.run("down")


def machine() -> dict[str, str]:
    """Return what a lab could leave behind on this machine."""
    asked = {
        "containers": "podman ps --all --quiet",
        "networks": "podman network ls --quiet",
        "volumes": "podman volume ls --quiet --filter=label=tandem.lab=lab-test",
        "chains": "nft --terse list chains",
        "links": "ip -o link show type bridge",
        "disks": "losetup --list --noheadings --output=NAME",
        "settings": "sysctl net.ipv4.ip_forward fs.inotify",
    }
    return {
        name: subprocess.run(words.split(), capture_output=True, text=True, check=False).stdout
        for name, words in asked.items()
    }


def test_a_host_comes_and_goes_and_leaves_nothing(world: World) -> None:
    world.run("up", "--dry-run", "logx-td") if shutil.which("podman") else None
    before = machine()
    assert "1 hosts are up" in world.run("up", "logx-td")
    assert world.run("ssh", NODE, "--", "systemctl", "is-system-running").strip() == "running"
    assert "0 of 1 hosts to start" in world.run("up", "logx-td")
    world.run("down")
    assert machine() == before
    assert not world.state.exists()


@pytest.mark.parametrize("seconds", [1.0, 1.6, 2.2, 3.0])
def test_what_was_killed_at_any_moment_is_resumed(world: World, seconds: float) -> None:
    begun = world.start("up", "logx-td")
    time.sleep(seconds)
    os.killpg(begun.pid, signal.SIGKILL)
    begun.communicate()
    world.run("up", "logx-td")
    told = world.run("ssh", NODE, "--", "test -s /var/lib/dpkg/status && echo whole")
    assert told.strip() == "whole"


def test_a_full_disk_is_full_until_it_is_healed(world: World) -> None:
    world.run("up", "logx-td")
    world.run("fault", "fill", NODE)
    assert "No space left" in world.run("ssh", NODE, "--", "seq 99999 2>&1 > /var/tmp/x || true")
    world.run("heal")
    assert world.run("ssh", NODE, "--", "seq 9 > /var/tmp/x && echo written") == "written\n"


def test_a_host_without_power_stays_off_until_it_is_healed(world: World) -> None:
    world.run("up", "logx-td")
    world.run("fault", "off", NODE)
    world.run("up", "logx-td")
    assert "exited" in world.run("status")
    world.run("heal")
    world.run("up", "logx-td")
    assert "running" in world.run("status")


def test_a_process_that_ended_is_started_again_by_healing(world: World) -> None:
    world.run("up", "logx-td")
    world.run("fault", "kill", NODE, "systemd-logind")
    world.run("heal")
    asked = ("ssh", NODE, "--", "systemctl", "is-active", "systemd-logind")
    assert world.run(*asked) == "active\n"


def test_a_range_in_use_is_refused_before_anything_starts(world: World) -> None:
    subprocess.run(["ip", "link", "add", "other", "type", "bridge"], check=True)
    try:
        subprocess.run(["ip", "addr", "add", "10.218.40.1/24", "dev", "other"], check=True)
        subprocess.run(["ip", "link", "set", "other", "up"], check=True)
        refused = world.start("up", "logx-td")
        said, _ = refused.communicate(timeout=60)
    finally:
        subprocess.run(["ip", "link", "del", "other"], check=True)
    assert refused.returncode == 3
    assert "10.218.32.0/19, the application network of logx-td, is in use" in said
