"""A fencing device for the lab: speaks Redfish, as a server's management controller does.

Behind it is the container engine, so that what it says is off is off. It is there while a trial
wants it, at the router of the control host's network; without it nobody confirms anything.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lab import faults, power, secrets
from lab.engine import Engine
from lab.listening import listening
from lab.shell import LabError
from lab.trials.stage import Stage
from topology.repository import ROOT as CHECKOUT
from topology.repository import Repository
from topology.secrets import home

ROOT = "/redfish/v1"
SYSTEMS = f"{ROOT}/Systems"
RESET = "Actions/ComputerSystem.Reset"
PORT = 443
ACCOUNT = "fencing"
PATIENCE = 400.0
"""Seconds until the watcher may act again, where it has switched off many hosts just now."""
STATUS = "/run/tandem-fencing/status.json"


class Device(ThreadingHTTPServer):
    """Switches hosts of a lab off, and says whether they are."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], engine: Engine, site: str, password: str) -> None:
        self.engine = engine
        self.hosts = [host.name for host in engine.lab.plan.hosts if host.site == site]
        account = base64.b64encode(f"{ACCOUNT}:{password}".encode())
        self.authorization = f"Basic {account.decode()}"
        super().__init__(address, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of those who hang up: a watcher waits for no answer for long."""

    def state(self, host: str) -> str:
        """Return whether a host has power, in Redfish's words; a frozen one has."""
        name = self.engine.lab.own(host)
        said = self.engine("container", "inspect", "--format={{.State.Status}}", name).strip()
        return "On" if said in {"running", "paused"} else "Off"

    def switch_off(self, host: str) -> None:
        """Take a host's power at once; it is written down, so that it is given back."""
        faults.powered_off(self.engine.lab, host)
        power.take(self.engine, host)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Device

    def do_GET(self) -> None:
        """Say what is there."""
        if not self._is_known():
            return
        host = self.path.removeprefix(SYSTEMS).strip("/")
        if self.path.rstrip("/") == SYSTEMS:
            members = [{"@odata.id": f"{SYSTEMS}/{each}"} for each in self.server.hosts]
            self._send(200, {"Members": members, "Members@odata.count": len(members)})
        elif self.path.startswith(f"{SYSTEMS}/") and host in self.server.hosts:
            reset = {"target": f"{SYSTEMS}/{host}/{RESET}"}
            found = {"Id": host, "Name": host, "PowerState": self.server.state(host)}
            self._send(200, {**found, "Actions": {"#ComputerSystem.Reset": reset}})
        else:
            self._send(404, {"error": {"message": "no such resource"}})

    def do_POST(self) -> None:
        """Switch off."""
        asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._is_known():
            return
        host = self.path.removeprefix(f"{SYSTEMS}/").removesuffix(f"/{RESET}")
        if host not in self.server.hosts or not self.path.endswith(RESET):
            self._send(404, {"error": {"message": "no such resource"}})
        elif json.loads(asked or b"{}").get("ResetType") != "ForceOff":
            self._send(400, {"error": {"message": "only ForceOff is known here"}})
        else:
            self.server.switch_off(host)
            self._send(204, None)

    def log_message(self, format: str, *values: Any) -> None:  # noqa: A002, ANN401 - http.server's
        """Say nothing: the watcher logs what it asks."""

    def _is_known(self) -> bool:
        given = self.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode(), self.server.authorization.encode()):
            return True
        self._send(401, {"error": {"message": "who are you?"}})
        return False

    def _send(self, code: int, found: Mapping[str, Any] | None) -> None:
        body = b"" if found is None else json.dumps(found).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(engine: Engine, site: str, address: str, port: int = PORT) -> Iterator[Device]:
    """Run the device while something lasts."""
    kept = secrets.vault(engine.lab).read(home(Repository(CHECKOUT).load(site)))
    if kept is None or ACCOUNT not in kept["passwords"]:
        raise LabError(f"the lab has no password for its device: `tandem lab up {site}` makes it")
    try:
        device = Device((address, port), engine, site, kept["passwords"][ACCOUNT])
    except OSError as error:
        raise LabError(f"the device cannot listen at {address}:{port}: {error}") from None
    with listening(device, kept["authority"], address):
        yield device


@contextmanager
def watched_over(stage: Stage) -> Iterator[None]:
    """Run the device, and wait until the watcher of the control host is ready to use it."""
    control = stage.first("runner")
    plan = stage.engine.lab.plan.host(control)
    if plan is None:
        raise LabError(f"the lab has no {control}")
    with serving(stage.engine, plan.site, str(plan.bridge.gateway)):
        ready = f"grep -q '\"ready\": true' {STATUS} && echo ready"
        if not stage.until(
            lambda: bool(stage.eyes.say(control, ready)), "the watcher is not ready"
        ):
            said = stage.eyes.say(control, f"cat {STATUS}")
            raise LabError(f"no watcher of {control} is ready to fence: {said}")
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        yield
        journal = f"journalctl --unit=tandem-fencing --since='{since}' --output=cat"
        stage.said += stage.eyes.say(control, journal).splitlines()
