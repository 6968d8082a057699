"""A world with voters, hosts of two sites, and people who move the lease: time is only a number.

Messages take any time, overtake each other and get lost; clocks run at rates of their own; programs
freeze between any two steps and start anew. Whenever a door opens, all doors are looked at.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random

from lease.handing import Beats, Closure, wait
from lease.keeper import NEVER, Keeper, Timers
from lease.record import Answer, Record, View

SITES = ("dc", "dr")


@dataclass(frozen=True)
class Weather:
    """How bad it is."""

    latency: float
    loss: float
    freezing: float
    """How often a program stands still at a step, for up to `freeze` seconds."""
    freeze: float
    drift: float
    """By how much a clock may be wrong, either way."""
    restarts: float
    waits: Callable[..., float] = wait
    """What people believe about when a site is shut; a wrong belief must be found out."""
    beats: type[Beats] = Beats
    """What they make of the renewals that they heard of; so must this."""


@dataclass
class Host:
    """A host: its clock, its program, and the guard in its kernel, which nothing freezes."""

    name: str
    site: str
    rate: float
    offset: float
    keeper: Keeper
    life: int = 0
    open_until: float = NEVER

    def clock(self, now: float) -> float:
        """Return its own time."""
        return self.offset + now * self.rate

    def is_open(self, now: float) -> bool:
        """Tell whether a write could be acknowledged."""
        return self.clock(now) < self.open_until


@dataclass
class World:
    """Everything there is."""

    random: Random
    weather: Weather
    timers: Timers
    hosts_a_site: int = 2
    now: float = 0.0
    view: View = field(default_factory=lambda: View(Record("dc", is_open=True, by="begin"), 1))
    beat: int = 0
    """Renewals that succeeded, as the voters count them."""
    hosts: list[Host] = field(default_factory=list)
    openings: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SITES, 0))
    moves: int = 0
    _queue: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        """Make the hosts, and the people of two sites, who do not talk to each other."""
        for site in SITES:
            for number in range(self.hosts_a_site):
                rate = 1 + self.random.uniform(-1, 1) * self.weather.drift
                offset = self.random.uniform(0, 1000)
                keeper = Keeper(site, self.timers)
                host = Host(f"{site}-{number}", site, rate, offset, keeper)
                self.hosts.append(host)
                self.after(self.random.random(), partial(self.ask, host, 0))
        for site in SITES:
            self.after(self.random.uniform(0, 60), partial(self.begin_move, site))

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Let something happen."""
        heapq.heappush(self._queue, (self.now + seconds, next(self._order), do))

    def run(self, until: float) -> None:
        """Let time pass."""
        while self._queue and self._queue[0][0] <= until:
            self.now, _, do = heapq.heappop(self._queue)
            do()

    def send(self, do: Callable[[], None]) -> None:
        """Let something happen at the other end of a wire, perhaps."""
        if self.random.random() >= self.weather.loss:
            self.after(self.random.expovariate(1 / self.weather.latency), do)

    def step(self, do: Callable[[], None]) -> None:
        """Let a program take its next step, unless it is frozen for a while."""
        frozen = self.random.random() < self.weather.freezing
        self.after(self.random.uniform(0, self.weather.freeze) if frozen else 0.0, do)

    # A host

    def ask(self, host: Host, life: int) -> None:
        """Renew, and do so again after a while."""
        if life != host.life:
            return
        if self.random.random() < self.weather.restarts:
            host.life += 1
            host.keeper = Keeper(host.site, self.timers)
        life = host.life
        ask = host.keeper.ask(host.clock(self.now))

        def at_the_voters() -> None:
            renewed = ask.revision == self.view.revision
            self.beat += renewed
            answer = Answer(renewed, self.view)
            self.send(lambda: self.step(lambda: self.hear(host, life, ask, answer)))

        self.step(lambda: self.send(at_the_voters))
        self.after(self.timers.renew / host.rate, lambda: self.ask(host, life))

    def hear(self, host: Host, life: int, ask: object, answer: Answer) -> None:
        """Take up an answer, and some time later tell the kernel until when."""
        if life != host.life:
            return
        host.keeper.hear(ask, answer)  # type: ignore[arg-type]  # what `ask` returned
        until = host.keeper.doors(host.clock(self.now)).writes
        floor = host.keeper.view.revision

        def tell() -> None:
            # One program, one step at a time: what came between has been told after this.
            if life == host.life and host.keeper.view.revision == floor:
                now_until = host.keeper.doors(host.clock(self.now)).writes
                host.open_until = until if now_until > NEVER else now_until
                self.look()

        self.step(tell)

    # People

    def begin_move(self, site: str) -> None:
        """Somebody moves the lease to his site, it may be there already; looks at it before."""
        self.moves += 1
        beats = self.weather.beats()
        self.send(lambda: self.watch(beats))
        self.after(self.random.uniform(0, 20), lambda: self.send(lambda: self.close(site, beats)))
        self.after(self.random.uniform(5, 90), lambda: self.begin_move(site))

    def watch(self, beats: Beats) -> None:
        """At the voters: tell which renewal was the last."""
        beat = self.beat

        def hear() -> None:
            beats.since(beat, self.now)

        self.send(hear)

    def close(self, site: str, beats: Beats) -> None:
        """At the voters: make renewals impossible."""
        record = self.view.record
        if record and record.is_open:
            self.view = View(Record(record.site, is_open=False, by=site), self.view.revision + 1)
        closed, beat = self.view, self.beat
        self.send(lambda: self.shut_hosts(site, closed, beats.since(beat, self.now)))

    def shut_hosts(self, site: str, closed: View, quiet: float) -> None:
        """Tell the hosts of the site that led; give the lease away when that is safe."""
        closure = Closure(closed.revision, quiet)
        led = closed.record.site if closed.record else site
        hosts = [host for host in self.hosts if host.site == led]
        shut: set[str] = set()
        for host in hosts:
            self.send(partial(self.step, partial(self.shut, host, closed, shut)))
        self.after(0.0, lambda: self.give(site, closure, {h.name for h in hosts}, shut))

    def shut(self, host: Host, closed: View, shut: set[str]) -> None:
        """On a host: shut, and say so."""
        host.keeper.shut(closed.revision)
        if host.keeper.view.revision <= closed.revision:
            host.open_until = NEVER
        self.send(lambda: shut.add(host.name))

    def give(self, site: str, closure: Closure, hosts: set[str], shut: set[str]) -> None:
        """Open the site as soon as the other one is shut, or must be."""
        left = self.weather.waits(closure, self.now, self.timers.ttl, hosts, shut)
        if left > 0:
            self.after(min(left, 1.0), lambda: self.give(site, closure, hosts, shut))
            return

        def at_the_voters() -> None:
            if self.view.revision == closure.revision:
                self.view = View(Record(site, is_open=True, by=site), self.view.revision + 1)

        self.send(at_the_voters)

    def look(self) -> None:
        """See that no two sites are open."""
        open_sites = {host.site for host in self.hosts if host.is_open(self.now)}
        assert len(open_sites) <= 1, f"both sites are open at {self.now}"
        for site in open_sites:
            self.openings[site] += 1
