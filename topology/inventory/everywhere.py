"""What every host is told: what its machine is to be, base, figures, certificates, logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from topology.hosts import Host
from topology.inventory.parties import Facts, Group, Party, PortNumber
from topology.secrets import home
from topology.units import Disk
from topology.words import Zone


class Disks(TypedDict):
    """Equal disks of one host."""

    count: int
    size_gb: int
    kind: str


class Machine(TypedDict):
    """What a host is to be; preflight compares it with what is there."""

    host_tier: str
    host_zone: Zone
    host_cores: int
    host_memory_gb: int
    host_disks: list[Disks]
    host_iops: int | None
    host_network_mbps: int | None
    host_gpus: int
    host_interface: str | None
    host_bmc: str | None


class Own(TypedDict, total=False):
    """What one host has alone; the last three where the environment file names its machine."""

    ansible_host: str
    host_number: int
    host_fault_domain: str
    host_disks: list[Disks]
    host_interface: str
    host_bmc: str


class PersonRole(TypedDict):
    """A role of people."""

    may: list[str]
    second_factor: bool


class Base(TypedDict):
    """Where a host belongs, whom it believes, who may log in.

    The site's hosts are named with their addresses, for when no name server answers. Without time
    servers or name servers of its own a host keeps those of its system.
    """

    base_environment: str
    base_domain: str
    base_hosts: dict[str, str]
    base_admins: list[str]
    base_roles: dict[str, PersonRole]
    base_name_servers: list[str]
    base_time_servers: list[str]


class Secrets(TypedDict):
    """The name of the file of the vault that keeps a site's secrets; a pair shares one."""

    secrets_home: str


class NodeExporter(TypedDict):
    """Where a host shows its figures."""

    node_exporter_port: PortNumber


class Certificates(TypedDict):
    """What a certificate names beside the host itself, and the accounts that read its key.

    A host's full name is its own in the domain.
    """

    certificates_domain: str
    certificates_names: list[str]
    certificates_addresses: list[str]
    certificates_readers: list[str]


class Kept(TypedDict):
    """How long something is kept."""

    seconds: int
    locked: bool


class Logs(TypedDict):
    """Where logs are sent, and how long what is kept."""

    logs_servers: Party
    logs_retention: dict[str, Kept]


def machine(group: Group) -> Machine:
    """Return what each host of a group is to be."""
    first = group.hosts[0]
    return Machine(
        host_tier=group.name,
        host_zone=first.zone,
        host_cores=first.cores,
        host_memory_gb=first.memory_gb,
        host_disks=disks(first.disks),
        host_iops=first.iops,
        host_network_mbps=first.network_mbps,
        host_gpus=first.gpus,
        host_interface=None,
        host_bmc=None,
    )


def own(host: Host, first: Host) -> Own:
    """Return what one host has otherwise than the first of its group."""
    found = Own(
        ansible_host=str(host.address),
        host_number=host.number,
        host_fault_domain=host.fault_domain,
    )
    if host.disks != first.disks:
        found["host_disks"] = disks(host.disks)
    real = host.machine
    if real and real.interface:
        found["host_interface"] = real.interface
    if real and real.bmc:
        found["host_bmc"] = real.bmc
    return found


def disks(found: Iterable[Disk]) -> list[Disks]:
    """Return disks as roles read them."""
    return [Disks(count=disk.count, size_gb=disk.size_gb, kind=disk.kind) for disk in found]


def base(facts: Facts) -> Base:
    """Return where all hosts belong."""
    environment = facts.environment
    people = {**environment.common.roles, **environment.platform.roles}
    narrowed = environment.facts.externals.get("time", ())
    return Base(
        base_environment=environment.name,
        base_domain=environment.facts.domain,
        base_hosts={host.name: str(host.address) for host in environment.hosts},
        base_admins=[str(network) for network in environment.facts.admins],
        base_roles={
            name: PersonRole(may=list(role.may), second_factor=role.second_factor)
            for name, role in people.items()
        },
        base_name_servers=_name_servers(facts),
        base_time_servers=[str(each[0]) for each in narrowed if each.num_addresses == 1],
    )


def secrets(facts: Facts) -> Secrets:
    """Return where secrets are kept."""
    return Secrets(secrets_home=home(facts.environment))


def node_exporter(facts: Facts) -> NodeExporter:
    """Return the port that monitors read."""
    return NodeExporter(node_exporter_port=facts.ports("base")["node-exporter"])


def certificates(group: Group) -> Certificates:
    """Return what a group's certificates say; whom clients reach has the platform's own name."""
    environment = group.environment
    is_entry = not set(group.duties).isdisjoint(group.facts.entries)
    shared = (environment.virtual_address(duty) for duty in group.duties)
    services = (environment.services[name] for name in group.services)
    return Certificates(
        certificates_domain=environment.facts.domain,
        certificates_names=[environment.facts.domain] if is_entry else [],
        certificates_addresses=[str(address) for address in shared if address],
        certificates_readers=sorted({each.user for each in services if each.user and each.ports}),
    )


def logs(facts: Facts) -> Logs:
    """Return where logs go."""
    return Logs(
        logs_servers=facts.running("loki"),
        logs_retention={
            name: Kept(seconds=round(rule.keep), locked=rule.locked)
            for name, rule in facts.environment.platform.retention.items()
        },
    )


def _name_servers(facts: Facts) -> list[str]:
    """Return the address that the name servers share, or else their own."""
    environment = facts.environment
    tiers = [name for name, tier in environment.tiers.items() if "dns" in tier.services]
    shared = [environment.virtual_address(name) for name in tiers]
    return [str(each) for each in shared if each] or [
        member["address"] for member in facts.running("dns")["members"]
    ]
