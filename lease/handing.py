"""When the lease may be given to the other site: pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass
class Beats:
    """When each renewal was first heard of: on the run's own clock, as its answers *arrived*."""

    _heard: dict[int, float] = field(default_factory=dict)

    def since(self, beat: int, now: float) -> float:
        """Take up the last renewal that the voters know; return when it was first heard of.

        The voters count each renewal that succeeds. So where the last one was heard of before, all
        were sent before that.
        """
        return self._heard.setdefault(beat, now)


@dataclass(frozen=True)
class Closure:
    """What a run knows of a record that shuts all doors: no renewal succeeds any more."""

    revision: int
    quiet: float
    """Since when no renewal was sent that succeeded, on the run's own clock."""


def wait(
    closure: Closure, now: float, ttl: float, hosts: Collection[str], shut: Collection[str]
) -> float:
    """Return for how many seconds a host of the site that led may still be open.

    A renewal holds for less than `ttl` from when it was sent. Hosts that said they are shut under
    this record are not waited for.
    """
    if set(hosts) <= set(shut):
        return 0.0
    return max(0.0, closure.quiet + ttl - now)
