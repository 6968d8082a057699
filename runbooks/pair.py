"""A pair of sites as runbooks act on it: the lease, the databases, a shell on every host."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from lease.handing import Beats, Closure, wait
from lease.record import JOURNALS
from runbooks.giving import is_given
from runbooks.sessions import HostError, Session
from runbooks.sites import Site

Json = dict[str, Any]
LEASE = "tandem-lease"
SHUT_SECONDS = 4.0
"""How long a host has to say that it is shut, before its lease is waited for instead."""


@dataclass
class Pair:
    """Both sites, from whom the lead goes (`old`) to whom (`new`), and a shell on every host."""

    old: Site
    new: Site
    run: str
    open_session: Callable[[str], Session] = Session
    sessions: dict[str, Session] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    shut: set[str] = field(default_factory=set)
    beats: Beats = field(default_factory=Beats)
    closure: Closure | None = None
    heard: Callable[[str, tuple[str, ...], str], None] = lambda *_: None
    """Notes what was run on which host, and what it said."""
    third: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The witness, where it has a primary of the platform's names; nothing waits for it."""
    away: dict[str, str] = field(default_factory=dict)
    """Why the witness does not answer, where it does not."""
    notes: dict[str, Any] = field(default_factory=dict)
    """What steps remember for later ones of the same life."""

    def connect(self) -> None:
        """Open a shell on every host, side by side, also anew; note who does not answer."""
        for session in self.sessions.values():
            session.close()
        self.sessions, self.lost, self.away = {}, {}, {}
        names = [*self.new.hosts, *self.old.hosts, *self.third]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(self._connect, names))

    def on(self, host: str, *command: str, given: str = "", seconds: float = 20.0) -> str:
        """Run a command on a host."""
        if host not in self.sessions:
            why = {**self.lost, **self.away}.get(host, "no session")
            raise HostError(f"{host} does not answer: {why}")
        try:
            said = self.sessions[host].run(command, given, seconds)
        except HostError as error:
            # A shell that died may be had again; whoever is gone stays so.
            self.miss(host, str(error))
            self.heard(host, command, str(error))
            raise
        self.heard(host, command, said)
        return said

    def miss(self, host: str, why: str) -> None:
        """Note that a host does not answer; a move does without the witness."""
        (self.away if host in self.third else self.lost)[host] = why

    @property
    def primaries(self) -> dict[str, Mapping[str, Any]]:
        """The platform's name servers, by host: those of both sites, and the witness."""
        everyone = {**self.new.hosts, **self.old.hosts, **self.third}
        return {host: told for host, told in everyone.items() if told.get("dns_zone")}

    # The lease

    def lease(self, *words: str, given: str = "", seconds: float = 30.0) -> Json:
        """Ask the voters from any host that reaches a majority, those of the new site first."""
        said = []
        for host in (*self.new.guarded, *self.old.guarded):
            try:
                found = self.on(host, LEASE, *words, given=given, seconds=seconds)
                answer = _last(found)
            except (HostError, ValueError, IndexError) as error:
                said.append(str(error))
            else:
                return answer
        raise HostError("; ".join(said))

    @property
    def record(self) -> Json:
        """What the voters keep now; remembers since when all renewals are known to be over."""
        found = self.lease("show")
        quiet = self._quiet(found)
        record = found["record"]
        known = self.closure.revision if self.closure else None
        if record and not record["is_open"] and known != found["revision"]:
            self.closure, self.shut = Closure(found["revision"], quiet), set()
        return found

    @property
    def silence(self) -> float:
        """Seconds for which no host of the site that leads has renewed, as far as was watched."""
        return time.monotonic() - self._quiet(self.lease("beat"))

    def _quiet(self, answer: Json) -> float:
        """Return since when nobody renewed, by an answer of the voters that has just come."""
        now, beat = time.monotonic(), answer.get("beat")
        # Asked for the record, a host of before this was asked says less: nothing is known then.
        return now if beat is None else self.beats.since(beat, now)

    def give(self, site: str, state: str) -> None:
        """Write the record: of the old site's lease as it was found, or of what this run wrote."""
        found = self.record
        wanted = {"site": site, "is_open": state == "open", "by": self.run}
        if is_given(found["record"], wanted, self.old.name):
            return
        words = ("write", site, state, "--expected", str(found["revision"]), "--by", self.run)
        self.lease(*words)

    def shut_hosts(self) -> None:
        """Tell every host of the old site that it is shut, and hear it say so."""
        revision = str(self.record["revision"])

        def shut(host: str) -> None:
            said = self.on(host, LEASE, "shut", revision, seconds=SHUT_SECONDS)
            if json.loads(said)["entry"] != "open":
                self.shut.add(host)

        for _ in self.each(self.old.guarded, shut):
            pass

    def seconds_until_shut(self, ttl: float) -> float:
        """Return how long a host of the old site may still be open."""
        closure = self.closure
        if closure is None:
            return ttl
        return wait(closure, time.monotonic(), ttl, self.old.guarded, self.shut)

    def look(self, site: Site) -> list[Json]:
        """Let the hosts of a site ask the voters now, and return how each stands."""
        found: list[Json] = []
        for _ in self.each(
            site.guarded, lambda host: found.append(json.loads(self.on(host, LEASE, "look")))
        ):
            pass
        return found

    def keep(self, text: str) -> None:
        """Keep the run's journal at the voters, for another machine to go on with."""
        self.lease("put", JOURNALS + self.run, given=text)

    # Databases

    def database(self, site: Site) -> str:
        """Return the member that leads a site's cluster; any that answers, where none says so."""
        for host in site.databases:
            if host in self.sessions and self.role(site, host) in ("primary", "standby_leader"):
                return host
        raise HostError(f"no member of the database at {site.name} leads")

    def role(self, site: Site, host: str) -> str:
        """Return what Patroni says of a member: primary, standby_leader, replica, or nothing."""
        told = site.hosts[host]
        port = told["postgresql_services"]["postgresql"]["ports"]["patroni"]
        url = f"https://{told['ansible_host']}:{port}/patroni"
        words = ("curl", "-s", "--max-time", "3", "--cacert", "/etc/tandem/tls/ca.crt", url)
        try:
            found = json.loads(self.on(host, *words, seconds=5))
        except ValueError:
            return ""
        return str(found["role"]) if found.get("state") == "running" else ""

    def sql(self, host: str, text: str, database: str = "postgres", seconds: float = 20.0) -> str:
        """Ask a database as its superuser, on its own host."""
        words = ("runuser", "-u", "postgres", "--", "psql", "-XAtq", "-d", database, "-c", text)
        return self.on(host, *words, seconds=seconds).strip()

    def follow(self, site: Site, leader: Site) -> None:
        """Make a site's cluster a copy of the other's."""
        told = site.hosts[site.databases[0]]
        port = told["postgresql_services"]["postgresql"]["ports"]["postgresql"]
        hosts = ",".join(leader.hosts[each]["ansible_host"] for each in leader.databases)
        copied = {
            "host": hosts,
            "port": port,
            "primary_slot_name": "tandem_follower",
            "create_replica_methods": ["basebackup"],
        }
        self._dynamic(site, {"standby_cluster": copied})

    def lead(self, site: Site) -> None:
        """Make a site's cluster lead."""
        self._dynamic(site, {"standby_cluster": None})

    def _dynamic(self, site: Site, change: Mapping[str, Any]) -> None:
        # Into etcd, where a database that waits to be started reads it too.
        host = next((each for each in site.databases if each in self.sessions), "")
        words = ("patronictl", "edit-config", "--force", "--quiet", "--apply", "-")
        self.on(host, *words, given=json.dumps(change))

    # Everybody

    def _connect(self, host: str) -> None:
        # The first word is who renews: hosts that are gone keep the others waiting, and each second
        # of silence counts. One that cannot say it answers all the same.
        session = self.open_session(host)
        try:
            said = session.try_(("timeout", "5", LEASE, "beat"), seconds=15)
        except HostError as error:
            self.miss(host, str(error))
            session.close()
            return
        self.sessions[host] = session
        if not said.code:
            self._quiet(_last(said.text))

    def each(self, hosts: tuple[str, ...], do: Callable[[str], None]) -> Iterator[str]:
        """Do something on hosts side by side; yield what went wrong."""

        def safe(host: str) -> str:
            try:
                do(host)
            except (HostError, ValueError, KeyError) as error:
                return str(error)
            return ""

        with ThreadPoolExecutor(max(1, len(hosts))) as pool:
            yield from filter(None, pool.map(safe, hosts))


def _last(said: str) -> Json:
    """Return what a program answered, below what its host may have said before."""
    found: Json = json.loads(said.strip().splitlines()[-1])
    return found
