"""Closed by default, open as the flows say, and so again after a boot."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("all")

Host = Any  # Testinfra has no types


@pytest.fixture(scope="module")
def rules(host: Host) -> str:
    """The rules as the kernel has them."""
    return str(host.check_output("nft --stateless list ruleset"))


def chain(rules: str, name: str, table: str = "tandem") -> list[str]:
    """Return the lines of a chain of ours."""
    ours = rules.split(f"table inet {table} {{", 1)[1].split("\n}", 1)[0]
    body = ours.split(f"chain {name} {{", 1)[1].split("}\n", 1)[0]
    return [line.strip() for line in body.strip().splitlines()]


def test_they_are_the_rules_that_were_confirmed(host: Host) -> None:
    found = host.run("tandem-firewall check")
    assert found.rc == 0, found.stdout


@pytest.mark.parametrize("direction", ["input", "output", "forward"])
def test_every_direction_is_closed_by_default(rules: str, direction: str) -> None:
    assert chain(rules, direction)[0].endswith("policy drop;")


def test_every_door_is_a_flow_and_every_flow_a_door(rules: str, facts: Facts) -> None:
    for direction, flows in (("input", "inbound"), ("output", "outbound")):
        doors = [line for line in chain(rules, direction) if "comment" in line]
        told = [re.findall(r'comment "(.*)"', line)[0] for line in doors]
        wanted = [flow["why"] for flow in facts[f"firewall_{flows}"]]
        assert [why for why in told if "by multicast" not in why] == wanted


def test_the_fence_stands_in_front_of_connections_that_stand(rules: str) -> None:
    for direction in ("input", "output", "forward"):
        first = chain(rules, direction, "tandem_fence")[0]
        assert "priority filter - 10" in first
        assert "priority filter;" in chain(rules, direction)[0]


def test_a_boot_loads_them_and_nothing_else(host: Host) -> None:
    found = host.run("systemctl is-enabled tandem-firewall.service nftables.service")
    assert found.stdout.split() == ["enabled", "masked"]
