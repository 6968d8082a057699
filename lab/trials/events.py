"""The table of events: what is tried, what is promised, and what the model foretells."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

from lab.shell import LabError
from lab.trials import acts
from lab.trials.device import watched_over
from lab.trials.stage import Stage, nothing
from lab.trials.streams import Kind
from topology.environment import Environment
from topology.outages import outages
from topology.problems import nearest


@dataclass(frozen=True)
class Event:
    """One way to break a site."""

    name: str
    what: str
    act: acts.Act
    goal: float | None = None
    """The longest gap that is allowed, in seconds; nothing, where other things are promised."""
    foretold: str = ""
    """How the model's outage begins, which predicts the gap."""
    loses: str = "nothing"
    """What may be lost."""
    healed: str = "the site is whole again"
    judged: str = "records"
    """The stream whose gap is held against the goal."""
    streams: tuple[Kind, ...] = ()
    """What users do beside writing records."""
    still: tuple[str, ...] = ()
    """Streams that must go on as if nothing happened."""
    answers: str = ""
    """What users must be answered while writes fail, so that they know why."""
    needs: str = "postgresql"
    """A service without which there is nothing to try."""
    watch: float = 5.0
    """Seconds that the fault stands at least, once it is there and writes flow."""
    stops: bool = False
    """Whether writes may stop for as long as the fault stands."""
    around: Callable[[Stage], AbstractContextManager[None]] = nothing
    """What stands beside the site meanwhile."""

    def prediction(self, environment: Environment) -> float | None:
        """Return the gap that the model predicts; nothing, where it says nothing of it."""
        if not self.foretold:
            return None
        found = (each for each in outages(environment) if each.event.startswith(self.foretold))
        return next((each.total for each in found), None)


EVENTS: tuple[Event, ...] = (
    Event("nothing", "nothing is broken: how still the site is by itself", acts.quiet, 0.0),
    Event(
        "switchover",
        "PostgreSQL's lead is moved, as planned",
        acts.switchover,
        2.0,
        "PostgreSQL's lead is moved",
    ),
    Event(
        "postgresql-killed",
        "PostgreSQL is killed (-9) where it leads",
        acts.postgresql_killed,
        3.0,
        "PostgreSQL is killed",
    ),
    Event(
        "primary-off",
        "the primary's host loses its power, and nobody confirms it",
        acts.primary_off,
        30.0,
        "The PostgreSQL leader's host goes off, not fenced",
    ),
    Event(
        "primary-off-fenced",
        "the primary's host loses its power, and a device confirms it",
        acts.primary_off,
        6.0,
        "The PostgreSQL leader's host goes off, fenced",
        around=watched_over,
    ),
    Event(
        "primary-frozen-fenced",
        "the primary's host stops where it is, and a device switches it off",
        acts.primary_frozen,
        6.0,
        "The PostgreSQL leader's host goes off, fenced",
        around=watched_over,
    ),
    Event(
        "replica-off",
        "a replica's host loses its power",
        acts.replica_off,
        1.0,
        "A PostgreSQL replica's host goes off",
    ),
    Event(
        "balancer-off",
        "the balancer with the shared address loses its power",
        acts.holder_off,
        3.0,
        "The virtual address's holder goes off",
        needs="haproxy",
    ),
    Event(
        "balancers-off",
        "both balancers lose their power, and one gets it back",
        acts.balancers_off,
        5.0,
        "Both balancers go off, one returns",
        healed="counted from the return of the first",
        needs="haproxy",
    ),
    Event(
        "redis-master-off",
        "the host of Redis' master loses its power",
        acts.redis_off,
        10.0,
        "The Redis master's host goes off",
        loses="values that the cache took in its last moments, which are counted",
        judged="cache",
        streams=("cache",),
        still=("records",),
        needs="sentinel",
    ),
    Event(
        "etcd-member-off",
        "the member that leads etcd is killed, and stays off",
        acts.voter_off,
        0.0,
        "An etcd member goes off",
        needs="etcd",
    ),
    Event(
        "etcd-quorum-lost",
        "most members of etcd are killed, for longer than the leader's key lives",
        acts.quorum_lost,
        0.0,
        "etcd loses its quorum",
        needs="etcd",
        watch=30.0,
    ),
    Event(
        "disk-full",
        "the disk of the primary's host is full, then has room again",
        acts.disk_full,
        streams=("reads",),
        still=("reads",),
        healed="by itself, when there is room again",
        answers="507",
        stops=True,
        watch=45.0,
    ),
    Event(
        "certificate-expired",
        "a host's certificate nears its end, then has ended",
        acts.certificate_expired,
        healed="by `renew_certificates`",
        needs="prometheus",
    ),
    Event(
        "files-off",
        "a file server loses its power",
        acts.files_off,
        30.0,
        "A file server goes off",
        judged="files",
        streams=("files",),
        still=("records",),
        needs="glusterfs",
    ),
    Event(
        "files-frozen",
        "a file server stops where it is",
        acts.files_frozen,
        30.0,
        "A file server falls silent",
        judged="files",
        streams=("files",),
        still=("records",),
        needs="glusterfs",
    ),
)


def chosen(names: Collection[str]) -> list[Event]:
    """Return events by their names; all of them, where none is named."""
    known = {each.name: each for each in EVENTS}
    for name in names:
        if name not in known:
            raise LabError(f"there is no event '{name}'{nearest(name, known)}")
    return [each for each in EVENTS if not names or each.name in names]
