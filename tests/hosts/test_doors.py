"""Who can reach whom is the flows table, no more and no less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.hosts.conftest import Facts, reach
from tests.hosts.doors import UNIT, all_ports, knock, listen, listening, open_to
from topology.environment import Environment

pytestmark = pytest.mark.group("all")


@pytest.fixture(scope="session")
def listeners(
    environment: Environment, everyone: Mapping[str, Facts], pytestconfig: pytest.Config
) -> Iterator[Mapping[str, str]]:
    """Put a listener behind every port of the site's hosts, and return their addresses."""
    ours = {host.name for host in environment.hosts}
    addresses = {name: facts["ansible_host"] for name, facts in everyone.items() if name in ours}
    ports = all_ports(environment)
    hosts = {name: reach(name, pytestconfig) for name in addresses}
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: listen(hosts[name], addresses[name], ports), addresses))
        yield addresses
        list(pool.map(lambda host: host.run(f"systemctl stop {UNIT}"), hosts.values()))


def test_only_the_model_s_ports_are_answered(host: Any, facts: Facts) -> None:
    expected: set[int] = set()
    for name, services in facts.items():
        if name.endswith("_services"):
            for service in services.values():
                for port in service["ports"].values():
                    first, _, last = str(port).partition("-")
                    expected |= set(range(int(first), int(last or first) + 1))
    unexpected = {
        port: who
        for port, who in listening(host).items()
        if port not in expected and UNIT not in who and '"python3"' not in who
    }
    assert unexpected == {}


@pytest.mark.doors
def test_a_host_gets_through_to_what_the_flows_open_and_to_nothing_else(
    host: Any, facts: Facts, environment: Environment, listeners: Mapping[str, str]
) -> None:
    """Behind every port is a listener, so that only a firewall can refuse."""
    others = [address for name, address in listeners.items() if name != facts["name"]]
    doors = {(address, port) for address in others for port in all_ports(environment)}
    opened = knock(host, doors)
    allowed = open_to(environment, facts["ansible_host"], others)
    assert {"too many": opened - allowed, "too few": allowed - opened} == {
        "too many": set(),
        "too few": set(),
    }
