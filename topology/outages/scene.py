"""What an outage is made of, and the timers and figures to make it from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from topology.environment import Environment
from topology.formulas import Timer
from topology.timing import Basis, Figure, Fixed
from topology.units import span

Kind = Literal["host", "site"]
"""What is lost; a promise is kept for each."""

PROMISES: Mapping[Kind, Literal["host_outage", "rto"]] = {"host": "host_outage", "site": "rto"}
"""The target that an outage of each kind is held to."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of an outage: a timer, or a figure that no timer governs."""

    what: str
    """The timer's key, or the figure's name."""
    seconds: float
    times: int
    basis: Basis | Literal["timer"]
    why: str

    def __str__(self) -> str:
        """Write it as one summand; what is only assumed is marked."""
        count = f"{self.times} x " if self.times > 1 else ""
        mark = "~" if self.basis == "assumed" else ""
        return f"{count}{mark}{span(round(self.seconds / self.times, 3))} {self.what}"


Terms = tuple[Term, ...]


@dataclass(frozen=True)
class Outage:
    """One kind of failure, and for how long it stops writes."""

    event: str
    kind: Kind
    terms: Terms
    """In the order in which they pass; none: writes go on."""
    why: str
    """What happens, in a line."""
    budget: float
    promise: str
    """Where the budget stands."""

    @property
    def total(self) -> float:
        """How long, in seconds."""
        return total(self.terms)

    @property
    def holds(self) -> bool:
        """Whether the budget is kept."""
        return self.total <= self.budget

    @property
    def slowest(self) -> Term | None:
        """The timer that takes most of it, where there is one."""
        ours = [term for term in self.terms if term.basis == "timer"]
        return max(ours, key=lambda term: term.seconds, default=None)

    @property
    def arithmetic(self) -> str:
        """The sum, spelled out."""
        if not self.terms:
            return "0 s"
        return f"{' + '.join(map(str, self.terms))} = {span(self.total)}"


def total(terms: Terms) -> float:
    """Return the sum, to the millisecond."""
    return round(sum(term.seconds for term in terms), 3)


def longer(one: Terms, other: Terms) -> Terms:
    """Return the longer of two things that pass side by side."""
    return max(one, other, key=total)


@dataclass(frozen=True)
class Scene:
    """An environment with its timers: where outages are put together."""

    environment: Environment
    timers: Mapping[str, Timer]

    @property
    def fixed(self) -> Fixed:
        """What no profile changes."""
        return self.environment.timing.fixed

    def timer(self, key: str, why: str, times: int = 1) -> Term:
        """Return a timer as a part of an outage."""
        return Term(key, times * self.timers[key].seconds, times, "timer", why)

    def work(self, name: str, why: str) -> Term:
        """Return a figure as a part of an outage."""
        figure: Figure = getattr(self.fixed, name)
        return Term(name.replace("_", " "), figure.value, 1, figure.basis, why)

    def entry(self) -> Terms:
        """Return how clients find a new leader: through a proxy beside them, where there is one."""
        retry = self.timer("client.retry_pause", "the client's next attempt")
        if "data-proxy.inter" not in self.timers:
            return (retry,)
        return self.timer("data-proxy.inter", "the proxy's next check finds the leader"), retry

    def reconnect(self) -> Terms:
        """Return how long clients take to find an address that answers again.

        A lost first packet is sent again after 1, 3, 7 s, whatever a client wants: so it gives an
        attempt up early and starts another.
        """
        lost = "the client's last attempt began just too early"
        pause = self.timer("client.retry_pause", "the client's next attempt")
        return self.timer("client.connect_timeout", lost), pause

    def host(self, event: str, terms: Terms, why: str) -> Outage:
        """Return the outage that the loss of a host or a process is."""
        return self._outage(event, "host", terms, why)

    def site(self, event: str, terms: Terms, why: str) -> Outage:
        """Return the outage that the loss or move of a site is."""
        return self._outage(event, "site", terms, why)

    def _outage(self, event: str, kind: Kind, terms: Terms, why: str) -> Outage:
        environment, target = self.environment, PROMISES[kind]
        budget: float = getattr(environment.targets, target)
        facts = environment.leader_facts
        if getattr(facts.overrides.targets, target) is not None:
            where = facts.environment
        else:
            where = f"{environment.platform.platform} at {environment.capacity}"
        return Outage(event, kind, terms, why, budget, f"{target} of {where}")
