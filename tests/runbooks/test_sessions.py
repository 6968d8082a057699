"""Shells on hosts: what came of a command is what the command said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runbooks.sessions import HostError, Session


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """Return one whose SSH is this machine's own shell."""
    program = tmp_path / "ssh"
    program.write_text("#!/bin/sh\nset -eu\nexec /bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    opened = Session("somebody")
    yield opened
    opened.close()


def test_a_command_that_fails_is_an_error_that_says_why(session: Session) -> None:
    with pytest.raises(HostError, match=r"ended with 3: no way"):
        session.run(["sh", "-c", "echo no way >&2; exit 3"])


def test_a_shell_serves_many_commands(session: Session) -> None:
    assert session.run(["echo", "one  'two'"]) == "one  'two'"
    assert session.run(["cat"], given="$HOME\nlast") == "$HOME\nlast"
    assert session.run(["printf", "%s", ""]) == ""


def test_a_command_is_not_waited_for_longer_than_it_may_take(session: Session) -> None:
    with pytest.raises(HostError, match=r"did not answer within 0\.2 s"):
        session.run(["sleep", "5"], seconds=0.2)


def test_a_shell_that_is_gone_is_an_error(session: Session) -> None:
    with pytest.raises(HostError, match="hung up"):
        session.run(["sh", "-c", "kill -9 $PPID"])
