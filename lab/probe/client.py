"""Measures a platform from outside: writes numbered records as a user's application would.

Writers keep their connections, give up soon, and send the same number again until it is
acknowledged. Every attempt is written down before the next begins, so that nothing is forgotten
when this process ends. `python -m lab.probe.client --help` uses it by hand:

    writing = start(Target("https://192.0.2.1/api", ca), Load(rate=50), Path("attempts.jsonl"))
    ...                         # break something
    measured = writing.stop()   # reads all records back
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import ssl
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from lab.probe import measurement
from lab.probe.measurement import Attempt, Measurement, Outcome

READ_BACK_SECONDS = 60.0


@dataclass(frozen=True)
class Target:
    """Where records are written to; the certificate must be the authority's and bear this name."""

    url: str
    authority: Path | None = None
    """The file of the internal authority's certificate; the system's own without it."""
    connect_timeout: float = 1.0
    answer_timeout: float = 2.0


@dataclass(frozen=True)
class Load:
    """How much is written."""

    rate: float = 50.0
    """Records in a second, by all writers together."""
    writers: int = 8
    pause: float = 0.1
    """Before the same number is sent again."""


@dataclass(frozen=True)
class Said:
    """What came of one request."""

    outcome: Outcome
    why: str
    body: bytes = b""


class Caller:
    """One connection, kept while it is good."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._url = urlsplit(target.url)
        self._context = ssl.create_default_context(cafile=target.authority)
        self._connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: object = None) -> Said:
        """Send one request; what failed before it was sent was refused, later it is unknown."""
        try:
            connection = self._connected()
        except OSError as error:
            self.close()
            return Said("refused", f"connect: {type(error).__name__}")
        try:
            content = None if body is None else json.dumps(body)
            kind = {"Content-Type": "application/json"}
            connection.request(method, f"{self._url.path}{path}", content, kind)
            answer = connection.getresponse()
            found = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return Said("unknown", type(error).__name__)
        if answer.status in (200, 201):
            return Said("acknowledged", str(answer.status), found)
        # An error may come from behind the commit; what the client did wrong never got that far.
        refused = 400 <= answer.status < 500
        return Said("refused" if refused else "unknown", str(answer.status), found)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
            more = {"context": self._context} if self._url.scheme == "https" else {}
            made = kinds[self._url.scheme](
                self._url.hostname or "",
                self._url.port,
                timeout=self._target.connect_timeout,
                **more,
            )
            self._connection = made
            made.connect()
            made.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.sock.settimeout(self._target.answer_timeout)
        return self._connection


@dataclass
class Writing:
    """Writers at work; `stop` ends them and says what came of it."""

    target: Target
    load: Load
    log: Path
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    begun: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    last: float = 0.0
    """When a record was last acknowledged."""
    _ending: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def clients(self) -> list[str]:
        """The writers' names, which no other run has."""
        return [f"{self.run}-{number}" for number in range(self.load.writers)]

    def begin(self) -> None:
        """Start the writers, each at its own moment of a period."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.touch()
        for index, client in enumerate(self.clients):
            thread = threading.Thread(target=self._write, args=(client, index), daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """End the writers, when what they have begun has an outcome."""
        self.ended = self.ended or time.monotonic()
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def stop(self) -> Measurement:
        """End the writers, read everything back through the same entry, and evaluate it."""
        self.end()
        found = {client: read_back(self.target, client) for client in self.clients}
        return measurement.evaluate(measurement.read(self.log), found, self.begun, self.ended)

    def _write(self, client: str, index: int) -> None:
        period = self.load.writers / self.load.rate
        due = self.begun + period * index / self.load.writers
        caller, number = Caller(self.target), 0
        while not self._ending.wait(max(0.0, due - time.monotonic())):
            number += 1
            self._until_acknowledged(caller, client, number)
            # What was missed in an outage is not made up for: users do not come back at once.
            due = max(due + period, time.monotonic())
        caller.close()

    def _until_acknowledged(self, caller: Caller, client: str, number: int) -> None:
        while True:
            begun = time.monotonic()
            said = caller.call("POST", "/records", {"client": client, "number": number})
            ended = time.monotonic()
            self._note(Attempt(client, number, begun, ended, said.outcome, said.why))
            if said.outcome == "acknowledged":
                self.last = ended
            if said.outcome == "acknowledged" or self._ending.wait(self.load.pause):
                return

    def _note(self, attempt: Attempt) -> None:
        with self._lock, self.log.open("a") as file:
            file.write(measurement.line(attempt))


def start(target: Target, load: Load | None = None, log: Path | None = None) -> Writing:
    """Start to write, and return at once."""
    path = log or Path(tempfile.mkdtemp(prefix="tandem-")) / "attempts.jsonl"
    writing = Writing(target, load or Load(), path)
    writing.begin()
    return writing


def read_back(target: Target, client: str, seconds: float = READ_BACK_SECONDS) -> list[int]:
    """Return the numbers that the platform has of a client, trying until it answers."""
    caller, end = Caller(target), time.monotonic() + seconds
    while True:
        said = caller.call("GET", f"/records?client={quote(client)}")
        if said.outcome == "acknowledged":
            caller.close()
            numbers: list[int] = json.loads(said.body)["numbers"]
            return numbers
        if time.monotonic() > end:
            raise TimeoutError(f"records could not be read back: {said.why}")
        time.sleep(0.5)


def main(words: Sequence[str]) -> int:
    """Write for some seconds and print the measurement; 1 where something acknowledged is lost."""
    parser = argparse.ArgumentParser(description="Write numbered records and read them back.")
    parser.add_argument("url", help="the API, such as https://192.0.2.1/api")
    parser.add_argument("--authority", type=Path, help="the certificate of the internal authority")
    parser.add_argument("--rate", type=float, default=Load.rate)
    parser.add_argument("--writers", type=int, default=Load.writers)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--log", type=Path, help="where each attempt is written down")
    asked = parser.parse_args(words)
    load = Load(rate=asked.rate, writers=asked.writers)
    writing = start(Target(asked.url, asked.authority), load, asked.log)
    time.sleep(asked.seconds)
    measured = writing.stop()
    sys.stdout.write(json.dumps(measurement.summary(measured), indent=2) + "\n")
    return 0 if measured.is_clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
