"""What goes wrong around a stack: one message with its remedy, and nothing torn."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.stack import PASSPHRASE_FILE, Stack
from cloud.trouble import BAD_INPUT, FAILED, CloudError, explained
from lab.aws.rehearsal import Rehearsal
from tests.stacks.rehearsing import REHEARSED, client, rehearsing, stack_of
from topology.look import Look
from topology.repository import ROOT

pytestmark = REHEARSED
SOME = 25
"""Resources that are there when the engine is killed."""
PATIENCE = 300


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with rehearsing(tmp_path_factory.mktemp("state")) as mine:
        yield mine


@pytest.fixture(scope="module")
def killed(rehearsal: Rehearsal) -> Stack:
    """Return a stack whose first up was killed in the middle, engine and all."""
    words = [sys.executable, "-m", "commands.app", "cloud", "up", "qps-td", "--yes"]
    up = subprocess.Popen(words, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while rehearsal.share.held < SOME and time.monotonic() < deadline:
        assert up.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
    locks = (rehearsal.home / "stacks" / "state" / ".pulumi" / "locks").glob("**/*.json")
    engine = os.pidfd_open(next(json.loads(each.read_text())["pid"] for each in locks))
    os.killpg(up.pid, signal.SIGKILL)
    up.wait()
    assert select.select([engine], [], [], PATIENCE)[0], "the engine goes on"
    os.close(engine)
    return stack_of("qps-td", Look())


def refused(stack: Stack) -> CloudError:
    with pytest.raises(CloudError) as found, explained():
        stack.up()
    return found.value


def test_a_site_whose_pair_is_not_there_yet_says_what_to_build_first(rehearsal: Rehearsal) -> None:
    assert rehearsal.is_up
    found = refused(stack_of("qps-dr", Look(size="small")))
    assert found.code == BAD_INPUT
    assert "build the pair's home first" in str(found)


def test_an_engine_that_was_killed_leaves_nothing_twice(
    rehearsal: Rehearsal, killed: Stack
) -> None:
    killed.up()
    assert killed.preview().is_nothing
    held = rehearsal.share.held + rehearsal.share.recorded
    assert held == len(killed.known())
    vpcs = client(rehearsal, "ec2").describe_vpcs()["Vpcs"]
    assert sum(not each["IsDefault"] for each in vpcs) == 1


def test_a_state_that_another_holds_is_left_alone(killed: Stack) -> None:
    locks = killed.where.home / "state" / ".pulumi" / "locks" / "organization" / "tandem"
    lock = locks / "qps-td" / "other.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(json.dumps({"pid": 1, "username": "other", "hostname": "elsewhere",
                                "timestamp": "2026-11-21T00:00:00Z"}))  # fmt: skip
    found = refused(stack_of("qps-td", Look()))
    lock.unlink()
    assert (found.code, "another run holds the stack" in str(found)) == (FAILED, True)


def test_a_state_that_was_half_written_is_taken_from_before(
    rehearsal: Rehearsal, killed: Stack
) -> None:
    path = killed.where.home / "state" / ".pulumi" / "stacks" / "tandem" / "qps-td.json"
    path.write_text(path.read_text()[:1000])
    again = stack_of("qps-td", Look())
    again.up()
    assert again.preview().is_nothing
    assert rehearsal.share.held + rehearsal.share.recorded == len(again.known())


def test_another_passphrase_is_refused(
    killed: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed.known()
    wrong = tmp_path / "passphrase"
    wrong.write_text("another")
    monkeypatch.setenv(PASSPHRASE_FILE, str(wrong))
    found = refused(stack_of("qps-td", Look()))
    assert (found.code, "has another passphrase" in str(found)) == (BAD_INPUT, True)


def test_a_name_that_somebody_has_is_told(rehearsal: Rehearsal, killed: Stack) -> None:
    assert killed.known()
    client(rehearsal, "sns").create_topic(Name="logx-td-watch")
    client(rehearsal, "s3").create_bucket(
        Bucket="logx-td-logs-123456789012",
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
    )
    found = refused(stack_of("logx-td", Look(form="servers", target="aws")))
    assert (found.code, "has the name" in str(found)) == (BAD_INPUT, True)
