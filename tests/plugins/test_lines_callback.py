"""A playbook's output has a line for each task, and failures whole."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from topology.repository import ROOT

pytestmark = pytest.mark.slow

PLAYBOOK = """
- name: Two hosts
  hosts: all
  gather_facts: false
  tasks:
    - name: Look
      ansible.builtin.command: {argv: ["true"]}
      changed_when: false
      loop: [1, 2]
    - name: Change one
      ansible.builtin.command: {argv: ["true"]}
      changed_when: inventory_hostname == "b"
    - name: Tell
      ansible.builtin.debug: {msg: "the site is well"}
      run_once: true
    - name: Nobody needs this
      ansible.builtin.command: {argv: ["true"]}
      when: false
    - name: Fail on one
      ansible.builtin.command: {argv: ["sh", "-c", "echo disk is full >&2; exit 3"]}
      when: inventory_hostname == "a"
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what a run over two hosts that are this machine says, but not how long it took."""
    playbook = tmp_path_factory.mktemp("play") / "play.yml"
    playbook.write_text(PLAYBOOK)
    program = Path(sys.executable).with_name("ansible-playbook")
    inherited = {key: value for key, value in os.environ.items() if "ANSIBLE" not in key}
    hosts = playbook.with_name("hosts.ini")
    hosts.write_text(f"[all:vars]\nansible_python_interpreter={sys.executable}\n[all]\na\nb\n")
    done = subprocess.run(
        [str(program), "--connection", "local", "--inventory", str(hosts), str(playbook)],
        cwd=ROOT,
        env=inherited | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    return re.sub(r", \d+ s$", "", done.stdout + done.stderr, flags=re.MULTILINE)


def test_a_task_that_changes_nothing_has_one_line(told: str) -> None:
    assert told.count("Look") == 1
    assert "  Look: 2 ok\n" in told


def test_changed_hosts_are_named(told: str) -> None:
    assert "  Change one: 1 changed, 1 ok (b)\n" in told


def test_a_task_that_nobody_needs_is_not_told(told: str) -> None:
    assert "Nobody needs this" not in told


def test_what_a_task_is_there_to_tell_is_told(told: str) -> None:
    assert "  a: the site is well\n" in told


def test_a_failure_is_shown_whole(told: str) -> None:
    assert "fatal: [a]: FAILED!" in told
    assert "disk is full" in told
    assert "  Fail on one: 1 failed\n" in told


def test_the_end_is_ansibles(told: str) -> None:
    assert "changed=1" in told.partition("PLAY RECAP")[2]
