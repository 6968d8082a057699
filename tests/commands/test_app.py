"""The command as a whole: its help, its exit codes, its pipes."""

import subprocess
import sys

import pytest

from commands.app import NOUNS
from tests.commands.conftest import Run
from topology.repository import ROOT

READERS = ("show", "flows", "tuning", "timers", "disclose", "cost")


def test_help_lists_every_noun(tandem: Run) -> None:
    said = tandem("--help")
    assert said.code == 0
    assert all(noun in said.out for noun in NOUNS)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_explains_itself(tandem: Run, noun: str) -> None:
    said = tandem(noun, "--help")
    assert said.code == 0
    assert "Usage" in said.out


@pytest.mark.parametrize("noun", READERS)
def test_every_reader_speaks_json(tandem: Run, noun: str) -> None:
    said = tandem(noun, "logx-dc", "--json")
    assert said.code == 0, said.err
    assert said.json


@pytest.mark.parametrize("noun", READERS)
def test_an_unknown_environment_is_bad_input_with_the_nearest_word(tandem: Run, noun: str) -> None:
    said = tandem(noun, "logx-cd")
    assert (said.code, said.out) == (2, "")
    assert "there is no environment 'logx-cd'; did you mean 'logx-" in said.err


def test_a_misspelt_noun_is_bad_input(tandem: Run) -> None:
    assert tandem("shwo").code == 2


def test_a_size_that_does_not_exist_is_bad_input(tandem: Run) -> None:
    said = tandem("show", "logx-dc", "--size", "huge")
    assert said.code == 2
    assert "enterprise" in said.err


def test_managed_services_on_our_own_machines_are_bad_input(tandem: Run) -> None:
    said = tandem("show", "logx-dc", "--form", "managed", "--target", "onprem")
    assert said.code == 2
    assert "managed" in said.err


def test_in_a_pipe_lines_are_neither_coloured_nor_cut() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "commands.app", "flows", "logx-dc"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\x1b" not in run.stdout
    assert any(
        "10.16.80.131" in line and "reads and writes" in line for line in run.stdout.splitlines()
    )


def test_a_reader_that_goes_away_is_no_error() -> None:
    writer = subprocess.Popen(
        [sys.executable, "-m", "commands.app", "flows", "logx-dc", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writer.stdout
    assert writer.stderr
    writer.stdout.readline()
    writer.stdout.close()
    assert writer.stderr.read() == b""
    writer.stderr.close()
    writer.wait()
