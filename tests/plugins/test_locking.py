"""One run at a time holds the lock, and whoever is second is told all that helps."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.locking.lock import Command, Lock, Refused
from plugins.locking.session import KEEP, TAKEN, Session
from plugins.locking.words import held_by, who
from topology.repository import ROOT

pytestmark = pytest.mark.slow

KEEPERS = ("one", "two", "three")


def keeping(folder: Path, *silent: str, patience: int = 30, runs: str = "site.yml") -> Command:
    """Return what keeps each keeper's lock in a folder of its own, but for those that are down."""

    def command(keeper: str) -> list[str]:
        if keeper in silent:
            return ["sh", "-c", f"echo ssh: {keeper} is down; exit 255"]
        own = folder / keeper
        own.mkdir(exist_ok=True)
        program = KEEP.replace("/run/", f"{own}/").replace("-t 30", f"-t {patience}")
        return ["bash", "-c", program, "keep", "a-td", who(runs), "192.0.2.7"]

    return command


@pytest.fixture
def locks(tmp_path: Path) -> Iterator[list[Lock]]:
    """Return locks of the same keepers, which are given back at the end."""
    made = [Lock("a-td", KEEPERS, keeping(tmp_path)) for _ in range(2)]
    yield made
    for each in made:
        each.release()


def test_the_second_is_refused_and_told_who_is_first(locks: list[Lock]) -> None:
    locks[0].take()
    with pytest.raises(Refused) as refused:
        locks[1].take()
    said = str(refused.value)
    assert f"process {os.getpid()}" in said
    assert "from:   192.0.2.7" in said
    assert "runs:   site.yml" in said
    assert "ssh one sudo kill " in said


def test_whoever_ends_gives_it_back(locks: list[Lock]) -> None:
    locks[0].take()
    locks[0].release()
    locks[1].take()


def test_a_run_that_is_killed_gives_it_back(tmp_path: Path, locks: list[Lock]) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tests.plugins.test_locking import *;"
        "lock = Lock('a-td', KEEPERS, keeping(Path(sys.argv[1]))); lock.take(); print('held');"
        "sys.stdout.flush(); time.sleep(60)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert run.stdout
    assert run.stdout.readline() == b"held\n"
    with pytest.raises(Refused):
        locks[0].take()
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    time.sleep(0.5)
    locks[1].take()


def test_one_keeper_of_three_may_be_down(tmp_path: Path) -> None:
    lock = Lock("a-td", KEEPERS, keeping(tmp_path, "one"))
    lock.take()
    lock.release()


def test_with_most_keepers_down_nobody_can_tell(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        Lock("a-td", KEEPERS, keeping(tmp_path, "one", "three")).take()
    said = str(refused.value)
    assert "one: ssh: one is down" in said
    assert "three: ssh: three is down" in said
    assert "-e lock_anyway=true" in said


def test_who_reaches_other_keepers_is_refused_all_the_same(tmp_path: Path) -> None:
    first = Lock("a-td", KEEPERS, keeping(tmp_path, "one"))
    second = Lock("a-td", KEEPERS, keeping(tmp_path, "three"))
    first.take()
    with pytest.raises(Refused):
        second.take()
    first.release()


def test_without_a_sign_of_life_a_keeper_lets_go_and_the_first_stops(tmp_path: Path) -> None:
    first = Lock("a-td", ("one",), keeping(tmp_path, patience=1))  # it gives one each 5 s
    second = Lock("a-td", ("one",), keeping(tmp_path))
    first.take()
    time.sleep(1.5)
    second.take()
    with pytest.raises(Refused, match="stops before its next task"):
        first.check()
    second.release()


def test_a_keeper_that_was_away_is_asked_again(tmp_path: Path) -> None:
    lock = Lock("a-td", ("one",), keeping(tmp_path, patience=1))
    lock.take()
    time.sleep(1.5)
    lock.check()
    assert Session("one", keeping(tmp_path)("one")).open() == TAKEN
    lock.release()


def test_what_ssh_says_first_is_no_holder() -> None:
    said = held_by("a-td", "one", "Warning: a new key\n" + who("x.yml") + "\n812\n192.0.2.7\n")
    assert "kill 812" in said
    assert "runs:   x.yml" in said


def test_a_holder_that_has_only_just_come_is_one() -> None:
    assert "who has only just come" in held_by("a-td", "one", "")


PLAYBOOK = """
- name: Any
  hosts: all
  connection: local
  gather_facts: false
  vars: {reads_only: READS_ONLY}
  tasks:
    - name: Go on
      ansible.builtin.debug: {msg: went on}
"""
SSH = (
    '#!/bin/sh\nfor last; do :; done\nexec sh -c "$(printf %s "$last" | sed s,/run/,{folder}/,)"\n'
)
SUDO = '#!/bin/sh\nshift\nexec "$@"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose one keeper is this machine."""
    told = "{base_environment: a-td, lock_keepers: [one]}"
    (tmp_path / "site.yml").write_text(f"all: {{hosts: {{one: }}, vars: {told}}}\n")
    for name, text in (("ssh", SSH.format(folder=tmp_path / "one")), ("sudo", SUDO)):
        program = tmp_path / name
        program.write_text(text)
        program.chmod(0o755)
    (tmp_path / "one").mkdir()
    return tmp_path


def play(site: Path, *words: str, reads_only: bool = False) -> subprocess.CompletedProcess[str]:
    playbook = site / "play.yml"
    playbook.write_text(PLAYBOOK.replace("READS_ONLY", str(reads_only).lower()))
    kept = {key: value for key, value in os.environ.items() if "ANSIBLE" not in key}
    own = {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "PATH": f"{site}:{os.environ['PATH']}"}
    program = Path(sys.executable).with_name("ansible-playbook")
    return subprocess.run(
        [program, "--inventory", site / "site.yml", playbook, *words],
        cwd=ROOT,
        env=kept | own,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_playbook_takes_it_unasked(site: Path) -> None:
    assert "went on" in play(site).stdout
    holder = Lock("a-td", ("one",), keeping(site))
    holder.take()
    refused = play(site, "--extra-vars=lock_anyway=false")
    assert refused.returncode == 1
    assert "went on" not in refused.stdout
    assert "Another run is at work on a-td" in refused.stderr
    assert "Traceback" not in refused.stderr
    for goes_on in (
        play(site, "--check"),
        play(site, reads_only=True),
        play(site, "--extra-vars=lock_anyway=true"),
    ):
        assert "went on" in goes_on.stdout
    holder.release()
