"""Checks of real servers: their names, numbers, racks and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address

from topology.environment import Environment
from topology.environment_file import MachineFacts
from topology.hosts import NODE, Host, member_numbers, tombstones
from topology.problems import nearest, shown
from topology.validate import Complaint
from topology.words import ZONES

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


def name_complaints(environment: Environment) -> Iterator[Complaint]:
    """Complain about names that no host can have; this must not ask for hosts."""
    known = counts(environment)
    if environment.form == "managed" and environment.facts.machines:
        yield ("machines",), "the cloud makes its own machines; remove `machines:`"
        return
    for name in environment.facts.machines:
        tier, number = _parts(environment, name)
        ours = name.startswith(f"{environment.name}-")
        if ours and tier not in known:
            message = f"there are no hosts of a tier {shown(tier)} here{nearest(tier, known)}"
            yield ("machines", name), message
        elif not (ours and _NUMBER.fullmatch(number)):
            example = f"{environment.name}-{tier if ours else next(iter(known))}-1"
            yield ("machines", name), f"is no host's name here; expected one such as {example}"


def machine_complaints(environment: Environment) -> Iterator[Complaint]:
    """Complain about facts of machines whose names are right."""
    for name, machine in environment.facts.machines.items():
        if fault := _number_fault(environment, name, machine):
            yield ("machines", name), fault
        if machine.rack and machine.rack not in environment.fault_domains:
            racks = ", ".join(environment.fault_domains)
            message = f"there is no fault domain {machine.rack}; expected one of: {racks}"
            yield ("machines", name, "rack"), message


def _number_fault(environment: Environment, name: str, machine: MachineFacts) -> str | None:
    """Say why a machine cannot have its number; one that is gone keeps nothing but that."""
    tier, number = _parts(environment, name)
    count = counts(environment)[tier]
    *living, following = numbers(environment, tier, count + 1)
    if machine.removed is None:
        if int(number) in living:
            return None
        has = f"tier '{tier}' has {count} members, the last of them number {living[-1]}"
        return f"{has}; raise its count, or write `removed:` with the day this one went"
    if machine.model_fields_set == {"removed"}:
        return None
    gone = f"number {number} was given up on {machine.removed} and is never used again"
    new = f"{environment.name}-{tier}-{following}"
    return f"{gone}; keep `removed:` alone here, and call a new machine {new}"


def address_complaints(environment: Environment) -> Iterator[Complaint]:
    """Complain about written addresses that lie elsewhere, or belong to something else."""
    taken: dict[IPv4Address, str] = dict(_fixed(environment))
    written: list[tuple[Host, IPv4Address]] = []
    for host in environment.hosts:
        if host.machine and host.machine.address:
            written.append((host, host.machine.address))
        else:
            taken[host.address] = f"{host.name}'s"
    for host, address in written:
        zone = environment.addresses.zone(host.zone)
        here = ("machines", host.name, "address")
        if address not in zone:
            yield here, f"{address} is outside zone {host.zone}; expected an address in {zone}"
        elif address in taken:
            yield here, f"{address} is {taken[address]}; choose another in {zone}"
        taken.setdefault(address, f"{host.name}'s")


def _fixed(environment: Environment) -> Iterator[tuple[IPv4Address, str]]:
    """Yield addresses that belong to no host."""
    for zone in ZONES:
        network = environment.addresses.zone(zone)
        yield network.network_address, f"the name of network {network}"
        yield network.broadcast_address, f"the broadcast address of {network}"
        yield environment.addresses.gateway(zone), f"the router's in zone {zone}"
    for name in environment.tiers:
        shared = environment.virtual_address(name)
        if shared:
            yield shared, f"the virtual address of tier '{name}'"


def _parts(environment: Environment, name: str) -> tuple[str, str]:
    """Split a host's name into tier and number."""
    tier, _, number = name.removeprefix(f"{environment.name}-").rpartition("-")
    return tier, number
