"""The sampled walk: the runner is killed with -9, between steps and inside of them, on real hosts.

Then another run of the command goes on with it, or undoes it. The rest of the walk, every touch of
every runbook, is simulated in `tests/runbooks/test_walk.py`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest

from tests.recovery.rig import Rig, host, other

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

RESUMED = ["close: done", "demote: Its", "promote: The"]
"""What the command says when it is killed: a step begins, or has ended and the next has not."""
ABORTED = ["shut: Its", "demote: done"]
LOST_SECONDS = 1.0


def killed(run: subprocess.Popen[str], word: str) -> None:
    """Kill a run once it says a word, and everything that it started."""
    said = ""
    assert run.stdout is not None
    with run.stdout:
        for line in run.stdout:
            said += line
            if line.startswith(word):
                break
        else:
            raise AssertionError(f"it never said {word}: {said}")
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()


def one_leads(rig: Rig, site: str) -> None:
    """See that one site alone is open and takes writes."""
    assert rig.record()["site"] == site
    assert rig.status(site)["entry"] == "open"
    assert rig.status(other(site))["entry"] == "forward"
    assert rig.databases() == {site: True, other(site): False}


@pytest.mark.parametrize("word", RESUMED)
def test_a_killed_switchover_is_resumed(rig: Rig, word: str) -> None:
    site = rig.record()["site"]
    with rig.user() as user:
        killed(rig.begin("switchover", site, "--yes", "--no-measure"), word)
        rig.tandem("switchover", site, "--resume", "--no-measure")
    assert user.told["lost"] == user.told["duplicates"] == []
    one_leads(rig, other(site))
    rig.figures.add(f"killed at '{word}', resumed: records lost", 0, 0, "records")


@pytest.mark.parametrize("word", ABORTED)
def test_a_killed_switchover_is_aborted(rig: Rig, word: str) -> None:
    site = rig.record()["site"]
    with rig.user() as user:
        killed(rig.begin("switchover", site, "--yes", "--no-measure"), word)
        refused = rig.tandem("switchover", site, "--yes", "--no-measure", code=None)
        rig.tandem("switchover", site, "--abort", "--no-measure")
    assert "in the way" in refused or "has the lock" in refused
    assert user.told["lost"] == user.told["duplicates"] == []
    one_leads(rig, site)
    rig.figures.add(f"killed at '{word}', aborted: records lost", 0, 0, "records")


def test_a_frozen_leader_wakes_up_in_the_middle_of_a_write_and_keeps_none(rig: Rig) -> None:
    site = rig.record()["site"]
    with rig.user() as user:
        rig.lab("fault", "freeze", host(site))
        lost_at = time.time()
        rig.tandem("failover", site, "--yes", "--accept-loss", "--no-measure")
        rig.lab("heal")
        assert rig.returned(site)["writes"] == 0
    seen = user.seen(lost_at)
    assert user.told["strangers"] == []
    gate = rig.figures.gate
    gate("frozen leader: acknowledged writes lost", seen.lost_seconds, LOST_SECONDS, "s of writes")
    back = json.loads(rig.tandem("failback", other(site), "--yes", "--no-measure", "--json"))
    assert back["outcome"] == "done"
