"""HTTP: answers on a port until it is told to stop, then ends what it has begun."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lab.probe.app.answers import Answer, Probe, Request, said

LOG = logging.getLogger("probe")
IDLE_SECONDS = 75
"""A balancer closes idle connections after a minute: this side must not be the first."""
BODY_BYTES = 1 << 20
STOP_SECONDS = 10


class Server(ThreadingHTTPServer):
    """A server that counts what it has begun."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.stopping = False
        self._busy = 0
        self._changed = threading.Condition()
        super().__init__((probe.given.listen, probe.given.port or 0), Handler)

    def count(self, change: int) -> None:
        """Note that a request begins or ends."""
        with self._changed:
            self._busy += change
            self._changed.notify_all()

    def stop(self, *_: Any) -> None:  # noqa: ANN401 - what a signal brings
        """Take no more connections, from another thread than the one that takes them."""
        self.stopping = True
        threading.Thread(target=self.shutdown).start()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's
        """Say in one line that a client went away before it had its answer."""
        LOG.info("%s went away: %r", client_address, sys.exc_info()[1])
        del request

    def run(self) -> None:
        """Answer until SIGTERM, then wait for what has begun."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        self.serve_forever(poll_interval=0.1)
        self.server_close()
        with self._changed:
            self._changed.wait_for(lambda: self._busy == 0, timeout=STOP_SECONDS)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer."""
        self.server.count(1)
        try:
            self._send(self._answer())
        finally:
            self.server.count(-1)

    do_POST = do_PUT = do_GET  # noqa: N815 - http.server's names

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.do_GET()

    def log_message(self, format: str, *values: Any) -> None:  # noqa: A002, ANN401 - http.server's
        """Log requests for those who ask for that; the balancer logs them anyway."""
        LOG.debug(format, *values)

    def _answer(self) -> Answer:
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES:
            self.close_connection = True
            return said(413, error=f"more than {BODY_BYTES} bytes")
        url = urlsplit(self.path)
        method = "GET" if self.command == "HEAD" else self.command
        query = dict(parse_qsl(url.query))
        request = Request(method, url.path, query, self.rfile.read(length))
        try:
            return self.server.probe.answer(request)
        except Exception as error:
            LOG.exception("%s %s", self.command, url.path)
            return said(503, error=f"{type(error).__name__}: {error}".strip())

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("X-Release", self.server.probe.release)
        if self.server.stopping:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
