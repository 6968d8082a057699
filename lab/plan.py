"""What the lab is to be: bridges and hosts, from environments alone."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from topology.environment import Environment

Release = Literal["bookworm", "trixie"]
"""A release of Debian: 12 and 13."""

WITNESS = "witness"
PACKAGES = "packages"
DISK_GB = 6
"""A host's own disk, which carries /var; it takes only what is written to it."""

_STORES = IPv4Network(
    "198.18.0.0/16"
)  # kept free for tests of networks (RFC 2544), so by everybody


@dataclass(frozen=True, slots=True, order=True)
class Bridge:
    """One zone of trust of one site, or the witness's network: a network of its own."""

    site: str
    zone: str
    network: IPv4Network

    @property
    def name(self) -> str:
        """Name it in a lab's list of networks."""
        return f"{self.site}-{self.zone}"

    @property
    def gateway(self) -> IPv4Address:
        """Return the address of the router, which is this machine."""
        return self.network[1]


@dataclass(frozen=True, slots=True)
class LabHost:
    """One host to start."""

    name: str
    bridge: Bridge
    address: IPv4Address
    release: Release
    admin: IPv4Address | None = None
    """Where its administrator comes from, as its firewall knows him: this machine has it too."""
    bastion: str | None = None
    """The host that he comes through; nothing, where he comes straight."""

    @property
    def site(self) -> str:
        """Return the environment that it belongs to."""
        return self.bridge.site

    @property
    def mac(self) -> str:
        """Return its hardware address: it follows from the other, so that it outlives a restart."""
        return ":".join(f"{byte:02x}" for byte in b"\x02\x74" + self.address.packed)


@dataclass(frozen=True)
class Plan:
    """All hosts of some sites."""

    sites: Mapping[str, IPv4Network]
    """The whole network of each site."""
    hosts: tuple[LabHost, ...]

    @property
    def bridges(self) -> tuple[Bridge, ...]:
        """Return the networks that hosts are on; a zone without hosts has none."""
        return tuple(dict.fromkeys(host.bridge for host in self.hosts))

    @property
    def admins(self) -> frozenset[IPv4Address]:
        """Return the addresses that administrators come from."""
        return frozenset(host.admin for host in self.hosts if host.admin)

    @property
    def eyes(self) -> frozenset[IPv4Address]:
        """Return from where the lab looks at its hosts: administrators and bastions."""
        through = {host.bastion for host in self.hosts}
        return self.admins | {host.address for host in self.hosts if host.name in through}

    def host(self, name: str) -> LabHost | None:
        """Return a host by its name."""
        return next((each for each in self.hosts if each.name == name), None)

    def with_(self, other: Plan) -> Plan:
        """Return both plans as one; the other's sites take the place of its own."""
        kept = self.without(other.sites)
        return Plan({**kept.sites, **other.sites}, kept.hosts + other.hosts)

    def without(self, sites: Iterable[str]) -> Plan:
        """Return the plan without some sites."""
        gone = set(sites)
        left = {name: network for name, network in self.sites.items() if name not in gone}
        return Plan(left, tuple(each for each in self.hosts if each.site not in gone))

    def as_dict(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        hosts = [
            {
                "name": each.name,
                "site": each.site,
                "zone": each.bridge.zone,
                "network": str(each.bridge.network),
                "address": str(each.address),
                "release": each.release,
                "admin": str(each.admin) if each.admin else None,
                "bastion": each.bastion,
            }
            for each in self.hosts
        ]
        sites = {name: str(network) for name, network in self.sites.items()}
        return {"sites": sites, "hosts": hosts}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Plan:
        """Return the plan that was kept."""
        hosts = []
        for each in found["hosts"]:
            bridge = Bridge(each["site"], each["zone"], IPv4Network(each["network"]))
            address = IPv4Address(each["address"])
            admin = IPv4Address(each["admin"]) if each.get("admin") else None
            way = (admin, each.get("bastion"))
            hosts.append(LabHost(each["name"], bridge, address, each["release"], *way))
        sites = {name: IPv4Network(network) for name, network in found["sites"].items()}
        return cls(sites, tuple(hosts))


NOTHING = Plan({}, ())


ALL: Mapping[str, frozenset[str]] = {}
"""Whole environments."""


def plan(
    environments: Iterable[Environment],
    release: Release,
    lab: str = "lab",
    only: Mapping[str, frozenset[str]] = ALL,
) -> Plan:
    """Return the lab of some environments, or of some tiers of theirs.

    A whole pair has its witness beside it.
    """
    chosen = {each.name: each for each in environments}
    sites = {name: each.facts.network for name, each in chosen.items()}
    hosts = [
        host for each in chosen.values() for host in _hosts(each, release, lab, only.get(each.name))
    ]
    for each in chosen.values():
        if {each.name, each.facts.peer} & only.keys():
            continue
        if each.home and each.facts.peer in chosen and each.witness and each.witness_address:
            bridge = Bridge(witness_of(each), WITNESS, each.witness.network)
            sites[bridge.site] = bridge.network
            way = (_admin(each, lab), _bastion(each))
            hosts.append(LabHost(f"{bridge.site}-1", bridge, each.witness_address, release, *way))
    return Plan(sites, tuple(hosts))


def witness_of(environment: Environment) -> str:
    """Return the name of the third place of a pair."""
    return f"{environment.platform.platform}-{WITNESS}"


def package_bridge(lab: str) -> Bridge:
    """Return the network of a lab's package cache: another one for each lab of a machine."""
    network = list(_STORES.subnets(new_prefix=28))[zlib.crc32(lab.encode()) % 4096]
    return Bridge(PACKAGES, "cache", network)


def tiers_in(plan: Plan, environment: Environment) -> frozenset[str] | None:
    """Return the tiers of an environment that a plan has hosts of; nothing, where it has all."""
    there = {host.name for host in plan.hosts if host.site == environment.name}
    some = {host.tier for host in environment.hosts if host.name in there}
    return frozenset(some) if some != {host.tier for host in environment.hosts} else None


def _hosts(
    environment: Environment, release: Release, lab: str, only: frozenset[str] | None
) -> Iterator[LabHost]:
    admin, bastion = _admin(environment, lab), _bastion(environment)
    for host in environment.hosts:
        if only is not None and host.name != bastion and not only & {host.tier, *host.duties}:
            continue
        bridge = Bridge(environment.name, host.zone, environment.addresses.zone(host.zone))
        way = (admin, bastion if host.name != bastion else None)
        yield LabHost(host.name, bridge, host.address, release, *way)


def _bastion(environment: Environment) -> str | None:
    """Return the first host that administrators enter by."""
    return next((host.name for host in environment.hosts if "bastion" in host.services), None)


def _admin(environment: Environment, lab: str) -> IPv4Address:
    """Return one of the administrators' addresses: another one for each lab of a machine."""
    network = environment.facts.admins[0]
    room = max(network.num_addresses - 2, 1)
    return network[min(1, network.num_addresses - 1) + (zlib.crc32(lab.encode()) % room)]
