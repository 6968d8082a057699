"""An observer: it looks at the other members, and says over TLS for how long each was silent."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tandem_fencing.given import Given
from tandem_fencing.looking import Eyes

IDLE = 30


class Server(ThreadingHTTPServer):
    """Answers whoever shows a certificate of ours."""

    daemon_threads = True

    def __init__(self, given: Given, eyes: Eyes) -> None:
        self.eyes = eyes
        super().__init__((given.address, given.ports["observer"]), Handler)
        self.socket = given.served().wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of those who hang up, or may not ask."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Say what was seen."""
        body = json.dumps({"silent": self.server.eyes.silence()}).encode()
        self.send_response(200 if self.path == "/seen" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - http.server's
        """Say nothing of a question that comes several times a second."""


def observe(given: Given) -> None:
    """Observe until told to stop."""
    others = {name: at for name, at in given.members.items() if name != given.name}
    Server(given, Eyes(given, others)).serve_forever()
