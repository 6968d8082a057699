"""Whoever is told of alerts, at the lab's router: a webhook that writes down what it hears."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lab import secrets
from lab.alerts.monitor import Key, key
from lab.engine import Engine
from lab.listening import listening
from lab.shell import LabError

PORT = 443
"""The one at which the model lets a monitor reach who is on call."""


@dataclass(frozen=True)
class Word:
    """One alert of one notification."""

    at: float
    """By the monotonic clock."""
    status: str
    alert: Key


class Receiver(ThreadingHTTPServer):
    """Hears notifications; refuses them while it is told to."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int]) -> None:
        self.heard: list[Word] = []
        self.refuses = False
        super().__init__(address, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of those who hang up."""

    def first(self, alert: Key, status: str, since: float) -> float | None:
        """Return when it first heard of an alert after some moment."""
        found = (e.at for e in self.heard if e.alert == alert and e.status == status)
        return next((at for at in found if at >= since), None)

    def moments(self, name: str) -> list[float]:
        """Return when it heard that an alert of a name fires."""
        named = ("alertname", name)
        return [e.at for e in self.heard if named in e.alert and e.status == "firing"]


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        """Write down what a notification says."""
        said = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        if not self.server.refuses:
            now = time.monotonic()
            self.server.heard += [Word(now, e["status"], key(e["labels"])) for e in said["alerts"]]
        self.send_response(503 if self.server.refuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *values: Any) -> None:  # noqa: A002, ANN401 - http.server's
        """Say nothing."""


@contextmanager
def hearing(engine: Engine, site: str, address: str) -> Iterator[Receiver]:
    """Hear notifications while something lasts."""
    authority = secrets.authority(engine.lab, site)
    try:
        receiver = Receiver((address, PORT))
    except OSError as error:
        raise LabError(f"nobody can listen at {address}:{PORT}: {error}") from None
    with listening(receiver, authority, address):
        yield receiver


def settings(address: str, authority: str) -> Mapping[str, Any]:
    """Return it as the role takes it: told of everything, and of the dead man's switch."""
    return {
        "name": "lab",
        "kind": "webhook",
        "severities": ["page", "ticket", "info"],
        "watchdog": True,
        "settings": {
            "url": f"https://{address}:{PORT}/alerts",
            "send_resolved": True,
            "http_config": {"tls_config": {"ca_file": authority}},
        },
    }
