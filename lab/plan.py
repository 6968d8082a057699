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
            hosts.append(LabHost(each["name"], bridge, address, each["release"]))
        sites = {name: IPv4Network(network) for name, network in found["sites"].items()}
        return cls(sites, tuple(hosts))


NOTHING = Plan({}, ())


def plan(environments: Iterable[Environment], release: Release) -> Plan:
    """Return the lab of some environments; a whole pair has its witness beside it."""
    chosen = {each.name: each for each in environments}
    sites = {name: each.facts.network for name, each in chosen.items()}
    hosts = [host for each in chosen.values() for host in _hosts(each, release)]
    for each in chosen.values():
        if each.home and each.facts.peer in chosen and each.witness and each.witness_address:
            bridge = Bridge(witness_of(each), WITNESS, each.witness.network)
            sites[bridge.site] = bridge.network
            hosts.append(LabHost(f"{bridge.site}-1", bridge, each.witness_address, release))
    return Plan(sites, tuple(hosts))


def witness_of(environment: Environment) -> str:
    """Return the name of the third place of a pair."""
    return f"{environment.platform.platform}-{WITNESS}"


def package_bridge(lab: str) -> Bridge:
    """Return the network of a lab's package cache: another one for each lab of a machine."""
    network = list(_STORES.subnets(new_prefix=28))[zlib.crc32(lab.encode()) % 4096]
    return Bridge(PACKAGES, "cache", network)


def _hosts(environment: Environment, release: Release) -> Iterator[LabHost]:
    for host in environment.hosts:
        bridge = Bridge(environment.name, host.zone, environment.addresses.zone(host.zone))
        yield LabHost(host.name, bridge, host.address, release)
