"""Checks of a finished environment: of its counts, hosts and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from topology.addresses import LARGEST, prefix_for
from topology.checks.kin import PAIRED
from topology.checks.machines import counts, machine_complaints, numbers
from topology.checks.majorities import majority_complaints
from topology.checks.sight import Sight
from topology.checks.tiers import count_fault
from topology.environment import Environment
from topology.environment_file import TierOverride
from topology.outages import timer_complaints
from topology.problems import Location, nearest, spell
from topology.validate import Complaint

_OF_TIMERS: tuple[Location, ...] = (
    *(("environment",), ("fault_domains",), ("form",), ("overrides",)),
    *(("peer",), ("size",), ("target",)),
)
"""What promises and timers follow from, beside the platform."""


def environment_complaints(sight: Sight) -> Iterator[Complaint]:
    """Complain about what only the whole shows, as far as it is not in doubt."""
    environment = sight.environment
    yield from _externals(environment)
    overrides = list(_overrides(sight))
    yield from _placed(environment, overrides)
    sight = sight.doubting(location for location, _ in overrides)
    tier, highest = _fullest(environment)
    crowded = highest > environment.addresses.members_a_slot
    numbered = sight.sure_of_count(tier) and sight.sure_of_machines(tier, "removed")
    if crowded and numbered and sight.sure(("network",)):
        yield ("network",), _no_room(environment, tier, highest)
    yield from machine_complaints(sight, crowded=crowded)
    if crowded:  # hosts follow from the counts
        return
    yield from majority_complaints(sight)
    is_paired = (environment.peer is None) == (environment.facts.peer is None)
    if is_paired and sight.sure(*_OF_TIMERS):
        yield from timer_complaints(environment)


def _overrides(sight: Sight) -> Iterator[Complaint]:
    """Yield complaints as of the file that overrides come from; td and uat may have none."""
    environment = sight.environment
    if environment.place in PAIRED and sight.sure(("size",)):
        yield from _tier_overrides(environment, environment.leader_facts.overrides.tiers)


def _placed(environment: Environment, complaints: Iterable[Complaint]) -> Iterator[Complaint]:
    leader = environment.leader_facts
    for location, message in complaints:
        if leader is environment.facts:
            yield location, message
        else:  # a dr takes them from its dc
            yield ("peer",), f"{spell(location)} of {leader.environment}: {message}"


def _tier_overrides(
    environment: Environment, overrides: Mapping[str, TierOverride]
) -> Iterator[Complaint]:
    for name, override in overrides.items():
        here = ("overrides", "tiers", name)
        planned = environment.tiers.get(name)
        if planned is None:
            missing = f"{environment.platform.platform} has no tier '{name}' at {environment.size}"
            yield here, f"{missing}{nearest(name, environment.tiers)}"
        elif override.count and override.count < planned.tier.least:
            message = f"{override.count} is less than the tier's `least: {planned.tier.least}`"
            yield (*here, "count"), f"{message}; write that or more"
        elif override.count:
            fault = count_fault(planned.redundancy, override.count, environment.size)
            if fault:
                yield (*here, "count"), fault


def _externals(environment: Environment) -> Iterator[Complaint]:
    for name in environment.facts.externals:
        if name not in environment.externals:
            message = f"there is no external party '{name}'{nearest(name, environment.externals)}"
            yield ("externals", name), message


def _fullest(environment: Environment) -> tuple[str, int]:
    """Return the tier whose members are numbered the highest, and how high."""
    room = environment.addresses.members_a_slot
    last: dict[str, int] = {}
    for name in counts(environment):
        planned = environment.tiers.get(name)
        most = planned.most if planned else 1  # the one server is no tier of the platform
        last[name] = most if most > room else numbers(environment, name, most)[-1]
    return max(last.items(), key=lambda each: each[1], default=("", 0))


def _no_room(environment: Environment, name: str, highest: int) -> str:
    """The largest tier decides how large a network must be."""
    room = environment.addresses.members_a_slot
    prefix = prefix_for(highest)
    message = f"members of tier '{name}' are numbered up to {highest:,}"
    if prefix < LARGEST:
        return f"{message}, and no network has room for so many; lower the count of '{name}'"
    return f"{message}, and it has room for {room}; expected a network of /{prefix} or larger"
