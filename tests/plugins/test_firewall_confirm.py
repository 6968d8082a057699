"""Rules of a firewall that are tried on a host, and what is said where they are not kept."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conventions.tree import ROOT

PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Load the rules
      firewall_confirm:
        program: {program}
        seconds: 45
        connect_seconds: 20
"""
LOCALLY = ("-c", "local")
PROGRAM = """#!/bin/sh
test "$1" = try || { echo "too late: the rules were taken back" >&2; exit 1; }
"""


def test_rules_that_were_taken_back_are_told_with_what_to_do(tmp_path: Path) -> None:
    program, book = tmp_path / "program", tmp_path / "book.yml"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    book.write_text(PLAYBOOK.format(program=program))
    ended = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), *LOCALLY, book],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "ANSIBLE_STDOUT_CALLBACK": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = " ".join((ended.stdout + ended.stderr).replace('"', " ").split())
    assert ended.returncode, said
    assert "too late: the rules were taken back" in said
    assert "not within the 45 seconds" in said
    assert "-e firewall_confirm_seconds=120" in said
