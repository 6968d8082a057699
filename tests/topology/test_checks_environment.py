"""Finished environments: what no case in ``broken/`` shows by itself."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.trees import answer, replaced
from topology.checks import environment_complaints
from topology.environment import Environment
from topology.environment_file import Overrides, TierOverride
from topology.repository import Repository

DC = Path("inventories") / "shop-dc.yml"
END = "home: true\n"


@cache
def logx() -> Environment:
    """Load one real environment."""
    return Repository().load("logx-dc")


def said(tree: Path, more: str) -> list[str]:
    """Return the answer without lines, where the dc says more."""
    replaced(tree / DC, END, END + more)
    return [line.partition(": ")[2] for line in answer(tree)]


@pytest.mark.parametrize("name", Repository().names)
def test_a_real_environment_is_sound(name: str) -> None:
    assert list(environment_complaints(Repository().load(name))) == []


def with_web(count: int, prefix: int) -> Environment:
    """Return logx-dc with so many web hosts on a network of a size."""
    overrides = Overrides(tiers={"web": TierOverride(count=count)})
    network = IPv4Network(f"10.0.0.0/{prefix}")
    facts = logx().facts.model_copy(update={"network": network, "overrides": overrides})
    return replace(logx(), facts=facts, leader_facts=facts)


@given(st.integers(4, 3000), st.integers(8, 20))
def test_a_crowded_network_is_refused_with_the_least_that_would_do(count: int, prefix: int) -> None:
    complaints = list(environment_complaints(with_web(count, prefix)))
    if not complaints:
        return
    ((location, message),) = complaints
    enough = int(message.partition("a network of /")[2].split(" ")[0])
    assert location == ("network",)
    assert enough < prefix
    assert list(environment_complaints(with_web(count, enough))) == []
    assert list(environment_complaints(with_web(count, enough + 1))) != []


def test_the_most_that_a_tier_may_grow_to_must_fit_too(tree: Path) -> None:
    """Eight pages run when it is quiet, but twenty may."""
    replaced(tree / DC, "size: medium", "size: enterprise")
    replaced(tree / DC, "network: 10.80.0.0/16", "network: 10.80.0.0/18")
    (line,) = [line for line in answer(tree) if "network" in line]
    assert line == (
        "inventories/shop-dc.yml:11:1: network: members of tier 'web' are numbered up to 20, "
        "and it has room for 15; expected a network of /17 or larger"
    )


def test_tombstones_use_numbers_up(tree: Path) -> None:
    stones = "".join(f"  shop-dc-web-{number}: {{removed: 2026-01-05}}\n" for number in range(1, 7))
    replaced(tree / DC, "network: 10.80.0.0/16", "network: 10.80.0.0/19")
    (line,) = said(tree, f"machines:\n{stones}")
    assert line == (
        "network: members of tier 'web' are numbered up to 8, and it has room for 7; "
        "expected a network of /18 or larger"
    )


def test_a_tombstone_alone_is_sound(tree: Path) -> None:
    assert said(tree, "machines: {shop-dc-web-1: {removed: 2026-01-05}}\n") == []


def test_a_successor_in_the_rack_of_another_member_takes_the_majority_along(tree: Path) -> None:
    """Number 4 stands where number 1 does, until its rack is said."""
    gone = "machines:\n  shop-dc-db-2: {removed: 2026-01-05}\n"
    (line,) = said(tree, gone)
    assert line == (
        "machines: with one fault domain these lose their majority: db (2 of 3 in a); "
        "spread them by `rack:`"
    )
    assert said_again(tree, gone, f"{gone}  shop-dc-db-4: {{rack: b}}\n") == []


def said_again(tree: Path, old: str, new: str) -> list[str]:
    """Return the answer after something was mended."""
    replaced(tree / DC, old, new)
    return answer(tree)


def test_a_whole_rack_may_go_where_there_are_three(tree: Path) -> None:
    assert said(tree, "fault_domains: 3\n") == []


def test_test_and_development_has_one_rack(tree: Path) -> None:
    path = tree / "inventories" / "shop-td.yml"
    replaced(path, "size: small\n", "size: small\nfault_domains: 1\n")
    assert answer(tree) == []


def test_machines_with_facts_of_their_own_are_sound(tree: Path) -> None:
    machines = """machines:
  shop-dc-db-1: {address: 10.80.67.9, interface: eth1, disks: [1 TB NVMe], bmc: bmc1.example.com}
  shop-dc-db-2: {rack: b}
"""
    assert said(tree, machines) == []


def test_no_machine_has_the_virtual_address(tree: Path) -> None:
    """Slot 2 of the fourth slice of the dmz, number 0."""
    (line,) = said(tree, "machines: {shop-dc-edge-1: {address: 10.80.24.128}}\n")
    assert line == (
        "machines.shop-dc-edge-1.address: 10.80.24.128 is the virtual address of tier 'edge'; "
        "choose another in 10.80.0.0/19"
    )


def test_a_party_that_is_known_can_be_narrowed(tree: Path) -> None:
    assert said(tree, "externals: {bank: [198.51.100.0/24]}\n") == []


@pytest.mark.parametrize("count", [1, 3, 5])
def test_an_odd_quorum_can_be_overridden_by_one_that_is_large_enough(
    tree: Path, count: int
) -> None:
    assert bool(said(tree, f"overrides: {{tiers: {{files: {{count: {count}}}}}}}\n")) == (
        count == 1
    )


def test_an_override_below_what_a_tier_needs_at_least_is_refused(tree: Path) -> None:
    shop = tree / "platforms" / "shop.yml"
    replaced(shop, "    duty: Redis\n", "    duty: Redis\n    least: 3\n")
    replaced(
        shop, "small: {count: 1, cores: 1, memory: 2 GB", "small: {count: 3, cores: 1, memory: 2 GB"
    )
    replaced(
        shop,
        "small: {inside: none, between: rebuilt}",
        "small: {inside: sentinel, between: rebuilt}",
    )
    assert said(tree, "overrides: {tiers: {cache: {count: 1}}}\n")[0] == (
        "overrides.tiers.cache.count: 1 is less than the tier's `least: 3`; write that or more"
    )
