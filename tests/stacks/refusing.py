"""AWS saying no: a door before the rehearsal that answers chosen calls with an error of AWS's."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import DEVNULL, Popen
from threading import Thread

from cloud.stack import Ground, ground
from lab.aws.rehearsal import PROVIDER, Rehearsal
from lab.processes import LOOPBACK, answers, free_port
from topology.repository import ROOT

ERROR = (
    "<Response><Errors><Error><Code>{0}</Code><Message>{1}</Message></Error></Errors>"
    "<Error><Code>{0}</Code><Message>{1}</Message></Error></Response>"
)
"""As EC2 says it, and as STS does: each reads what is its own."""


@dataclass
class Refusal:
    """What is answered in AWS's place."""

    action: str
    """A pattern of the calls that are refused, such as ``CreateVpc``."""
    code: str
    message: str
    status: int = 400
    times: float = float("inf")
    """How often, before it lets calls through."""
    seen: int = 0


@dataclass
class Door:
    """Stands before AWS."""

    refusals: list[Refusal] = field(default_factory=list)

    def answer(self, action: str) -> Refusal | None:
        """Return the refusal of a call, if any is left."""
        for each in self.refusals:
            if each.seen < each.times and re.search(each.action, action):
                each.seen += 1
                return each
        return None


@contextmanager
def before(rehearsal: Rehearsal) -> Iterator[tuple[Door, Ground]]:
    """Put a door before a rehearsal, and hand out the ground whose engine goes through it."""
    door = Door()
    port = rehearsal.endpoint.rpartition(":")[2]
    server = _Gate(door, int(port))
    Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://{LOOPBACK}:{server.server_port}"
    mine = free_port()
    words = [sys.executable, "-m", PROVIDER, str(rehearsal.home), endpoint, str(mine)]
    with Popen(words, cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL) as provider:
        try:
            while not answers(mine):
                assert provider.poll() is None, "the provider does not start"
            there = ground()
            attached = {"PULUMI_DEBUG_PROVIDERS": f"aws:{mine}", "AWS_ENDPOINT_URL": endpoint}
            yield door, replace(there, variables={**there.variables, **attached})
        finally:
            provider.terminate()
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _gate(self) -> "_Gate":
        assert isinstance(self.server, _Gate)
        return self.server

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        refused = self._gate.door.answer(self._action(body))
        if refused:
            said = ERROR.format(refused.code, refused.message).encode()
            self._reply(refused.status, [("Content-Type", "text/xml")], said)
        else:
            self._pass_on(body)

    def _action(self, body: bytes) -> str:
        found = re.search(rb"(?:^|&)Action=(\w+)", body)
        named = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        return found[1].decode() if found else named

    def _pass_on(self, body: bytes) -> None:
        there = HTTPConnection(LOOPBACK, self._gate.port)
        headers = {name: value for name, value in self.headers.items() if name != "Expect"}
        there.request(self.command, self.path, body, headers)
        answer = there.getresponse()
        kept = [each for each in answer.getheaders() if each[0].lower() in KEPT]
        self._reply(answer.status, kept, answer.read())
        there.close()

    def _reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


class _Gate(ThreadingHTTPServer):
    """Answers in a door's name, and hands on to a port what the door lets through."""

    def __init__(self, door: Door, port: int) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.door = door
        self.port = port


KEPT = frozenset({"content-type", "x-amzn-requestid", "etag", "location", "x-amz-version-id"})
"""The headers of an answer that clients read."""
