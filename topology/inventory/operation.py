"""Roles that run a site: figures and alerts, names, links to other sites, Kubernetes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from topology.environment import Environment
from topology.flows import HOSTS, WITNESS, read
from topology.inventory.parties import (
    Facts,
    Group,
    Member,
    Party,
    PortNumber,
    Roster,
    number,
    witness_name,
)
from topology.secrets import home


class Scrape(TypedDict):
    """The port on which a service shows its figures, and everyone who has them."""

    port: PortNumber
    members: list[Member]


class Monitoring(TypedDict):
    """Whose figures are read, the monitors of the site, and the promises that alerts guard.

    Shared addresses are by the tier that holds them; clients find the site at the entries.
    """

    monitoring_scrapes: dict[str, Scrape]
    monitoring_members: list[Member]
    monitoring_promises: dict[str, float]
    monitoring_shared: dict[str, str]
    monitoring_entries: list[str]


class Dns(TypedDict):
    """The platform's zone, alike at each primary; of the entries, by site, one is live.

    The first that is live is that of `home`. Clients may ask for the world's names too, which
    forwarders know; without any, those whom the host asked before.
    """

    dns_zone: str
    dns_home: str
    dns_address: str | None
    dns_clients: list[str]
    dns_forwarders: list[str]
    dns_records: dict[str, str]
    dns_entries: dict[str, list[str]]
    dns_primaries: Party


class Link(TypedDict):
    """An encrypted link to another site; of gateways that share an address one is at work."""

    networks: list[str]
    gateways: list[Member]
    shared: str | None
    ports: dict[str, PortNumber]


class Wireguard(TypedDict):
    """The links of a site's gateways, and the address that these share, where they do."""

    wireguard_shared: str | None
    wireguard_links: dict[str, Link]


class K3s(TypedDict):
    """The servers that a node joins."""

    k3s_servers: Party


def monitoring(group: Group) -> Monitoring:
    """Return whose figures a site's monitors read: whomever the flows let them reach."""
    environment = group.environment
    services = environment.services
    metrics = {port: of for name in services for port, of in read(services, name).items()}
    scrapes: dict[str, Scrape] = {}
    for flow in group.opened_by(group.duties_with("prometheus")):
        service = metrics.get(flow.port_name)
        if service:
            empty = Scrape(port=number(flow.port), members=[])
            known = scrapes.setdefault(service, empty)["members"]
            names = {member["name"] for member in known}
            found = group.facts.members(flow.destination.name)
            known.extend(each for each in found if each["name"] not in names)
    return Monitoring(
        monitoring_scrapes=scrapes,
        monitoring_members=group.facts.running("prometheus")["members"],
        monitoring_promises=environment.targets.model_dump(exclude_none=True),
        monitoring_shared=_shared(environment),
        monitoring_entries=list(_entry(group.facts, group.facts.here)),
    )


def dns(group: Group) -> Dns:
    """Return the names of the platform: of every host of both sites, and of the entries."""
    facts = group.facts
    shared = map(group.environment.virtual_address, group.duties_with("dns"))
    narrowed = group.environment.facts.externals.get("name-servers", ())
    rosters = [facts.here, *([facts.there] if facts.there else [])]
    everyone = [member for roster in rosters for member in roster.everyone]
    return Dns(
        dns_zone=group.environment.facts.domain,
        dns_home=home(group.environment),
        dns_address=next((str(address) for address in shared if address), None),
        dns_clients=facts.addresses.get(HOSTS, []),
        dns_forwarders=[str(each[0]) for each in narrowed if each.num_addresses == 1],
        dns_records={each["name"]: each["address"] for each in (*everyone, *facts.witness)},
        dns_entries={each.environment.name: list(_entry(facts, each)) for each in rosters},
        dns_primaries=facts.running_anywhere("dns"),
    )


def wireguard(group: Group) -> Wireguard:
    """Return the links to the other site and to the witness."""
    facts, environment = group.facts, group.environment
    links: dict[str, Link] = {}
    if facts.there:
        links[facts.there.environment.name] = link_to(facts.there)
    if environment.witness:
        networks = [str(environment.witness.network)]
        gateways = [
            Member(name=witness_name(environment), address=each["address"])
            for each in facts.witness
        ]
        links[WITNESS] = Link(
            networks=networks, gateways=gateways, shared=None, ports=facts.ports("wireguard")
        )
    return Wireguard(wireguard_shared=_gateway(environment), wireguard_links=links)


def link_to(roster: Roster) -> Link:
    """Return the link to a site, as whoever is elsewhere needs it."""
    environment = roster.environment
    return Link(
        networks=[str(environment.facts.network)],
        gateways=roster.by_service.get("wireguard", []),
        shared=_gateway(environment),
        ports=Facts(environment).ports("wireguard"),
    )


def k3s(group: Group) -> K3s:
    """Return the servers of the site's cluster."""
    return K3s(k3s_servers=group.facts.running("k3s-server"))


def _shared(environment: Environment) -> dict[str, str]:
    """Return the address that the members of each tier share, where they share one."""
    found = {name: environment.virtual_address(name) for name in environment.tiers}
    return {name: str(address) for name, address in found.items() if address}


def _gateway(environment: Environment) -> str | None:
    """Return the address that a site's gateways share."""
    tiers = (name for name, each in environment.tiers.items() if "wireguard" in each.services)
    shared = map(environment.virtual_address, tiers)
    return next((str(address) for address in shared if address), None)


def _entry(facts: Facts, roster: Roster) -> Iterator[str]:
    """Yield the addresses under which clients find a site."""
    for tier in facts.entries:
        shared = roster.environment.virtual_address(tier)
        members = roster.by_tier.get(tier, [])
        yield from [str(shared)] if shared else [member["address"] for member in members]
