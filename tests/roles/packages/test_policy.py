"""Which services Debian's packages may start: policy-rc.d, with a systemctl of our own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from topology.repository import ROOT

POLICY = ROOT / "roles/packages/files/policy-rc.d"


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    return Ask(tmp_path)


class Ask:
    """A host on which some services run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policy = folder / "policy-rc.d"
        text = POLICY.read_text().replace("/run/tandem-stopped", str(folder / "stopped"))
        self.policy.write_text(text)
        self.running()

    def running(self, *units: str) -> None:
        """Let these be the services that run."""
        systemctl = self.folder / "systemctl"
        cases = "|".join((*units, "nothing"))
        systemctl.write_text(f"#!/bin/sh\ncase $3 in {cases}) exit 0 ;; esac\nexit 3\n")
        systemctl.chmod(0o755)

    def __call__(self, unit: str, action: str) -> int:
        """Ask as a package would."""
        path = {"PATH": f"{self.folder}:/usr/bin:/bin"}
        return subprocess.run(["bash", self.policy, unit, action], env=path, check=False).returncode


@pytest.mark.parametrize("unit", ["redis-server", "redis-server.service", "ssh.socket"])
def test_what_was_just_installed_waits(ask: Ask, unit: str) -> None:
    assert ask(unit, "start") == 101


def test_what_runs_is_restarted_by_its_upgrade(ask: Ask) -> None:
    ask.running("redis-server.service")
    assert ask("redis-server", "restart") == 0


def test_what_an_upgrade_stopped_comes_back_once(ask: Ask) -> None:
    ask.running("redis-server.service")
    assert ask("redis-server.service", "stop") == 0
    ask.running()
    assert ask("redis-server", "start") == 0
    assert ask("redis-server", "start") == 101


def test_what_does_not_run_is_not_restarted(ask: Ask) -> None:
    assert ask("redis-server", "restart") == 101


def test_stopping_is_always_allowed(ask: Ask) -> None:
    assert ask("redis-server", "stop") == 0


def test_timers_start(ask: Ask) -> None:
    assert ask("logrotate.timer", "start") == 0
