"""Watching a site's lease until it has run out and stayed out: pure, and told the time.

What is watched is the voters' own count of renewals, to each of which two of them agree. So one
observer's view of a site counts for nothing: not a ping, not a port, not its own clock against
another's. An observer that did not look for a while (it was frozen, or reached no majority itself)
has not seen a silence, and begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DRILL = "shadow-"
"""How runs are called that move nothing: one of them, or one that was killed, disarms nobody."""


@dataclass
class Vigil:
    """One observer of one pair."""

    ttl: float
    """When the lease is over, from its last renewal."""
    hold: float
    """How long it must stay over."""
    longest: float
    """Between two looks; longer than that, and nothing was watched."""
    _beat: int | None = None
    _since: float = 0.0
    _last: float = 0.0

    def look(self, now: float, beat: int) -> float:
        """Take up one answer of the voters; return for how long the lease has been silent."""
        if beat != self._beat or now - self._last > self.longest:
            self._beat, self._since = beat, now
        self._last = now
        return now - self._since

    def missed(self) -> None:
        """Take up that no majority answered this observer."""
        self._beat = None

    def is_lost(self, silent: float) -> bool:
        """Tell whether the site may be taken for lost."""
        return silent > self.ttl + self.hold


def forbids(found: dict[str, Any], site: str) -> str | None:
    """Return what forbids to act for the loss of a site, whatever its silence."""
    record = found["record"]
    if not record or record["site"] != site:
        return f"the lease is not {site}'s"
    if not record["is_open"]:
        return f"a run has closed {site}: {record['by']}"
    if found["lock"] and not found["lock"].startswith(DRILL):
        return f"{found['lock']} is under way"
    if found["automatic"]:
        return f"{found['automatic']} was not acknowledged yet: `tandem automatic --acknowledge`"
    return None
