"""Entries, addresses, NAT, the site link, and every byte that is paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from topology.capacity import users_mbps
from topology.cost.assumptions import (
    DAYS_A_MONTH,
    LINK_COPIES,
    MEAN_OF_PEAK,
    REQUESTS_A_USER,
    SECONDS_A_MONTH,
    UPDATES_GB,
    WAF_RULES,
    ZONE_CROSSINGS,
)
from topology.cost.lines import Group, Line, line
from topology.environment import Environment
from topology.flows import ADMINS
from topology.prices import Tariff

GROUP: Group = "network"
BALANCERS = ("alb", "nlb")


@dataclass(frozen=True)
class Traffic:
    """What an environment moves in a month, GB; and how often it is asked."""

    sent: float
    """To its users."""
    received: float
    """From whoever feeds it."""
    linked: float
    """To the other site."""
    requests: float
    """Of its users."""


def traffic(environment: Environment) -> Traffic:
    """Return what a full environment moves in a month."""
    facts, capacity = environment.size_facts, environment.platform.capacity
    concurrent = facts.concurrent.high
    mbps = users_mbps(capacity, concurrent) * MEAN_OF_PEAK
    received = facts.storage_a_day * DAYS_A_MONTH
    return Traffic(
        sent=mbps / 8 / 1000 * SECONDS_A_MONTH,
        received=received,
        linked=received * LINK_COPIES if environment.peer else 0,
        requests=concurrent * REQUESTS_A_USER * MEAN_OF_PEAK * SECONDS_A_MONTH,
    )


def network_lines(environment: Environment, tariff: Tariff) -> Iterator[Line]:
    """Yield what reaching an environment, and leaving it, costs."""
    moved = traffic(environment)
    yield from _gateways(environment, tariff)
    yield from _entries(environment, tariff, moved)
    yield from _outward(environment, tariff, moved)
    yield from _inward(environment, tariff, moved)


def nat_gateways(environment: Environment) -> int:
    """Return how many there are: one where hosts stand in each zone, one in all for tests."""
    zones = {host.fault_domain for host in environment.hosts}
    return len(zones) if environment.place in ("dc", "dr") else min(1, len(zones))


def public_addresses(environment: Environment) -> int:
    """Return how many addresses the world sees.

    Those of the NAT gateways, of balancers in each zone, and of hosts that somebody outside opens
    connections to, with the address that they share.
    """
    entered = {rule.to for rule in environment.flow_rules if rule.from_ == ADMINS}
    facing = {name for name, each in environment.tiers.items() if each.tier.zone == "dmz"}
    hosts = [host for host in environment.hosts if {*host.duties} & (entered | facing)]
    shared = [name for name in facing if environment.virtual_address(name)]
    balancers = sum(each.kind in BALANCERS for each in environment.managed.values())
    return (
        nat_gateways(environment)
        + len(hosts)
        + len(shared)
        + balancers * environment.facts.fault_domains
        + bool(environment.facts.witness)
    )


def _gateways(environment: Environment, tariff: Tariff) -> Iterator[Line]:
    hours = tariff.prices.hours_per_month
    gateways, addresses = nat_gateways(environment), public_addresses(environment)
    updates = UPDATES_GB * len(environment.hosts)
    for of, what, used in (
        ("NAT", f"{gateways} x gateway", ("nat-gateway-hour", gateways * hours)),
        ("NAT", "updates", ("nat-gateway-gb", updates)),
        ("addresses", f"{addresses} x public IPv4", ("public-ipv4-hour", addresses * hours)),
    ):
        yield line(tariff, GROUP, of, what, used)


def _entries(environment: Environment, tariff: Tariff, moved: Traffic) -> Iterator[Line]:
    """A balancer's unit is a GB an hour; UDP's carries what comes in, where there is one."""
    hours = tariff.prices.hours_per_month
    balancers = [each for each in environment.managed.values() if each.kind in BALANCERS]
    kinds = {service.kind for service in balancers}
    for service in balancers:
        carries = moved.received if service.kind == "nlb" else moved.sent
        if "nlb" not in kinds:
            carries += moved.received
        units = max(hours, carries)
        yield line(tariff, GROUP, service.tier, "balancer", (f"{service.kind}-hour", hours))
        yield line(tariff, GROUP, service.tier, "its load", (f"{service.kind}-lcu-hour", units))
    if "alb" in kinds:
        yield from _filter(tariff, moved)


def _filter(tariff: Tariff, moved: Traffic) -> Iterator[Line]:
    for what, used in (
        ("web filter", ("waf-web-acl-month", 1)),
        (f"{WAF_RULES} x rule", ("waf-rule-month", WAF_RULES)),
        ("requests", ("waf-requests-million", moved.requests / 1e6)),
    ):
        yield line(tariff, GROUP, "WAF", what, used)


def _outward(environment: Environment, tariff: Tariff, moved: Traffic) -> Iterator[Line]:
    """To users, through CloudFront and Global Accelerator where the size has them; to the peer."""
    facts = environment.size_facts
    if facts.cdn or "cloudfront" in {each.kind for each in environment.managed.values()}:
        requests = ("cloudfront-https-ten-thousand", moved.requests / 1e4)
        yield line(tariff, GROUP, "CloudFront", "to users", ("cloudfront-gb", moved.sent))
        yield line(tariff, GROUP, "CloudFront", "requests", requests)
    else:
        yield line(tariff, GROUP, "internet", "to users", ("transfer-internet-gb", moved.sent))
    if facts.global_entry:
        hours = ("global-accelerator-hour", tariff.prices.hours_per_month)
        sent = ("global-accelerator-premium-gb", moved.sent)
        yield line(tariff, GROUP, "Global Accelerator", "one address", hours)
        yield line(tariff, GROUP, "Global Accelerator", "to users", sent)
    if environment.peer:
        link = _link(environment, moved)
        yield line(tariff, GROUP, "site link", f"to {environment.peer.name}", link)


def _link(environment: Environment, moved: Traffic) -> tuple[str, float]:
    """Between regions, or over the internet to our own floor; WireGuard itself is a host."""
    peer = environment.peer
    leaves = environment.target == "aws" and peer is not None and peer.target == "onprem"
    return "transfer-internet-gb" if leaves else "transfer-region-gb", moved.linked


def _inward(environment: Environment, tariff: Tariff, moved: Traffic) -> Iterator[Line]:
    """Between the zones of one region, each direction; nothing, where all stands in one."""
    zones = {host.fault_domain for host in environment.hosts}
    if len(zones) > 1:
        crossing = (moved.sent + moved.received) * ZONE_CROSSINGS * 2
        yield line(tariff, GROUP, "zones", "between them", ("transfer-zone-gb", crossing))
