"""What one host makes of the voters' answers: pure, and told the time, so that tests can bend it.

Times are seconds of the host's own clock, which only ever goes forward, also in suspension.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lease.record import Answer, View

NEVER = float("-inf")

Entry = Literal["open", "forward", "closed"]
"""What an entry does with users: serve them here, send them on to the other site, or neither."""


@dataclass(frozen=True)
class Timers:
    """Seconds; `topology` derives them, and checks that they fit one another."""

    ttl: float
    """How long the other site waits after renewals have become impossible."""
    renew: float
    deadline: float
    """How long a host stays open after it sent a renewal; shorter than `ttl`."""


@dataclass(frozen=True)
class Ask:
    """A request: when it was sent, and which record it renews; none, where it only asks."""

    sent: float
    revision: int


@dataclass(frozen=True)
class Doors:
    """Until when a host's doors may stand open."""

    writes: float
    entry: Entry
    users: float
    """Of the entry, be it open or forwarding."""


class Keeper:
    """One host's knowledge of the lease."""

    def __init__(self, site: str, timers: Timers) -> None:
        self.site = site
        self.timers = timers
        self.view = View(None, 0)
        self._floor = 0
        self._until = NEVER
        self._elsewhere = NEVER

    def ask(self, now: float) -> Ask:
        """Return what to ask the voters; its time must be taken before it is sent."""
        mine = self.view.is_open_for(self.site) and self.view.revision >= self._floor
        return Ask(now, self.view.revision if mine else 0)

    def hear(self, ask: Ask, answer: Answer) -> None:
        """Take up an answer, which may be late, or older than another that came before."""
        view = answer.view
        if view.revision < max(self.view.revision, self._floor):
            return
        if view.revision > self.view.revision:
            self._until = self._elsewhere = NEVER
            self.view = view
        if answer.renewed and ask.revision == view.revision and view.is_open_for(self.site):
            self._until = max(self._until, ask.sent + self.timers.deadline)
        if view.record and view.record.is_open and view.record.site != self.site:
            self._elsewhere = max(self._elsewhere, ask.sent + self.timers.deadline)

    def shut(self, revision: int) -> None:
        """Close, and stay closed under every record older than this one."""
        self._floor = max(self._floor, revision)
        if self.view.revision < self._floor:
            self._until = self._elsewhere = NEVER

    def doors(self, now: float) -> Doors:
        """Return what may stand open."""
        if now < self._until:
            return Doors(self._until, "open", self._until)
        if now < self._elsewhere:
            return Doors(NEVER, "forward", self._elsewhere)
        return Doors(NEVER, "closed", NEVER)
