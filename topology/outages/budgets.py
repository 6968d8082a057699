"""Whether the timers keep the promises, and which timer or profile to change where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from topology.environment import Environment
from topology.outages.events import outages
from topology.outages.scene import PROMISES, Kind, Outage
from topology.problems import Location, nearest
from topology.units import span
from topology.validate import Complaint


def timer_complaints(environment: Environment) -> Iterator[Complaint]:
    """Complain about promises that the timers cannot keep."""
    known = environment.timing.profiles
    if environment.rto_profile not in known:
        hint = nearest(environment.rto_profile, known)
        message = f"there is no profile '{environment.rto_profile}'{hint}"
        yield _own(environment, ("overrides", "rto_profile")), message
        return
    found = outages(environment)
    for kind in PROMISES:
        late = [each for each in found if each.kind == kind and not each.holds]
        if late:
            worst = max(late, key=lambda outage: outage.total)
            yield _location(environment, kind), _message(environment, worst)


def _location(environment: Environment, kind: Kind) -> Location:
    """Return what decides the promise or the profile."""
    overrides = environment.leader_facts.overrides
    if getattr(overrides.targets, PROMISES[kind]) is not None:
        return _own(environment, ("overrides", "targets", PROMISES[kind]))
    chosen = ("overrides", "rto_profile") if overrides.rto_profile else ("size",)
    return _own(environment, chosen)


def _own(environment: Environment, location: Location) -> Location:
    """Return a place in its own file: a dr, which takes all this from its dc, only names it."""
    is_own = environment.leader_facts.environment == environment.name
    return location if is_own else ("peer",)


def _message(environment: Environment, worst: Outage) -> str:
    longest = max(worst.terms, key=lambda term: term.seconds)
    is_timer = longest.basis == "timer"
    most = f"{longest.what} is " + ("the slowest timer" if is_timer else "no timer of ours")
    return (
        f"{worst.promise} promises {span(worst.budget)}. {worst.event}: writes stop for "
        f"{worst.arithmetic}; {most}; {_remedy(environment, worst)}"
    )


def _remedy(environment: Environment, worst: Outage) -> str:
    """Return the most patient profile that keeps the promise, or the least that can be promised."""
    reached: dict[str, float] = {}
    for name in environment.timing.profiles:
        found = outages(_with_profile(environment, name))
        reached[name] = max(outage.total for outage in found if outage.kind == worst.kind)
        if reached[name] <= worst.budget:
            return f"write `rto_profile: {name}`"
    best = min(reached, key=lambda name: reached[name])
    return f"no profile keeps it, and '{best}' needs {span(reached[best])}"


def _with_profile(environment: Environment, name: str) -> Environment:
    facts = environment.leader_facts
    overrides = facts.overrides.model_copy(update={"rto_profile": name})
    return replace(environment, leader_facts=facts.model_copy(update={"overrides": overrides}))
