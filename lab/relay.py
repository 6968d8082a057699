"""What stands between the gateways of sites in the lab: it keeps each packet for a while.

No kernel of a lab need know how to delay packets: those of the link are routed to a device of this
process, which writes them back, unchanged, when their time has come. It is told another delay, and
tells what it did, on a port of this machine alone. Without it nothing passes.

    python -m lab.relay DEVICE MILLISECONDS PORT
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import socket
import struct
import sys
import time
from collections import deque
from dataclasses import dataclass, field

MOST_MS = 1000
"""A longer way than any on earth, there and back by satellite; each packet is held that long."""
MOST_HELD = 8192
"""Packets on the way at once: as a router that is full, it drops what comes then."""
LARGEST = 65535

_TUNSETIFF = 0x400454CA
_TUN, _NO_HEAD = 0x0001, 0x1000


@dataclass
class Line:
    """Packets on their way."""

    delay_ms: float
    held: deque[tuple[float, bytes]] = field(default_factory=deque)
    passed: int = 0
    dropped: int = 0

    def take(self, packet: bytes, now: float) -> None:
        """Let a packet set out."""
        if len(self.held) >= MOST_HELD:
            self.dropped += 1
        else:
            self.held.append((now + self.delay_ms / 1000, packet))

    def due(self, now: float) -> list[bytes]:
        """Return the packets that arrive; none overtakes another."""
        found = []
        while self.held and self.held[0][0] <= now:
            found.append(self.held.popleft()[1])
        self.passed += len(found)
        return found

    def wait(self, now: float) -> float | None:
        """Return the seconds until the next one arrives."""
        return max(0.0, self.held[0][0] - now) if self.held else None

    def answer(self, asked: str) -> dict[str, float]:
        """Do what a line of text asks for, and say how it stands."""
        if asked.strip():
            self.delay_ms = checked(asked)
        return {"delay_ms": self.delay_ms, "passed": self.passed, "dropped": self.dropped}


def checked(delay: str) -> float:
    """Return a delay that is one.

    >>> checked("10")
    10.0
    """
    try:
        found = float(delay)
    except ValueError:
        found = -1.0
    if not 0 <= found <= MOST_MS:
        raise ValueError(f"'{delay.strip()}' is no delay: 0 to {MOST_MS} milliseconds each way")
    return found


def device(name: str) -> int:
    """Open the device whose packets these are."""
    opened = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(opened, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TUN | _NO_HEAD))
    return opened


def serve(line: Line, tun: int, asking: socket.socket) -> None:
    """Carry packets until this process ends."""
    ears = asking.fileno()
    while True:
        ready, _, _ = select.select([tun, ears], [], [], line.wait(time.monotonic()))
        if tun in ready:
            _read(line, tun)
        if ears in ready:
            _tell(line, asking)
        for packet in line.due(time.monotonic()):
            _pass_on(line, tun, packet)


def _read(line: Line, tun: int) -> None:
    for _ in range(64):
        try:
            line.take(os.read(tun, LARGEST), time.monotonic())
        except BlockingIOError:
            return


def _pass_on(line: Line, tun: int, packet: bytes) -> None:
    """Write a packet back; one that this machine does not take is lost, as on any way."""
    try:
        os.write(tun, packet)
    except OSError:
        line.dropped += 1


def _tell(line: Line, asking: socket.socket) -> None:
    """Answer one question; whoever asks and then says nothing is not waited for."""
    with asking.accept()[0] as asker:
        asker.settimeout(0.2)
        try:
            told: dict[str, object] = dict(line.answer(asker.recv(64).decode()))
        except (OSError, ValueError) as error:
            told = {"refused": str(error)}
        try:
            asker.sendall(json.dumps(told).encode() + b"\n")
        except OSError:
            return


def main(words: list[str]) -> None:
    """Stand between the gateways."""
    name, delay, port = words
    asking = socket.create_server(("127.0.0.1", int(port)))
    serve(Line(checked(delay)), device(name), asking)


if __name__ == "__main__":
    main(sys.argv[1:])
