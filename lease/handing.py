"""When the lease may be given to the other site: pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Closure:
    """What a run knows of a record that shuts all doors: no renewal succeeds any more."""

    revision: int
    seen: float
    """When the voters' answer that showed the record *arrived*, on the run's own clock."""


def wait(
    closure: Closure, now: float, ttl: float, hosts: Collection[str], shut: Collection[str]
) -> float:
    """Return for how many seconds a host of the site that led may still be open.

    Every renewal that succeeded was sent before the record was seen, and holds for less than `ttl`.
    Hosts that said they are shut under this record are not waited for.
    """
    if set(hosts) <= set(shut):
        return 0.0
    return max(0.0, closure.seen + ttl - now)
