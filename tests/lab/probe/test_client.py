"""The client against a probe on this machine: retries, gaps and what is read back."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.probe import client
from lab.probe.app.serving import Server
from lab.probe.client import Caller, Load, Target
from lab.probe.measurement import read
from tests.lab.probe.kept import Memory, probe

LOAD = Load(rate=200, writers=2, pause=0.01)


@pytest.fixture
def serve() -> Iterator[Callable[[Memory], Target]]:
    servers: list[tuple[Server, threading.Thread]] = []

    def started(memory: Memory) -> Target:
        server = Server(probe(memory))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        servers.append((server, thread))
        return Target(f"http://127.0.0.1:{server.server_address[1]}", answer_timeout=1)

    yield started
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def written_for(target: Target, attempts: int, log: Path) -> client.Writing:
    """Write until so many attempts were made, however busy this machine is."""
    writing = client.start(target, LOAD, log)
    end = time.monotonic() + 60
    while len(list(read(log))) < attempts and time.monotonic() < end:
        time.sleep(0.01)
    return writing


def test_what_was_acknowledged_is_there_once(
    serve: Callable[[Memory], Target], tmp_path: Path
) -> None:
    measured = written_for(serve(Memory()), 10, tmp_path / "log").stop()
    assert measured.acknowledged >= 9
    assert measured.is_clean
    assert measured.unknown == measured.refused == 0


def test_a_record_whose_answer_was_lost_is_sent_again_and_kept_once(
    serve: Callable[[Memory], Target], tmp_path: Path
) -> None:
    memory = Memory(fails=3)
    measured = written_for(serve(memory), 10, tmp_path / "log").stop()
    assert measured.unknown == 3
    assert measured.is_clean
    assert set(memory.written.values()) == {1}


def test_an_acknowledged_record_that_vanishes_is_lost(
    serve: Callable[[Memory], Target], tmp_path: Path
) -> None:
    memory = Memory()
    writing = written_for(serve(memory), 10, tmp_path / "log")
    first, *_ = read(tmp_path / "log")
    del memory.written[first.record]
    assert writing.stop().lost == (first.record,)


def test_nobody_who_answers_is_a_refusal() -> None:
    said = Caller(Target("http://127.0.0.1:1")).call("GET", "/health")
    assert (said.outcome, said.why) == ("refused", "connect: ConnectionRefusedError")


def test_a_mistake_of_the_clients_is_a_refusal(serve: Callable[[Memory], Target]) -> None:
    caller = Caller(serve(Memory()))
    assert caller.call("POST", "/records", {}).outcome == "refused"
    caller.close()


def test_reading_back_gives_up_in_the_end() -> None:
    with pytest.raises(TimeoutError, match="could not be read back"):
        client.read_back(Target("http://127.0.0.1:1"), "a", seconds=0)


def test_by_hand_it_prints_what_it_measured(
    serve: Callable[[Memory], Target], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = serve(Memory())
    log = str(tmp_path / "log")
    assert client.main([target.url, "--seconds", "0.2", "--rate", "100", "--log", log]) == 0
    assert '"clean": true' in capsys.readouterr().out
