"""A user from outside during a run: `python -m tests.recovery.client SECONDS LOG AUTHORITY`."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.probe import outside
from topology.repository import Repository

NAMES = Repository(Path(__file__).parent)


def words(seconds: str, log: str, authority: str) -> list[str]:
    """Return what the user of the smallest pair is told; without seconds, until its input ends."""
    environment = NAMES.load("logx-dc")
    sites = (environment, environment.peer)
    servers = [str(h.address) for site in sites if site for h in site.hosts if "dns" in h.services]
    told = [environment.facts.domain, log, "--authority", authority]
    told += ["--seconds", seconds] if seconds else []
    return told + [word for server in servers for word in ("--server", server)]


if __name__ == "__main__":
    sys.exit(outside.main(words(*sys.argv[1:])))
