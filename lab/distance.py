"""The link between the lab's sites: a way of some milliseconds, and no other.

Where it stands, this machine routes nothing straight between sites: what their gateways send to one
another on the link's port goes by the relay, all else is dropped. The lab's own look at its hosts
goes on. It is written down in the lab's state, and ends with the lab.
"""

from __future__ import annotations

import json
import os
import socket
import zlib
from dataclasses import asdict, dataclass

from lab.processes import LOOPBACK, Process, Processes, python
from lab.relay import checked
from lab.shell import LabError, root, run, succeeds
from lab.state import Lab
from lab.wires import Between

RELAY = "lab.relay"
PRIORITY = "5170"
_KEPT = "link"


@dataclass(frozen=True)
class Distance:
    """A link as it was asked for."""

    delay_ms: float
    """Milliseconds each way: a round trip takes twice as long."""
    port: int
    """On which gateways speak to one another."""


@dataclass(frozen=True)
class Status:
    """A link as it is."""

    delay_ms: float
    passed: int = 0
    dropped: int = 0
    runs: bool = True

    def __str__(self) -> str:
        """Render it for people."""
        way = f"link between sites: {self.delay_ms:g} ms each way"
        if not self.runs:
            return f"{way}; its relay does not run: `tandem lab up` starts it again"
        return f"{way}, {self.passed} packets passed, {self.dropped} dropped"


def wanted(lab: Lab) -> Distance | None:
    """Return the link that was asked for."""
    found = lab.read(_KEPT, None)
    return Distance(**found) if found else None


def device(lab: Lab) -> str:
    """Return the name of the device that packets of a lab's link go through."""
    return f"tl-{zlib.crc32(lab.name.encode()):08x}"


def mark(lab: Lab) -> int:
    """Return the number of the routes that lead there: another one for each lab of a machine."""
    return 30000 + zlib.crc32(lab.name.encode()) % 10000


def between(lab: Lab) -> Between | None:
    """Return what this machine's rules must know of it."""
    found = wanted(lab)
    return Between(device(lab), mark(lab), found.port) if found else None


def put(lab: Lab, distance: Distance) -> None:
    """Write down what is asked for, and make it so."""
    try:
        checked(str(distance.delay_ms))
    except ValueError as error:
        raise LabError(str(error)) from None
    lab.keep(_KEPT, asdict(distance))
    stand(lab)


def stand(lab: Lab) -> None:
    """Make the link what was asked for, where one was."""
    distance = wanted(lab)
    if distance is None:
        return
    number, name = str(mark(lab)), device(lab)
    if not succeeds("ip", "link", "show", name):
        root("ip", "tuntap", "add", "dev", name, "mode", "tun", "user", str(os.getuid()))
    root("ip", "link", "set", name, "up")
    root("ip", "route", "replace", "default", "dev", name, "table", number)
    if number not in _rules(number):
        root("ip", "rule", "add", "priority", PRIORITY, "fwmark", number, "lookup", number)
    relay = _relay(lab)
    if relay is None:
        running = _processes(lab)
        words = (RELAY, name, str(distance.delay_ms))
        running.await_(running.start(RELAY, lambda port: python(*words, str(port))))
    elif _ask(relay).delay_ms != distance.delay_ms:
        _ask(relay, str(distance.delay_ms))


def take(lab: Lab) -> None:
    """End the link: sites are beside one another again."""
    _processes(lab).stop_all()
    lab.keep(_KEPT, None)
    number, name = str(mark(lab)), device(lab)
    if number in _rules(number):
        root("ip", "rule", "delete", "priority", PRIORITY, "fwmark", number)
    if succeeds("ip", "link", "show", name):
        root("ip", "link", "delete", name)


def status(lab: Lab) -> Status | None:
    """Return how the link stands; nothing, where none was asked for."""
    distance = wanted(lab)
    if distance is None:
        return None
    relay = _relay(lab)
    return _ask(relay) if relay else Status(distance.delay_ms, runs=False)


def _rules(number: str) -> str:
    """Return the machine's rules that lead to a number."""
    return run("ip", "rule", "show", "priority", PRIORITY, "table", number)


def _processes(lab: Lab) -> Processes:
    home = lab.home / "link"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Processes(home)


def _relay(lab: Lab) -> Process | None:
    return next((each for each in _processes(lab).all if each.runs), None)


def _ask(relay: Process, delay: str = "") -> Status:
    with socket.create_connection((LOOPBACK, relay.port), timeout=5) as asked:
        asked.sendall(f"{delay}\n".encode())
        told = json.loads(asked.makefile().readline())
    if "refused" in told:
        raise LabError(told["refused"])
    return Status(**told)
