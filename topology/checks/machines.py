"""Checks of real servers: their names, numbers, racks and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address

from topology.checks.sight import Sight
from topology.environment import Environment
from topology.environment_file import MachineFacts
from topology.hosts import NODE, NODE_ZONE, member_numbers, tombstones
from topology.problems import nearest, shown
from topology.validate import Complaint
from topology.words import ZONES, Zone

_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


def counts(environment: Environment) -> Mapping[str, int]:
    """Return how many hosts each tier has; the one server stands for all that it carries."""
    packs = environment.one_server is not None
    apart = [each for each in environment.host_tiers if not (packs and each.tier.packs)]
    found = {each.name: each.count for each in apart}
    return {NODE: 1, **found} if len(apart) < len(environment.host_tiers) else found


def numbers(environment: Environment, tier: str, count: int) -> list[int]:
    """Return the numbers of so many members of a tier, past its tombstones."""
    prefix = f"{environment.name}-{tier}-"
    return member_numbers(count, tombstones(prefix, environment.facts.machines))


def machine_complaints(sight: Sight, *, crowded: bool) -> Iterator[Complaint]:
    """Complain about machines; where it is crowded, hosts and their numbers are not derived."""
    machines = sight.environment.facts.machines
    if sight.environment.form == "managed" and machines and sight.sure(("form",)):
        yield ("machines",), "the cloud makes its own machines; remove `machines:`"
        return
    yield from _racks(sight)
    if not sight.sure(("environment",)):  # names start with it
        return
    known = _known(sight)
    named: dict[str, MachineFacts] = {}
    for name, machine in machines.items():
        if fault := _name_fault(sight.environment, name, known):
            yield ("machines", name), fault
            continue
        named[name] = machine
        if not crowded and (fault := _number_fault(sight, name, machine)):
            yield ("machines", name), fault
    if sight.sure(("network",)):
        yield from _addresses(sight, named, crowded=crowded)


def _known(sight: Sight) -> Mapping[str, Zone]:
    """Return the tiers that hosts may be of, and where they stand; in doubt, any of the platform's.

    The one server is no tier of the platform.
    """
    every = {NODE: NODE_ZONE, **{name: t.zone for name, t in sight.environment.all_tiers.items()}}
    if not sight.sure_of_tiers:
        return every
    return {name: every[name] for name in counts(sight.environment)}


def _racks(sight: Sight) -> Iterator[Complaint]:
    domains = sight.environment.fault_domains
    for name, machine in sight.environment.facts.machines.items():
        if machine.rack and machine.rack not in domains and sight.sure(("fault_domains",)):
            message = f"there is no fault domain {machine.rack}"
            yield ("machines", name, "rack"), f"{message}; expected one of: {', '.join(domains)}"


def _name_fault(environment: Environment, name: str, known: Mapping[str, Zone]) -> str | None:
    """Say why no host can have a name; this must not ask for hosts."""
    tier, number = _parts(environment, name)
    ours = name.startswith(f"{environment.name}-")
    if ours and tier not in known:
        return f"there are no hosts of a tier {shown(tier)} here{nearest(tier, known)}"
    if not (ours and _NUMBER.fullmatch(number)):
        example = f"{environment.name}-{tier if ours else next(iter(known))}-1"
        return f"is no host's name here; expected one such as {example}"
    return None


def _number_fault(sight: Sight, name: str, machine: MachineFacts) -> str | None:
    """Say why a machine cannot have its number; one that is gone keeps nothing but that."""
    tier, number = _parts(sight.environment, name)
    if not (sight.sure_of_count(tier) and sight.sure_of_machines(tier, "removed")):
        return None
    count = counts(sight.environment)[tier]
    *living, following = numbers(sight.environment, tier, count + 1)
    if machine.removed is None:
        if int(number) in living:
            return None
        has = f"tier '{tier}' has {count} members, the last of them number {living[-1]}"
        return f"{has}; raise its count, or write `removed:` with the day this one went"
    if machine.model_fields_set == {"removed"}:
        return None
    gone = f"number {number} was given up on {machine.removed} and is never used again"
    new = f"{sight.environment.name}-{tier}-{following}"
    return f"{gone}; keep `removed:` alone here, and call a new machine {new}"


def _addresses(
    sight: Sight, named: Mapping[str, MachineFacts], *, crowded: bool
) -> Iterator[Complaint]:
    """Complain about written addresses that lie elsewhere, or belong to something else."""
    known = _known(sight)
    taken: dict[IPv4Address, str] = dict(_fixed(sight.environment))
    if not crowded:
        taken.update(_derived(sight))
    for name, machine in named.items():
        address = machine.address
        if address is None or machine.removed:
            continue
        where = known[_parts(sight.environment, name)[0]]
        zone = sight.environment.addresses.zone(where)
        here = ("machines", name, "address")
        if address not in zone:
            yield here, f"{address} is outside zone {where}; expected an address in {zone}"
        elif address in taken:
            yield here, f"{address} is {taken[address]}; choose another in {zone}"
        taken.setdefault(address, f"{name}'s")


def _fixed(environment: Environment) -> Iterator[tuple[IPv4Address, str]]:
    """Yield addresses that are nobody's."""
    for zone in ZONES:
        network = environment.addresses.zone(zone)
        yield network.network_address, f"the name of network {network}"
        yield network.broadcast_address, f"the broadcast address of {network}"
        yield environment.addresses.gateway(zone), f"the router's in zone {zone}"


def _derived(sight: Sight) -> Iterator[tuple[IPv4Address, str]]:
    """Yield addresses that are surely those of hosts, or of all members of a tier."""
    environment = sight.environment
    if not (sight.sure(("fault_domains",)) and sight.sure_of_tiers):
        return
    for name in environment.tiers:
        shared = environment.virtual_address(name)
        if shared and sight.sure_of_count(name):
            yield shared, f"the virtual address of tier '{name}'"
    for host in environment.hosts:
        written = host.machine and host.machine.address
        if not written and sight.sure_of_count(host.tier) and sight.sure(("machines", host.name)):
            yield host.address, f"{host.name}'s"


def _parts(environment: Environment, name: str) -> tuple[str, str]:
    """Split a host's name into tier and number."""
    tier, _, number = name.removeprefix(f"{environment.name}-").rpartition("-")
    return tier, number
