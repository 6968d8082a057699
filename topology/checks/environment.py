"""Checks of a finished environment: of its counts, hosts and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from topology.addresses import LARGEST, prefix_for
from topology.checks.machines import (
    address_complaints,
    counts,
    machine_complaints,
    name_complaints,
    numbers,
)
from topology.checks.tiers import count_fault
from topology.environment import Environment
from topology.environment_file import FAULT_DOMAINS, TierOverride
from topology.outages import timer_complaints
from topology.problems import nearest, spell
from topology.validate import Complaint


def environment_complaints(environment: Environment) -> Iterator[Complaint]:
    """Complain about what only the whole shows."""
    yield from _externals(environment)
    for check in (_overrides, name_complaints, _room):  # hosts follow from all of these
        complaints = list(check(environment))
        yield from complaints
        if complaints:
            return
    yield from _majorities(environment)
    yield from machine_complaints(environment)
    yield from address_complaints(environment)
    yield from timer_complaints(environment)


def _overrides(environment: Environment) -> Iterator[Complaint]:
    facts = environment.leader_facts
    for location, message in _tier_overrides(environment, facts.overrides.tiers):
        if facts.environment == environment.name:
            yield location, message
        else:  # a dr takes them from its dc
            yield ("peer",), f"{spell(location)} of {facts.environment}: {message}"


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


def _room(environment: Environment) -> Iterator[Complaint]:
    """The largest tier decides how large a network must be."""
    room = environment.addresses.members_a_slot
    last: dict[str, int] = {}
    for name in counts(environment):
        planned = environment.tiers.get(name)
        most = planned.most if planned else 1  # the one server is no tier of the platform
        last[name] = most if most > room else numbers(environment, name, most)[-1]
    name, highest = max(last.items(), key=lambda each: each[1], default=("", 0))
    if highest <= room:
        return
    prefix = prefix_for(highest)
    message = f"members of tier '{name}' are numbered up to {highest:,}"
    if prefix < LARGEST:
        message += f", and no network has room for so many; lower the count of '{name}'"
    else:
        message += f", and it has room for {room}; expected a network of /{prefix} or larger"
    yield ("network",), message


def _majorities(environment: Environment) -> Iterator[Complaint]:
    """The loss of one fault domain must leave every quorum its majority; td has none to lose."""
    weak: list[str] = []
    for name, hosts in environment.members.items():
        if environment.tiers[name].redundancy != "quorum" or len(hosts) < 3:
            continue
        domain, lost = Counter(host.fault_domain for host in hosts).most_common(1)[0]
        if 2 * (len(hosts) - lost) <= len(hosts):
            weak.append(f"{name} ({lost} of {len(hosts)} in {domain})")
    if not weak or environment.place == "td":
        return
    message = f"with one fault domain these lose their majority: {', '.join(weak)}"
    if environment.facts.fault_domains < len(FAULT_DOMAINS):
        yield ("fault_domains",), f"{message}; write `fault_domains: {len(FAULT_DOMAINS)}`"
    else:
        yield ("machines",), f"{message}; spread them by `rack:`"
