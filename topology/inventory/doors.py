"""The `firewall` role: the flows as rules over named sets of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from topology.flows import HOSTS, Flow
from topology.inventory.parties import Facts, Group, PortNumber, number, word

SSH = ("ssh", HOSTS)
"""The port and the destination of whoever logs in everywhere."""


class FirewallSets(TypedDict):
    """Named sets of addresses, each written once for all rules that name it."""

    firewall_sets: dict[str, list[str]]


class FirewallRule(TypedDict):
    """One open door, and the set of addresses at its other end."""

    set: str
    protocol: str
    ports: PortNumber | None
    why: str


class FirewallPassage(TypedDict):
    """What a gateway lets through to the other site, or from there."""

    source: str
    destination: str
    protocol: str
    ports: PortNumber | None
    why: str


class Firewall(TypedDict):
    """Every door of a group; all else is closed, in both directions. Only gateways pass on."""

    firewall_inbound: list[FirewallRule]
    firewall_outbound: list[FirewallRule]
    firewall_forwarded: list[FirewallPassage]


class Hardening(TypedDict):
    """Addresses through which people and playbooks come to every host."""

    hardening_trusted: list[str]


class Door(TypedDict):
    """One port of one host."""

    name: str
    address: str
    port: PortNumber


class Bastion(TypedDict):
    """The way in: where it leads, from where playbooks come, whose key alone is not enough."""

    bastion_domain: str
    bastion_network: str
    bastion_onward: list[Door]
    bastion_trusted: list[str]
    bastion_second_factor: list[str]
    bastion_one_factor: list[str]


def bastion(group: Group) -> Bastion:
    """Return the doors that the flows open from a way in."""
    facts, environment = group.facts, group.environment
    duties = group.duties_with("bastion")
    people = {**environment.common.roles, **environment.platform.roles}
    into = (flow for flow in facts.flows if flow.port_name == "ssh" and not flow.is_local)
    ours = (flow for flow in into if flow.destination.name in {*duties, HOSTS})
    ours = (flow for flow in ours if flow.source.name not in duties)
    trusted = {address for flow in ours for address in flow.source.addresses}
    return Bastion(
        bastion_domain=environment.facts.domain,
        bastion_network=str(list(environment.addresses.link().subnets(new_prefix=24))[-1]),
        bastion_onward=list(_onward(facts, duties)),
        bastion_trusted=sorted(trusted),
        bastion_second_factor=[name for name, role in people.items() if role.second_factor],
        bastion_one_factor=[name for name, role in people.items() if not role.second_factor],
    )


def _onward(facts: Facts, duties: tuple[str, ...]) -> Iterator[Door]:
    for flow in facts.flows:
        if flow.source.name in duties and flow.port.protocol == "tcp":
            to = flow.destination.name
            for member in facts.here.everyone if to == HOSTS else facts.members(to):
                yield Door(**member, port=number(flow.port))


def hardening(facts: Facts) -> Hardening:
    """Return whoever may log in everywhere: to ban one would lock all of them out."""
    ways_in = [flow for flow in facts.flows if (flow.port_name, flow.destination.name) == SSH]
    found = (address for flow in ways_in for address in flow.source.addresses)
    return Hardening(hardening_trusted=sorted(set(found)))


def firewall_sets(facts: Facts) -> FirewallSets:
    """Return the addresses of every end of every flow."""
    return FirewallSets(firewall_sets={word(n): found for n, found in facts.addresses.items()})


def firewall(group: Group) -> Firewall:
    """Return the doors of a group."""
    ours = {*group.duties, HOSTS}
    table = [flow for flow in group.facts.flows if not flow.is_local]
    return Firewall(
        firewall_inbound=[
            _rule(flow.source.name, flow) for flow in table if flow.destination.name in ours
        ],
        firewall_outbound=[
            _rule(flow.destination.name, flow) for flow in table if flow.source.name in ours
        ],
        firewall_forwarded=[_passage(flow) for flow in table if _passes(group, flow)],
    )


def _rule(other: str, flow: Flow) -> FirewallRule:
    return FirewallRule(
        set=word(other), protocol=flow.port.protocol, ports=_ports(flow), why=flow.why
    )


def _passage(flow: Flow) -> FirewallPassage:
    return FirewallPassage(
        source=word(flow.source.name),
        destination=word(flow.destination.name),
        protocol=flow.port.protocol,
        ports=_ports(flow),
        why=flow.why,
    )


def _passes(group: Group, flow: Flow) -> bool:
    """Tell whether a flow goes through a group's hosts on its way between the sites."""
    if not flow.crosses_sites or "wireguard" not in group.services:
        return False
    ends = {flow.source.name, flow.destination.name}
    return bool(ends & {HOSTS, *group.environment.tiers}) and ends.isdisjoint(group.duties)


def _ports(flow: Flow) -> PortNumber | None:
    """Return the numbers; VRRP has none."""
    return number(flow.port) if flow.port.first else None
