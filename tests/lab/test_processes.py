"""Processes that outlive the command that started them are found again, and ended."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from lab.processes import Processes
from lab.shell import LabError

LISTENS = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[2]))) as server:
    while True:
        server.accept()
"""
FAILS = "import sys;sys.exit('no such thing')"


def words(program: str, port: int) -> Sequence[str]:
    return [sys.executable, "-c", program, "something", str(port)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Processes]:
    mine = Processes(tmp_path)
    yield mine
    mine.stop_all()


def test_one_that_answers_is_known_to_whoever_comes_later(home: Processes) -> None:
    assert not home.run
    started = home.start("something", lambda port: words(LISTENS, port))
    home.await_(started)
    later = Processes(home.home)
    assert later.run
    assert later.port("something") == started.port
    assert later.port("another") is None
    later.stop(started)
    assert not started.runs
    assert not Processes(home.home).all


def test_one_that_does_not_start_is_told_with_what_it_said(home: Processes) -> None:
    started = home.start("something", lambda port: words(FAILS, port))
    with pytest.raises(LabError, match="no such thing"):
        home.await_(started)


def test_another_process_of_that_number_is_not_ours(home: Processes) -> None:
    started = home.start("something", lambda port: words(LISTENS, port))
    other = type(started)("something", started.pid, started.port + 1)
    home.await_(started)
    assert not other.runs
    assert started.runs
