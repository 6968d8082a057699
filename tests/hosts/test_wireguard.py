"""The link between sites: it stands, packets take it, and nothing but the flows crosses it."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from tests.hosts.conftest import Facts
from tests.hosts.doors import Door, all_ports, knock
from topology.environment import Environment
from topology.flows import HOSTS, Flow, flows

pytestmark = pytest.mark.group("wireguard")

NO_LINK = "TANDEM_NO_LINK"
"""The environment variable that says that a lab's sites have no link between them."""
INTERFACE = "site-link"
STALE = 180
"""Seconds after which WireGuard itself takes no packet of a session that was not renewed."""
TRIES = 40
LEAST = 40
"""Bytes of the smallest packet that asks for a connection."""


@pytest.fixture(scope="module")
def links(facts: Facts) -> Mapping[str, Any]:
    """Return the links that a gateway is to have."""
    if os.environ.get(NO_LINK) or not facts["wireguard_links"]:
        pytest.skip("its site has no link to another")
    found: Mapping[str, Any] = facts["wireguard_links"]
    return found


@pytest.fixture(scope="module")
def status(host: Any, links: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return how the link stands, by its keeper's word."""
    assert links
    found: dict[str, Any] = json.loads(host.check_output("tandem-link status"))
    return found


def _far(links: Mapping[str, Any]) -> list[str]:
    """Return the addresses of the gateways at the other ends."""
    return [each["address"] for link in links.values() for each in link["gateways"]]


def _crossing(environment: Environment, facts: Facts) -> Iterator[Flow]:
    """Yield the flows to other sites that a host may open, by TCP."""
    inside = {*environment.tiers, HOSTS}
    us = IPv4Address(facts["ansible_host"])
    for flow in flows(environment):
        ours = flow.source.name in inside and _holds(flow, "source", us)
        if ours and flow.crosses_sites and flow.port.protocol == "tcp":
            yield flow


def _holds(flow: Flow, end: str, address: IPv4Address) -> bool:
    return any(address in IPv4Network(each) for each in getattr(flow, end).addresses)


def test_each_link_stands(status: Mapping[str, Any], links: Mapping[str, Any]) -> None:
    if not status["active"]:
        pytest.skip("another gateway of the site is at work")
    ages = {name: status["at"] - each["handshake"] for name, each in status["links"].items()}
    assert set(ages) == set(links)
    assert {name: age for name, age in ages.items() if age > STALE} == {}


def test_one_gateway_of_the_site_is_at_work(
    host: Any, facts: Facts, status: Mapping[str, Any]
) -> None:
    shared = facts["wireguard_shared"]
    has_it = not shared or host.check_output(f"ip -4 address show to {shared}/32") != ""
    assert status["active"] == has_it


def test_its_key_is_for_root_alone(host: Any, links: Mapping[str, Any]) -> None:
    assert links
    key = host.file(f"/etc/wireguard/{INTERFACE}.key")
    assert (key.user, key.mode) == ("root", 0o600)


def test_packets_to_other_sites_take_the_link(
    host: Any, links: Mapping[str, Any], status: Mapping[str, Any], facts: Facts
) -> None:
    ways = {at: json.loads(host.check_output(f"ip -json route get {at}")) for at in _far(links)}
    if status["active"]:
        assert {at: way[0]["dev"] for at, way in ways.items()} == dict.fromkeys(ways, INTERFACE)
    else:
        shared = facts["wireguard_shared"]
        assert {at: way[0]["gateway"] for at, way in ways.items()} == dict.fromkeys(ways, shared)


def test_what_is_said_to_another_site_goes_through_the_link(
    host: Any,
    facts: Facts,
    status: Mapping[str, Any],
    environment: Environment,
) -> None:
    """Each try is another connection: as many packets at least are counted there."""
    if not status["active"]:
        pytest.skip("another gateway of the site is at work")
    flow = next(each for each in _crossing(environment, facts) if each.port_name == "lease")
    address, port = flow.destination.addresses[0].partition("/")[0], flow.port.first
    before = _sent(host)
    said = f"import socket\nfor _ in range({TRIES}):\n s = socket.socket()\n s.settimeout(2)\n"
    host.check_output(shlex.join(["python3", "-c", f"{said} s.connect_ex(('{address}', {port}))"]))
    assert _sent(host) - before >= TRIES * LEAST


def test_voters_elsewhere_are_reached(host: Any, facts: Facts, environment: Environment) -> None:
    if os.environ.get(NO_LINK):
        pytest.skip("its site has no link to another")
    lease = [each for each in _crossing(environment, facts) if each.port_name == "lease"]
    doors = {
        (address.partition("/")[0], flow.port.first)
        for flow in lease
        for address in flow.destination.addresses
    }
    assert knock(host, doors) == doors


def test_a_port_that_is_no_flow_is_not_reached_through_the_link(
    host: Any, facts: Facts, links: Mapping[str, Any], environment: Environment
) -> None:
    """Each far gateway shows its figures on a port of its own site, so somebody is behind one."""
    figures = facts["base_services"]["base"]["ports"]["node-exporter"]
    crossing = list(_crossing(environment, facts))
    doors: set[Door] = set()
    for address in _far(links):
        at = IPv4Address(address)
        open_ones = {each.port.first for each in crossing if _holds(each, "destination", at)}
        doors |= {(address, port) for port in {*all_ports(environment), figures} - open_ones}
    assert figures in {port for _, port in doors}
    assert knock(host, doors) == set()


def _sent(host: Any) -> int:
    """Return the bytes that went into the link."""
    return sum(
        int(line.split()[2])
        for line in host.check_output(f"wg show {INTERFACE} transfer").splitlines()
    )
