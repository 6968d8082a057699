"""Hosts: their names, places and addresses, from the tiers of an environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from topology.addresses import AddressPlan
from topology.environment_file import FAULT_DOMAINS, MachineFacts
from topology.sizing import TierPlan, as_planned
from topology.tiers import Tier, TierSize
from topology.units import Disk
from topology.words import Zone

NODE = "node"
"""The tier of the one server that carries all others, where a size is one server."""
NODE_SLOT = 1
NODE_ZONE: Zone = "application"


@dataclass(frozen=True, slots=True)
class Host:
    """One machine: real, virtual, in the cloud or in the lab."""

    name: str
    tier: str
    duties: tuple[str, ...]
    """The tiers that it serves: its own, or all those packed on it."""
    number: int
    fault_domain: str
    zone: Zone
    address: IPv4Address
    cores: int
    memory_gb: int
    disks: tuple[Disk, ...]
    iops: int | None
    network_mbps: int | None
    gpus: int
    services: tuple[str, ...]
    machine: MachineFacts | None


@dataclass(frozen=True)
class Site:
    """Facts of place that hosts need."""

    environment: str
    addresses: AddressPlan
    fault_domains: int
    machines: Mapping[str, MachineFacts]


def member_numbers(count: int, removed: Iterable[int]) -> list[int]:
    """Return the first ``count`` numbers that have no tombstone; numbers only ever grow.

    >>> member_numbers(3, [2])
    [1, 3, 4]
    """
    gone = set(removed)
    numbers: list[int] = []
    number = 0
    while len(numbers) < count:
        number += 1
        if number not in gone:
            numbers.append(number)
    return numbers


def hosts_of(planned: TierPlan, site: Site, duties: tuple[str, ...] = ()) -> Iterator[Host]:
    """Derive the members of one tier, which may do the duties of others."""
    tier = planned.tier
    prefix = f"{site.environment}-{planned.name}-"
    for number in member_numbers(planned.count, tombstones(prefix, site.machines)):
        name = f"{prefix}{number}"
        machine = site.machines.get(name)
        index = _fault_domain(number, machine, site)
        derived = site.addresses.host(tier.zone, index, tier.slot, number)
        yield Host(
            name=name,
            tier=planned.name,
            duties=duties or (planned.name,),
            number=number,
            fault_domain=FAULT_DOMAINS[index],
            zone=tier.zone,
            address=machine.address if machine and machine.address else derived,
            cores=planned.cores,
            memory_gb=planned.memory_gb,
            disks=machine.disks if machine and machine.disks else planned.disks,
            iops=planned.iops,
            network_mbps=planned.network_mbps,
            gpus=planned.gpus,
            services=planned.services,
            machine=machine,
        )


def packed_on(tiers: Iterable[TierPlan], server: TierSize) -> TierPlan:
    """Return the tier of the one server that carries several others."""
    services = tuple(dict.fromkeys(each for tier in tiers for each in tier.services))
    node = Tier.model_construct(
        slot=NODE_SLOT,
        zone=NODE_ZONE,
        duty="every tier, on one server",
        services=services,
        redundancy="single",
        sizes={},
    )
    return as_planned(NODE, node, server, server)


def tombstones(prefix: str, machines: Mapping[str, MachineFacts]) -> Iterator[int]:
    """Yield the numbers of a tier's members that are gone; `prefix` starts their names."""
    for name, machine in machines.items():
        number = name.removeprefix(prefix)
        if machine.removed and name.startswith(prefix) and number.isdecimal():
            yield int(number)


def _fault_domain(number: int, machine: MachineFacts | None, site: Site) -> int:
    if machine and machine.rack:
        return FAULT_DOMAINS.index(machine.rack)
    return (number - 1) % site.fault_domains
