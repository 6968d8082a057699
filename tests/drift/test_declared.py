"""Check mode, as a program reads it: a small playbook here, through the callback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reports.drift import declared
from reports.drift.finding import DIFFERS
from topology.repository import ROOT

PLAYBOOK = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: Write what all may see
      ansible.builtin.copy:
        content: "new line\\n"
        dest: {folder}/seen
        mode: "0600"
    - name: Write what nobody may see
      ansible.builtin.copy:
        content: "{{{{ item }}}}"
        dest: {folder}/hidden
        mode: "0600"
      loop: [treasure-1]
      no_log: true
    - name: Run what check mode does not
      ansible.builtin.command: touch {folder}/never
      changed_when: true
    - name: Find nothing to do
      ansible.builtin.file:
        path: {folder}
        state: directory
    - name: Run what has to run
      units:
        name: [a.timer, b.timer]
        enabled: true
        state: started
    - name: Place what is to be there
      place:
        mode: "0600"
        files:
          - {{content: as it is, to: "{folder}/same"}}
          - {{content: placed, to: "{folder}/placed"}}
          - {{folder: "{folder}", mode: "0750"}}
    - name: Fail with a secret
      ansible.builtin.fail:
        msg: treasure-2
      no_log: true
"""

SYSTEMCTL = """#!/bin/sh
# Tells of two units; the second does not run.
for active in active inactive; do
  printf 'LoadState=loaded\\nUnitFileState=enabled\\nNeedDaemonReload=no\\nTriggers=\\n'
  printf 'ActiveState=%s\\n\\n' $active
done
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return the lines of a run in check mode."""
    folder = tmp_path_factory.mktemp("checked")
    (folder / "seen").write_text("old line\n")
    (folder / "same").write_text("as it is")
    (folder / "same").chmod(0o600)
    folder.chmod(0o700)
    systemctl = folder / "bin/systemctl"
    systemctl.parent.mkdir()
    systemctl.write_text(SYSTEMCTL)
    systemctl.chmod(0o755)
    book = folder / "book.yml"
    book.write_text(PLAYBOOK.format(folder=folder))
    ended = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), "--check", "--diff", book],
        cwd=ROOT,
        env={
            "PATH": f"{systemctl.parent}:/usr/bin:/bin",
            "HOME": str(folder),
            "ANSIBLE_STDOUT_CALLBACK": "findings",
            "ANSIBLE_CALLBACK_PLUGINS": "plugins/callback",
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "LC_ALL": "C.UTF-8",
        },
        capture_output=True,
        check=False,
        text=True,
    )
    assert "treasure" not in ended.stdout + ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]


def findings(said: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    told = [each for event in said for each in declared._findings(event)]  # noqa: SLF001 - one line of a run
    return {each.item.rpartition("/")[2]: (each.expected, each.found) for each in told}


def test_a_file_says_what_is_expected_and_what_was_found(said: list[dict[str, Any]]) -> None:
    assert tuple(each.partition(";")[0] for each in findings(said)["seen"]) == (
        "new line",
        "old line",
    )


def test_a_secret_is_only_said_to_differ(said: list[dict[str, Any]]) -> None:
    assert findings(said)["Write what nobody may see"] == (declared.HIDDEN, "another")
    assert "secret" in findings(said)["Fail with a secret"][1]


def test_of_many_units_the_one_that_differs_is_named(said: list[dict[str, Any]]) -> None:
    found = findings(said)
    assert found["b.timer"] == ("state started, enabled True", DIFFERS)
    assert "a.timer" not in found


def test_a_command_that_check_mode_leaves_out_says_nothing(said: list[dict[str, Any]]) -> None:
    """Ansible cannot tell whether it would change anything; the live reader sees what it sets."""
    assert "Run what check mode does not" not in findings(said)


def test_of_many_files_each_that_differs_is_named_with_its_own(said: list[dict[str, Any]]) -> None:
    found = findings(said)
    assert found["placed"] == ("placed", "no such line")
    assert "same" not in found
    assert ("mode 0750", "mode 0700") in found.values()


def test_what_is_as_it_should_be_is_not_named(said: list[dict[str, Any]]) -> None:
    assert len(findings(said)) == 6


def event(kind: str, playbook: str = "", host: str = "") -> dict[str, str]:
    return {"event": kind, "playbook": f"/x/playbooks/{playbook}:2", "host": host}


def test_playbooks_after_a_failure_are_asked_again_of_those_who_missed_them() -> None:
    events = [event("play", "a.yml"), event("failed", host="h1"), event("play", "b.yml")]
    rest = declared._rest(["a.yml", "b.yml"], [], events)  # noqa: SLF001 - the rule itself
    assert rest == (["b.yml"], ["h1"])


def test_a_run_that_ended_early_is_taken_up_again_for_everybody() -> None:
    events = [event("play", "a.yml"), event("failed", host="h1")]
    rest = declared._rest(["a.yml", "b.yml"], ["db"], events)  # noqa: SLF001 - the rule itself
    assert rest == (["b.yml"], ["db"])


def test_every_playbook_of_the_site_is_asked_but_its_bookkeeping() -> None:
    asked = declared.playbooks()
    assert "hosts.yml" in asked
    assert "baseline.yml" not in asked
