"""How each timer follows from the six values of a profile.

A formula is written once, as arithmetic on `Span`, which writes itself down: what `tandem timers`
prints is what was computed. Rules that hold whatever a profile says are built in (Patroni's
``loop_wait + 2 x retry_timeout <= ttl`` is how the ttl is found); `topology.timers` checks the
others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from topology.timing import Fixed, Profile
from topology.units import span


@dataclass(frozen=True, slots=True)
class Span:
    """A time, to the millisecond, and how it was found."""

    seconds: float
    formula: str

    def __add__(self, other: Span) -> Span:
        """Return both, one after the other."""
        return Span(round(self.seconds + other.seconds, 3), f"{self.formula} + {other.formula}")

    def __rmul__(self, times: float) -> Span:
        """Return it so many times."""
        return Span(round(times * self.seconds, 3), f"{times:g} x {self.formula}")

    def __truediv__(self, parts: int) -> Span:
        """Return one of so many equal parts."""
        return Span(round(self.seconds / parts, 3), f"{self.formula} / {parts}")


def longer(one: Span, other: Span) -> Span:
    """Return the longer of two."""
    formula = f"the longer of {one.formula} and {other.formula}"
    return Span(max(one.seconds, other.seconds), formula)


def always(seconds: float) -> Span:
    """Return a time that no profile changes."""
    return Span(seconds, span(seconds))


@dataclass(frozen=True, slots=True)
class Timer:
    """One setting of one service, by the name that its software gives it."""

    service: str
    name: str
    seconds: float
    formula: str
    why: str

    @property
    def key(self) -> str:
        """Its name among all of them: ``postgresql.ttl``."""
        return f"{self.service}.{self.name}"


@dataclass
class Bench:
    """Where the timers are put together, one after the other."""

    profile: Profile
    limits: Fixed
    promised: float
    """The longest outage that clients are promised."""
    found: dict[str, Timer] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Span:
        """Return a timer that was added before, or a value of the profile."""
        timer = self.found.get(name)
        return Span(timer.seconds if timer else getattr(self.profile, name), name)

    def add(self, service: str, name: str, found: Span, why: str) -> None:
        """Set a timer."""
        formula = found.formula.replace(f"{service}.", "")
        timer = Timer(service, name, found.seconds, formula, why)
        self.found[timer.key] = timer


def derive(profile: Profile, limits: Fixed, promised: float) -> Mapping[str, Timer]:
    """Return every timer that there is, by its key."""
    bench = Bench(profile, limits, promised)
    for area in (_clients, _entries, _postgresql, _mysql, _memory, _stores, _nodes, _sites):
        area(bench)
    return bench.found


def _clients(t: Bench) -> None:
    t.add("client", "connect_timeout", t["connect"], "then another attempt, to whoever answers now")
    t.add("client", "retry_pause", t["check"] / 4, "between two attempts")
    why = "a client gives up no earlier than the outage that it was promised"
    t.add("client", "retry_for", Span(t.promised, "targets.host_outage"), why)
    t.add("dns", "ttl", t["names"], "a resolver asks again for the entry's address")


def _entries(t: Bench) -> None:
    for service in ("haproxy", "data-proxy"):
        t.add(service, "inter", t["check"], "between two health checks; three failed are enough")
        t.add(service, "timeout-check", t["check"], "an answer that comes later is none")
        t.add(service, "timeout-connect", t["connect"], "then the next member is tried")
    t.add("keepalived", "advert_int", t["check"], "three missed ones and the spare takes over")
    often = longer(always(t.limits.script_interval.value), t["check"])
    t.add("keepalived", "script-interval", often, "what stands behind the address is looked at")
    health = longer(always(t.limits.balancer_check.value), t["pause"])
    for balancer in ("alb", "nlb"):
        t.add(balancer, "health-interval", health, "two failed checks are enough")


def _postgresql(t: Bench) -> None:
    why = "above any round trip inside a site, so that silence means a loss"
    t.add("etcd", "heartbeat-interval", t["check"] / 4, why)
    why = "ten heartbeats, as etcd's authors advise; fewer than five elect without a cause"
    t.add("etcd", "election-timeout", 10 * t["etcd.heartbeat-interval"], why)
    retry = longer(always(t.limits.patroni_retry.value), t["pause"])
    ttl = longer(
        always(t.limits.patroni_ttl.value),
        t["loop"] + 2 * Span(retry.seconds, "postgresql.retry_timeout"),
    )
    t.add("postgresql", "loop_wait", t["loop"], "between two looks at the database")
    t.add("postgresql", "retry_timeout", retry, "etcd may elect a leader meanwhile")
    t.add("postgresql", "ttl", ttl, "the leader's key lives so long after its last renewal")
    why = "a crashed leader hands over at once; recovering could take minutes"
    t.add("postgresql", "primary_start_timeout", Span(0, "0 s"), why)
    why = "a replica that is silent for longer is gone, and no commit waits for it"
    t.add("postgresql", "wal_sender_timeout", 2 * t["pause"], why)
    why = "a pooled connection that failed is opened again"
    t.add("pgbouncer", "server_login_retry", t["check"], why)
    why = "a query waits for a leader as long as its client does"
    t.add("pgbouncer", "query_wait_timeout", t["client.retry_for"], why)
    t.add("fencing", "probe", t["check"], "each observer asks a member whether it lives")
    t.add("fencing", "suspect", 4 * t["fencing.probe"], "three unanswered probes after a good one")
    why = "without the device's word by then, the key runs out by itself"
    t.add("fencing", "confirm", t["postgresql.ttl"] / 2, why)


def _mysql(t: Bench) -> None:
    t.add("pacemaker", "token", t["pause"], "Corosync misses a member")
    why = "the others agree on who is left, as Corosync computes it"
    t.add("pacemaker", "consensus", 1.2 * t["pacemaker.token"], why)
    t.add("pacemaker", "monitor", 5 * t["check"], "between two looks at the database")
    why = "nothing is promoted before a lost member is known to be off"
    t.add("pacemaker", "stonith-timeout", always(t.limits.stonith.value), why)
    why = "with no copy left to wait for, commits go on alone"
    t.add("mariadb", "rpl_semi_sync_master_timeout", 2 * t["pause"], why)
    t.add("mariadb", "slave_net_timeout", 2 * t["pause"], "a copy connects again")


def _memory(t: Bench) -> None:
    t.add("redis", "cluster-node-timeout", t["pause"], "a shard's master is suspected")
    why = "a master that no replica hears stops taking writes"
    t.add("redis", "min-replicas-max-lag", t["pause"], why)
    t.add("sentinel", "down-after-milliseconds", t["pause"], "a silent master is suspected")
    why = "a failover that failed is tried again; six times, as Sentinel's own values"
    t.add("sentinel", "failover-timeout", 6 * t["sentinel.down-after-milliseconds"], why)


def _stores(t: Bench) -> None:
    why = "nodes that cannot hear each other; quorum queues notice earlier by themselves"
    t.add("rabbitmq", "net_ticktime", always(t.limits.net_tick.value), why)
    heartbeat = longer(always(t.limits.amqp_heartbeat.value), 2 * t["pause"])
    t.add("rabbitmq", "heartbeat", heartbeat, "a client's connection is dead")
    why = "members and masters ask each other"
    t.add("opensearch", "follower_check.interval", t["check"], why)
    why = "three unanswered ones and a member, or the master, is out"
    t.add("opensearch", "follower_check.timeout", t["pause"], why)
    why = "every open file waits so long for a lost copy; coming back is dear, so not less"
    t.add("glusterfs", "network.ping-timeout", 3 * t["pause"], why)


def _nodes(t: Bench) -> None:
    t.add("k3s", "node-status-update-frequency", t["pause"], "a node says that it is well")
    why = "five times unheard, and its pods are no longer chosen"
    t.add("k3s", "node-monitor-grace-period", 5 * t["k3s.node-status-update-frequency"], why)
    why = "twice more, and its pods start elsewhere"
    t.add("k3s", "unreachable-toleration", 2 * t["k3s.node-monitor-grace-period"], why)
    why = "a node notices that the server it speaks to is gone, and finds another within its grace"
    t.add("k3s", "http2-read-idle", 2 * t["pause"], why)
    t.add("k3s", "http2-ping", t["pause"], "an answer that comes later is none")


def _sites(t: Bench) -> None:
    t.add("lease", "ttl", t["lease"], "the voters give the lease to nobody else for so long")
    t.add("lease", "renew", t["lease.ttl"] / 5, "the leading site asks again")
    why = "counted by the holder from when it sent the request; then it closes itself"
    t.add("lease", "deadline", 2 * t["lease.ttl"] / 3, why)
    why = "above any round trip between sites"
    t.add("lease", "heartbeat-interval", t["check"] / 2, why)
    t.add("lease", "election-timeout", 10 * t["lease.heartbeat-interval"], "as etcd's")
    why = "an automatic failover waits so long after the lease ran out"
    t.add("lease", "hold", t["lease.ttl"] / 3, why)
