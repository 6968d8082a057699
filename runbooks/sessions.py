"""Shells on hosts, opened before anything is closed: nobody logs in while users wait."""

from __future__ import annotations

import os
import selectors
import shlex
import subprocess
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

OPTIONS = ("BatchMode=yes", "ConnectTimeout=5", "ControlPath=none")
"""No shared connection: one to a host that is gone takes long to say so."""


class HostError(Exception):
    """A host does not answer, or a command failed there."""


@dataclass(frozen=True)
class Said:
    """What a command wrote, and how it ended."""

    code: int
    text: str


class Session:
    """One root shell on one host, over SSH as the configuration says that administrators enter."""

    def __init__(self, host: str) -> None:
        self.host = host
        config = os.environ.get("TANDEM_SSH_CONFIG")
        way = ["-F", config] if config else []
        options = [word for option in OPTIONS for word in ("-o", option)]
        words = ["ssh", *way, "-T", *options, host, "sudo -n /bin/sh"]
        self._shell = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )

    def run(self, command: Sequence[str], given: str = "", seconds: float = 20.0) -> str:
        """Run a command, and return what it wrote; raise where it fails."""
        said = self.try_(command, given, seconds)
        if said.code:
            line = shlex.join(command)
            raise HostError(f"{self.host}: {line} ended with {said.code}: {said.text.strip()}")
        return said.text

    def try_(self, command: Sequence[str], given: str = "", seconds: float = 20.0) -> Said:
        """Run a command, and return what it wrote and how it ended."""
        mark = f"end-{uuid.uuid4().hex}"
        fed = f"printf %s {shlex.quote(given)} |" if given else ""
        end = "</dev/null" if not given else ""
        line = f"{fed} {shlex.join(command)} {end} 2>&1; code=$?; echo; echo {mark} $code\n"
        pipe = self._shell.stdin
        if pipe is None:  # pragma: no cover - it is a pipe
            raise HostError(self.host)
        try:
            pipe.write(line.encode())
        except OSError as error:
            raise HostError(f"{self.host} does not answer: {error}") from None
        text = self._until(mark, seconds)
        body, _, code = text.rpartition(mark)
        return Said(int(code.split()[0]), body.removesuffix("\n").removesuffix("\n"))

    def close(self) -> None:
        """Leave."""
        self._shell.kill()
        self._shell.wait()
        for pipe in (self._shell.stdin, self._shell.stdout):
            if pipe:
                pipe.close()

    def _until(self, mark: str, seconds: float) -> str:
        pipe, end, read = self._shell.stdout, time.monotonic() + seconds, b""
        with selectors.DefaultSelector() as selector:
            if pipe is not None:
                selector.register(pipe, selectors.EVENT_READ)
            while not (mark.encode() in read and read.endswith(b"\n")):
                left = end - time.monotonic()
                if left <= 0 or pipe is None or not selector.select(left):
                    self.close()  # what it still does is nobody's answer
                    raise HostError(f"{self.host} did not answer within {seconds:g} s")
                more = os.read(pipe.fileno(), 65536)
                if not more:
                    raise HostError(f"{self.host} hung up: {read.decode(errors='replace').strip()}")
                read += more
        return read.decode(errors="replace")
