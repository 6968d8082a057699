"""How much memory a host takes: what its processes share is counted once."""

from __future__ import annotations

from bench.lab.site import Bare, all_hosts


def of_hosts(site: Bare) -> dict[str, float]:
    """Return the MB of each host."""
    return {host: round(mb, 1) for host, mb in all_hosts(site, "memory").items()}
