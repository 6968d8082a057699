"""The timers of an environment, and the rules between them that a profile could break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.environment import Environment
from topology.formulas import Span, Timer, derive
from topology.platform import Platform
from topology.problems import nearest
from topology.timing import Fixed, Profile, Timing
from topology.units import span
from topology.validate import Complaint

EVERYWHERE = ("client", "dns")
"""Whose timers matter wherever there are clients."""

WHOLE = ("pause", "loop", "lease", "names")
"""Values of a profile that some software only takes in whole seconds."""

FENCED = "postgresql"
"""Whose lost leader is fenced by our own observers; Pacemaker has its own."""


def timers(environment: Environment) -> Mapping[str, Timer]:
    """Return the timers of the services that an environment has, by their keys."""
    timing = environment.timing
    profile = timing.profiles[environment.rto_profile]
    found = derive(profile, timing.fixed, environment.targets.host_outage)
    services = set(EVERYWHERE)
    services.update(each for planned in environment.host_tiers for each in planned.services)
    services.update(service.kind for service in environment.managed.values())
    if FENCED in services:
        services.add("fencing")
    if "k3s-server" in services:
        services.add("etcd")  # K3s has one inside
    if "eks" in services:
        services.discard("k3s")  # the grace of its nodes is the cloud's
    return {key: timer for key, timer in found.items() if timer.service in services}


def timing_complaints(timing: Timing) -> Iterator[Complaint]:
    """Complain about profiles whose timers would work against each other."""
    for name, profile in timing.profiles.items():
        for value in WHOLE:
            found = getattr(profile, value)
            if found < 1 or not found.is_integer():
                yield ("profiles", name, value), f"expected whole seconds; found {span(found)}"
        for short, long, why in _rules(profile, timing.fixed):
            if short.seconds > long.seconds:
                one, other = (f"{each.formula} ({span(each.seconds)})" for each in (short, long))
                yield ("profiles", name), f"{one} must not be longer than {other}: {why}"


def profile_complaints(platform: Platform, timing: Timing) -> Iterator[Complaint]:
    """Complain about profiles that there are not."""
    for size, facts in platform.sizes.items():
        if facts.rto_profile not in timing.profiles:
            hint = nearest(facts.rto_profile, timing.profiles)
            message = f"there is no profile '{facts.rto_profile}'{hint}"
            yield ("sizes", size, "rto_profile"), message


def _rules(profile: Profile, limits: Fixed) -> Iterator[tuple[Span, Span, str]]:
    """Yield pairs of which the first must not be the longer, and why."""
    known = derive(profile, limits, promised=0)

    def timer(key: str) -> Span:
        return Span(known[key].seconds, key)

    election, others = timer("etcd.election-timeout"), timer("lease.election-timeout")
    often = "nothing is asked more than ten times a second"
    yield Span(0.1, "the least"), Span(profile.check, "check"), often
    yield Span(0.1, "the least"), Span(profile.connect, "connect"), "no client is nearer"
    yield (
        2 * election,
        timer("postgresql.retry_timeout"),
        "Patroni would demote a healthy leader while etcd elects one of its own",
    )
    yield election, Span(limits.etcd_election.value, "the longest"), "etcd takes no more"
    yield (
        2 * Span(limits.sentinel_ping.value, "Sentinel's ping"),
        timer("sentinel.down-after-milliseconds"),
        "one lost ping would be a failover",
    )
    yield (
        timer("lease.renew") + 2 * others + timer("client.connect_timeout"),
        timer("lease.deadline"),
        "a site would close itself when one voter of three is lost",
    )
    yield (
        timer("lease.deadline") + Span(limits.closing.value, "closing"),
        timer("lease.ttl"),
        "the other site could open before this one is closed",
    )
