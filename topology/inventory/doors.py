"""The `firewall` role: the flows as rules over named sets of addresses."""

from __future__ import annotations

from typing import TypedDict

from topology.flows import HOSTS, Flow
from topology.inventory.parties import Facts, Group, PortNumber, number, word


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
