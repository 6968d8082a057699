"""A user from outside, in a process of its own: asks the platform's own name servers, and writes.

`python -m lab.probe.outside DOMAIN LOG --authority FILE --server ADDRESS ...` writes numbered
records for so many seconds, or until its standard input ends, reads all of them back through the
same name, and prints what came of it as JSON. What a name server said is kept for as long as it
said, as any resolver does, so that the wait for a moved name is measured too.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import dns.exception
import dns.message
import dns.query
import dns.rdatatype

from lab.probe.client import Load, Target, start
from lab.probe.measurement import read

PATIENCE = 0.5


class Resolver:
    """A caching resolver of one name."""

    def __init__(self, name: str, servers: Sequence[str]) -> None:
        self._name = name
        self._servers = servers
        self._known: tuple[float, list[str]] = (0.0, [])
        self._ask = socket.getaddrinfo

    def getaddrinfo(self, host: Any, port: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - socket.getaddrinfo takes whatever
        """Stand in for the system's own, for that name alone."""
        if host != self._name:
            return self._ask(host, port, *rest, **more)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in self.addresses()
        ]

    def addresses(self) -> list[str]:
        """Return what a name server said, anew once that is over."""
        until, found = self._known
        if time.monotonic() < until:
            return found
        for server in self._servers:
            query = dns.message.make_query(self._name, "A")
            try:
                answer = dns.query.udp(query, server, timeout=PATIENCE)
            except (OSError, dns.exception.DNSException):
                continue
            for rrset in answer.answer:
                if rrset.rdtype == dns.rdatatype.A:
                    self._known = time.monotonic() + rrset.ttl, [str(each) for each in rrset]
                    return self._known[1]
        raise OSError(f"nobody knows {self._name}")


def wait(seconds: float | None) -> None:
    """Return after so many seconds; without a number, when the standard input ends."""
    if seconds is not None:
        time.sleep(seconds)
    else:
        sys.stdin.read()


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Write, read everything back, and say what came of it."""
    if asked.server:
        socket.getaddrinfo = Resolver(asked.domain, asked.server).getaddrinfo
    target = Target(f"https://{asked.domain}/api", asked.authority)
    writing = start(target, Load(rate=asked.rate, writers=asked.writers), asked.log)
    wait(asked.seconds)
    measured = asdict(writing.stop())
    outcomes = Counter(f"{each.outcome}: {each.why}" for each in read(asked.log))
    return {
        **measured,
        "begun": writing.begun,
        "ended": writing.ended,
        # What turns the log's clock, which only goes forward, into the time of day.
        "clock": time.time() - time.monotonic(),
        "log": str(asked.log),
        "outcomes": outcomes,
    }


def main(words: Sequence[str]) -> int:
    """Write until told to stop; 1 where something acknowledged is lost."""
    parser = argparse.ArgumentParser(description="Write as a user from outside does.")
    parser.add_argument("domain", help="the name under which the platform answers")
    parser.add_argument("log", type=Path, help="where each attempt is written down")
    parser.add_argument("--authority", type=Path, help="the certificate of the internal authority")
    parser.add_argument("--server", action="append", default=[], help="a name server, by address")
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seconds", type=float, help="how long; until standard input ends, else")
    found = measure(parser.parse_args(words))
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["lost"] or found["duplicates"] or found["strangers"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
