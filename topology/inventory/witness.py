"""The third voter: one host that belongs to both members of a pair, and hears the same from either.

Whatever it is told must not depend on whose inventory is asked, so that either site can look after
it when the other is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from topology.cost.assumptions import WITNESS_CORES, WITNESS_DISK_GB, WITNESS_GB
from topology.environment import Environment
from topology.flows import HOSTS, PEER, WITNESS, WITNESS_SERVICES, Flow, flows
from topology.hosts import Host
from topology.inventory.doors import Firewall, FirewallRule, FirewallSets
from topology.inventory.everywhere import Base, base
from topology.inventory.operation import dns, link_to
from topology.inventory.parties import Facts, Group, Member, number, witness_name, word
from topology.units import Disk

_ROLES = (
    *("host_", "certificates_", "tuning_", "base_services", "lease_", "wireguard_services"),
    *("dns_services", "dns_zone", "dns_home"),
)
_SSH = "ssh"


def witness_group(facts: Facts) -> Group | None:
    """Return the host, as roles are told of one; nothing, where a pair has none."""
    environment = facts.environment
    address = environment.witness_address
    if address is None or environment.peer is None:
        return None
    host = Host(
        name=witness_name(environment),
        tier=WITNESS,
        duties=(),
        number=1,
        fault_domain="a",
        zone="management",
        address=address,
        cores=WITNESS_CORES,
        memory_gb=WITNESS_GB,
        disks=(Disk(1, WITNESS_DISK_GB, "SSD"),),
        iops=None,
        network_mbps=None,
        gpus=0,
        services=WITNESS_SERVICES,
        machine=None,
    )
    return Group(facts, WITNESS, (host,))


def told_to_witness(group: Group, told: dict[str, Any]) -> dict[str, Any]:
    """Return what it is told, out of what any group would be."""
    kept = {name: value for name, value in told.items() if name.startswith(_ROLES)}
    sites = _sites(group.environment)
    party = group.facts.running_anywhere("lease")
    home = next(site for site in sites if site.home)
    return {
        **kept,
        **_base(group, sites),
        **_doors(sites),
        # It is of no site, and both converge it: each would send its logs to its own.
        "logs_servers": Facts(home).running("loki"),
        **_names(group, sites),
        "lease_site": WITNESS,
        "wireguard_shared": None,
        "wireguard_links": {site.name: link_to(Facts(site).here) for site in sites},
        "lease_voters": {**party, "members": sorted(party["members"], key=_name)},
    }


def _sites(environment: Environment) -> list[Environment]:
    both = [environment, *([environment.peer] if environment.peer else [])]
    return sorted(both, key=lambda each: each.name)


def _base(group: Group, sites: list[Environment]) -> Base:
    """Return where it belongs: names of both sites' hosts, and nobody's name servers."""
    found = base(Facts(sites[0]))
    hosts = {host.name: str(host.address) for site in sites for host in site.hosts}
    me = group.hosts[0]
    admins = sorted({str(network) for site in sites for network in site.facts.admins})
    return Base(
        **{
            **found,
            "base_environment": me.name.removesuffix("-1"),
            "base_hosts": {**hosts, me.name: str(me.address)},
            "base_admins": admins,
            "base_name_servers": [],
        }
    )


def _names(group: Group, sites: list[Environment]) -> dict[str, Any]:
    """Return what its primary says, in one order; it asks the world for nobody, itself included."""
    first, *others = (replace(site, peer=None) for site in sites)
    found = dns(Group(Facts(replace(first, peer=others[0])), WITNESS, group.hosts))
    primaries = found["dns_primaries"]
    return {
        "dns_address": None,
        "dns_clients": [f"{group.hosts[0].address}/32"],
        "dns_forwarders": [],
        "dns_records": found["dns_records"],
        "dns_entries": found["dns_entries"],
        "dns_primaries": {**primaries, "members": sorted(primaries["members"], key=_name)},
    }


def _doors(sites: list[Environment]) -> dict[str, Any]:
    """Return its doors; sets of addresses are named by site."""
    sets: dict[str, list[str]] = {HOSTS: []}
    inbound: list[FirewallRule] = []
    outbound: list[FirewallRule] = []
    for site in sites:
        for flow in flows(site):
            sets[HOSTS] += flow.source.addresses if flow.source.name == HOSTS else ()
            for other, rules in _ways(site, flow, inbound, outbound):
                end = flow.source if rules is inbound else flow.destination
                sets[other] = list(end.addresses)
                rules.append(_rule(other, flow))
    sets[HOSTS] = sorted(set(sets[HOSTS]))
    doors = Firewall(firewall_inbound=inbound, firewall_outbound=outbound, firewall_forwarded=[])
    return {**FirewallSets(firewall_sets=sets), **doors}


def _ways(
    site: Environment, flow: Flow, inbound: list[FirewallRule], outbound: list[FirewallRule]
) -> Iterator[tuple[str, list[FirewallRule]]]:
    """Yield on which side a flow of a site opens a door, and the name of who is behind it."""
    source, destination = flow.source.name, flow.destination.name
    if source.startswith(PEER):  # the other site says it itself
        return
    if destination == WITNESS or (destination == HOSTS and flow.port_name == _SSH):
        yield f"{word(site.name)}_{word(source)}", inbound
    if source == WITNESS or (source == HOSTS and destination in site.externals):
        yield f"{word(site.name)}_{word(destination)}", outbound


def _rule(other: str, flow: Flow) -> FirewallRule:
    return FirewallRule(
        set=other, protocol=flow.port.protocol, ports=number(flow.port), why=flow.why
    )


def _name(member: Member) -> str:
    return member["name"]
