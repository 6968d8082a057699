"""A run that was killed leaves nothing that stops the next one."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cloud.mending import mend

WHOLE = json.dumps({"version": 3, "checkpoint": {}})


@pytest.fixture
def state(tmp_path: Path) -> Path:
    stacks = tmp_path / ".pulumi" / "stacks" / "tandem"
    stacks.mkdir(parents=True)
    (stacks / "shop-td.json").write_text(WHOLE)
    return tmp_path


def lock(state: Path, pid: int, machine: str) -> Path:
    folder = state / ".pulumi" / "locks" / "organization" / "tandem" / "shop-td"
    folder.mkdir(parents=True)
    path = folder / "a.json"
    path.write_text(json.dumps({"pid": pid, "hostname": machine}))
    return path


def ended() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_the_lock_of_a_dead_run_goes(state: Path) -> None:
    held = lock(state, ended(), socket.gethostname())
    said: list[str] = []
    mend(state, "shop-td", said.append)
    assert not held.exists()
    assert len(said) == 1


@pytest.mark.parametrize("machine", [socket.gethostname(), "elsewhere"])
def test_the_lock_of_a_run_that_may_be_alive_stays(state: Path, machine: str) -> None:
    alive = machine == socket.gethostname()
    held = lock(state, os.getpid() if alive else ended(), machine)
    mend(state, "shop-td", lambda _: None)
    assert held.exists()


def test_a_half_written_state_gives_way_to_the_one_before(state: Path) -> None:
    path = state / ".pulumi" / "stacks" / "tandem" / "shop-td.json"
    path.write_text(WHOLE[:9])
    path.with_name("shop-td.json.bak").write_text(WHOLE)
    mend(state, "shop-td", lambda _: None)
    assert path.read_text() == WHOLE


def test_a_half_written_state_without_another_is_left_as_it_is(state: Path) -> None:
    path = state / ".pulumi" / "stacks" / "tandem" / "shop-td.json"
    path.write_text(WHOLE[:9])
    mend(state, "shop-td", lambda _: None)
    assert path.read_text() == WHOLE[:9]


def test_the_lock_of_a_dead_run_that_nobody_waited_for_goes(state: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        held = lock(state, process.pid, socket.gethostname())
        mend(state, "shop-td", lambda _: None)
        assert not held.exists()
