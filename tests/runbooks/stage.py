"""A pair that is a few numbers, and a run that can be killed at each of its touches."""

# ruff: noqa: ARG002, D102 - it stands in for `runbooks.pair`, which says what each is

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runbooks.giving import is_given
from runbooks.sessions import HostError

Json = dict[str, Any]


class Killed(BaseException):
    """The run is gone, between two instants."""


@dataclass
class Place:
    """A site of one host."""

    name: str
    role: str
    guard_is_open: bool
    wal: int = 100
    named: bool = False
    is_lost: bool = False
    """It answers nobody; what its guard does, it does by itself."""
    patience: int = 6
    """For how many touches a guard that is not told stays open under a record that shuts it."""
    copies: str = ""
    """Whose cache its own cache copies; nothing where that leads."""
    cached: int = 50
    """How far its cache is."""
    is_watched: bool = True

    @property
    def hosts(self) -> Mapping[str, Any]:
        told = {
            "lease_timers": {"ttl": 0.0},
            "dns_zone": "example.com",
            "ansible_host": self.name,
            "dns_services": {"dns": {"timers": {"ttl": 5.0}}},
            "dns_entries": {"dc": ["dc"], "dr": ["dr"]},
            "redis_cluster": {"between": "asynchronous"},
        }
        return {self.name: told}

    @property
    def guarded(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def databases(self) -> tuple[str, ...]:
        return (self.name,)

    def having(self, _: str) -> tuple[str, ...]:
        return (self.name,)

    @property
    def is_writable(self) -> bool:
        return self.guard_is_open and self.role == "primary"

    @property
    def cache_is_writable(self) -> bool:
        return self.guard_is_open and not self.copies


@dataclass
class Stage:
    """What runs act on: outlives each of them."""

    sites: dict[str, Place] = field(
        default_factory=lambda: {
            "dc": Place("dc", "primary", guard_is_open=True, named=True),
            "dr": Place(
                "dr",
                "standby_leader",
                guard_is_open=False,
                wal=90,
                copies="dc",
                cached=45,
                is_watched=False,
            ),
        }
    )
    record: dict[str, Any] = field(
        default_factory=lambda: {"site": "dc", "is_open": True, "by": "begin"}
    )
    revision: int = 1
    names: str = "dc"
    was_lost: bool = False
    """Whether a site is or was lost: what only it had may be lost too, and it may believe that it
    leads, behind shut doors."""

    def look(self) -> None:
        """See that it is sound at this instant."""
        writable = [place.name for place in self.sites.values() if place.is_writable]
        assert len(writable) < 2, "both sites can be written to"
        cached = [place.name for place in self.sites.values() if place.cache_is_writable]
        assert len(cached) < 2, "both caches can be written to"
        leading = [p for p in self.sites.values() if p.role == "primary" and not p.is_lost]
        assert len(leading) < 2 or self.was_lost, "both databases lead"

    def pass_time(self) -> None:
        """Let guards run out that nobody renews."""
        for place in self.sites.values():
            renews = self.record["is_open"] and self.record["site"] == place.name
            if place.guard_is_open and not renews:
                place.patience -= 1
                place.guard_is_open = place.patience > 0


class Actor:
    """The pair as one run sees it, until it is killed at its nth touch."""

    def __init__(self, stage: Stage, run: str, touches: int) -> None:
        self.stage = stage
        self.run = run
        self.old, self.new = stage.sites["dc"], stage.sites["dr"]
        self.sessions = {each.name: None for each in stage.sites.values() if not each.is_lost}
        self.lost: dict[str, str] = {}
        self.notes: dict[str, Any] = {}
        self.shut: set[str] = set()
        self._left = touches

    @property
    def primaries(self) -> dict[str, Any]:
        return {**self.new.hosts, **self.old.hosts}

    def touch(self) -> None:
        self.stage.pass_time()
        self.stage.look()
        self._left -= 1
        if self._left <= 0:
            raise Killed

    @property
    def record(self) -> Json:
        self.touch()
        return {"record": dict(self.stage.record), "revision": self.stage.revision}

    def give(self, site: str, state: str) -> None:
        self.touch()
        wanted = {"site": site, "is_open": state == "open", "by": self.run}
        if is_given(self.stage.record, wanted, self.old.name):
            return
        self.stage.record = wanted
        self.stage.revision += 1
        self.touch()

    def shut_hosts(self) -> None:
        self.touch()
        if not self.old.is_lost:
            self.old.guard_is_open = False
            self.shut = {self.old.name}

    def seconds_until_shut(self, _: float) -> float:
        return 1.0 if self.old.guard_is_open else 0.0

    def look(self, site: Place) -> list[Any]:
        self.touch()
        record = self.stage.record
        site.guard_is_open = bool(record["is_open"]) and record["site"] == site.name
        return [{"host": site.name, "entry": "open" if site.guard_is_open else "closed"}]

    def database(self, site: Place) -> str:
        return site.name

    def role(self, _: Place, host: str) -> str:
        self.touch()
        return self.stage.sites[host].role

    def follow(self, site: Place, leader: Place) -> None:
        self.touch()
        site.role = "standby_leader"
        if self.stage.was_lost:  # it goes back to where histories part
            site.wal = leader.wal
        leader.wal = max(leader.wal, site.wal)
        self.touch()

    def lead(self, site: Place) -> None:
        self.touch()
        behind = [place for place in self.stage.sites.values() if place.wal > site.wal]
        assert not behind or self.stage.was_lost, "what was acknowledged is lost"
        site.role = "primary"
        self.touch()

    def sql(self, host: str, text: str) -> str:
        self.touch()
        if "count" in text:
            return "1"
        return f"0/{self.stage.sites[host].wal:X}"

    def on(self, host: str, *command: str, given: str = "", seconds: float = 0.0) -> str:
        self.touch()
        if self.stage.sites[host].is_lost:
            raise HostError(f"{host} does not answer")
        if command[0].endswith("redis-own"):
            return self._cache(self.stage.sites[host], *command[1:])
        if command[0] == "nsupdate":
            self.stage.names = given.splitlines()[-2].split()[-1]
        return self.stage.names

    def _cache(self, place: Place, asked: str, whom: str = "") -> str:
        """Do what `redis-own` does."""
        source = self.stage.sites[place.copies] if place.copies else None
        if source and not source.is_lost:
            place.cached = source.cached
        if asked == "told":
            told = {"role": "slave" if source else "master", "master": place.copies, "link": "up"}
            return json.dumps(
                {**told, "copies": 0, "offset": place.cached, "watched": place.is_watched}
            )
        if asked == "lead":
            behind = [each for each in self.stage.sites.values() if each.cached > place.cached]
            assert not behind or self.stage.was_lost, "what the closed cache had is lost"
            place.copies = ""
        elif asked == "watch":
            assert not place.copies, "a copy of another site is watched"
            place.is_watched = True
        else:
            assert asked == "follow"
            assert not place.guard_is_open, "a cache that is in use is emptied"
            place.copies, place.is_watched = whom, False
        self.touch()
        return ""

    def lease(self, *words: str, given: str = "", seconds: float = 0.0) -> Json:
        return {}
