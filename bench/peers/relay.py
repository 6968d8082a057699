"""Passes bytes between a pipe and a host's SSH, coming from an address of its own.

``python relay.py ADDRESS [FROM]``: for clients that cannot choose where they come from.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys
from collections.abc import Callable


def relay(address: str, source: str) -> None:
    """Pass bytes both ways until the host ends."""
    whence = (source, 0) if source else None
    with socket.create_connection((address, 22), source_address=whence) as link:
        ways: dict[int, Callable[[bytes], None]] = {0: link.sendall, link.fileno(): _write}
        with selectors.DefaultSelector() as ready:
            for each in ways:
                ready.register(each, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    part = os.read(key.fd, 65_536)
                    if part:
                        ways[key.fd](part)
                    elif key.fd:
                        return
                    else:
                        link.shutdown(socket.SHUT_WR)
                        ready.unregister(0)


def _write(part: bytes) -> None:
    while part:
        part = part[os.write(1, part) :]


if __name__ == "__main__":
    relay(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
