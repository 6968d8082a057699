"""A name server is believed to be there when it answers, and not before."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from tests.roles.loading import program

ASK = program("base/library/answering_name_servers.py")


def served(reply: Callable[[bytes], bytes]) -> int:
    """Answer one question; return the port where."""
    channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    channel.bind(("127.0.0.1", 0))
    channel.settimeout(5)

    def answer() -> None:
        with channel:
            asked, whom = channel.recvfrom(512)
            channel.sendto(reply(asked), whom)

    threading.Thread(target=answer, daemon=True).start()
    port: int = channel.getsockname()[1]
    return port


@pytest.mark.parametrize(
    ("head", "believed"),
    [("8180", True), ("8183", True), ("8182", False), ("8185", False), ("0100", False)],
    ids=["the domain", "no such domain", "server failure", "refused", "our own question"],
)
def test_only_answers_of_use_count(head: str, *, believed: bool) -> None:
    port = served(lambda asked: asked[:2] + bytes.fromhex(head) + asked[4:])
    assert ASK.answers("127.0.0.1", "example.com", 5, port) is believed


def test_an_answer_to_another_question_does_not_count() -> None:
    port = served(lambda asked: bytes([asked[0] ^ 1]) + asked[1:2] + b"\x81\x80" + asked[4:])
    assert not ASK.answers("127.0.0.1", "example.com", 5, port)


def test_nobody_there_is_no_error() -> None:
    assert not ASK.answers("127.0.0.1", "example.com", 0.1, 1)


def test_a_question_is_as_the_wire_has_it() -> None:
    assert ASK.question("a.example", 1)[12:] == b"\x01a\x07example\x00\x00\x06\x00\x01"
