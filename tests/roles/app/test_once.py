"""The lock of the jobs, against a stand-in for Redis that speaks as much of it as a lock needs."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ONCE = Path(__file__).parents[3] / "roles" / "app" / "files" / "once"


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("once", str(ONCE))
    spec = importlib.util.spec_from_loader("once", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    monkeypatch.setenv("RETRY_FOR", "1")
    return module


@pytest.fixture
def kept(once: ModuleType, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Keep keys in a dictionary instead of Redis."""
    keys: dict[str, str] = {}

    def asked(*words: str) -> str | None:
        if words[0] == "SET" and words[1] not in keys:
            keys[words[1]] = words[2]
            return "OK"
        return "1" if words[0] == "EVAL" else None

    monkeypatch.setattr(once, "asked", asked)
    return keys


def test_the_member_that_takes_the_key_runs_the_job(
    once: ModuleType, kept: dict[str, str], tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    assert once.main("reports", ["touch", str(ran)]) == 0
    assert ran.exists()
    assert list(kept) == ["tandem:job:reports"]


def test_another_member_does_not(
    once: ModuleType, kept: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept["tandem:job:reports"] = "another"
    assert once.main("reports", ["touch", str(tmp_path / "ran")]) == 0
    assert not (tmp_path / "ran").exists()
    assert "on another member" in capsys.readouterr().out


def test_a_job_that_fails_has_failed(once: ModuleType, kept: dict[str, str]) -> None:
    assert once.main("reports", ["sh", "-c", "exit 3"]) == 3
    assert kept


def test_who_cannot_be_asked_is_asked_again_and_given_up_in_the_end(
    once: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fail(*words: str) -> str | None:
        asked.append(words[0])
        raise OSError("gone")

    monkeypatch.setattr(once, "asked", fail)
    monkeypatch.setattr(once, "GIVE_UP_SECONDS", -1)
    with pytest.raises(SystemExit) as ended:
        once.main("reports", ["true"])
    assert ended.value.code == once.GAVE_UP
    assert asked == ["SET"]


class Wire:
    """One end of a pair of sockets, dressed as the lock's connection."""

    def __init__(self, once: ModuleType, wire: socket.socket) -> None:
        self.redis = once.Redis.__new__(once.Redis)
        self.redis._wire = wire  # noqa: SLF001 - instead of a TLS connection
        self.redis._lines = wire.makefile("rb")  # noqa: SLF001 - as above


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.mark.parametrize(
    ("answer", "found"),
    [(b"+OK\r\n", "OK"), (b"$-1\r\n", None), (b"$3\r\nyes\r\n", "yes"), (b":1\r\n", "1")],
)
def test_it_speaks_redis(
    once: ModuleType,
    pair: tuple[socket.socket, socket.socket],
    answer: bytes,
    found: str | None,
) -> None:
    ours, theirs = pair
    wire = Wire(once, ours)
    threading.Thread(target=theirs.sendall, args=(answer,)).start()
    assert wire.redis.ask("GET", "ä") == found
    assert theirs.recv(100) == "*2\r\n$3\r\nGET\r\n$2\r\nä\r\n".encode()
    wire.redis._lines.close()  # noqa: SLF001 - as above


def test_an_error_is_an_error(once: ModuleType, pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    wire = Wire(once, ours)
    theirs.sendall(b"-NOAUTH who are you\r\n")
    with pytest.raises(OSError, match="NOAUTH"):
        wire.redis.ask("GET", "x")
    wire.redis._lines.close()  # noqa: SLF001 - as above
