"""A user from outside during a run: `python -m tests.recovery.client SECONDS LOG AUTHORITY`.

Asks the platform's own name servers, keeps what they said for as long as they said, writes numbered
records, and reads all of them back.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import dns.exception
import dns.message
import dns.query
import dns.rdatatype

from lab.probe.client import Load, Target, start
from lab.probe.measurement import read
from topology.repository import Repository

NAMES = Repository(Path(__file__).parent)


class Resolver:
    """A caching resolver of one name."""

    def __init__(self, name: str, servers: list[str]) -> None:
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
                answer = dns.query.udp(query, server, timeout=0.5)
            except (OSError, dns.exception.DNSException):
                continue
            for rrset in answer.answer:
                if rrset.rdtype == dns.rdatatype.A:
                    self._known = time.monotonic() + rrset.ttl, [str(each) for each in rrset]
                    return self._known[1]
        raise OSError(f"nobody knows {self._name}")


def main(seconds: float, log: Path, authority: Path) -> dict[str, Any]:
    """Write for so long, read everything back, and say what came of it."""
    environment = NAMES.load("logx-dc")
    sites = (environment, environment.peer)
    servers = [str(h.address) for site in sites if site for h in site.hosts if "dns" in h.services]
    resolver = Resolver(environment.facts.domain, servers)
    socket.getaddrinfo = resolver.getaddrinfo
    target = Target(f"https://{environment.facts.domain}/api", authority)
    writing = start(target, Load(rate=20, writers=4), log)
    time.sleep(seconds)
    measured = writing.stop()
    outcomes = Counter(f"{each.outcome}: {each.why}" for each in read(log))
    return {
        "longest_gap": round(measured.gap.seconds, 2),
        "acknowledged": measured.acknowledged,
        "lost": measured.lost,
        "duplicates": measured.duplicates,
        "strangers": measured.strangers,
        "outcomes": outcomes,
    }


if __name__ == "__main__":
    found = main(float(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
