"""Hosts: numbers only grow, and nothing that exists is renumbered."""

from dataclasses import replace
from datetime import date
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.addresses import AddressPlan
from topology.environment_file import MachineFacts
from topology.hosts import Host, Site, hosts_of, member_numbers
from topology.repository import Repository
from topology.sizing import TierPlan

LOGX = Repository().load("logx-dc")
GONE = MachineFacts(removed=date(2026, 10, 1))

counts = st.integers(1, 40)
numbers = st.sets(st.integers(1, 20))


def members(count: int, machines: dict[str, MachineFacts] | None = None) -> dict[str, Host]:
    """Return the database members of a logx-dc that has so many."""
    return {host.name: host for host in hosts_of(database(count), site(machines))}


def database(count: int) -> TierPlan:
    return replace(LOGX.tiers["db"], count=count, most=count)


def site(machines: dict[str, MachineFacts] | None = None) -> Site:
    return Site("logx-dc", AddressPlan(IPv4Network("10.16.0.0/16")), 3, machines or {})


def test_members_are_named_after_environment_tier_and_number() -> None:
    assert list(members(3)) == ["logx-dc-db-1", "logx-dc-db-2", "logx-dc-db-3"]


def test_members_are_spread_over_the_fault_domains_in_turn() -> None:
    assert [host.fault_domain for host in members(5).values()] == ["a", "b", "c", "a", "b"]


def test_a_removed_members_number_is_not_given_again() -> None:
    assert list(members(3, {"logx-dc-db-2": GONE})) == [
        "logx-dc-db-1",
        "logx-dc-db-3",
        "logx-dc-db-4",
    ]


def test_a_tombstone_of_another_tier_says_nothing() -> None:
    assert list(members(1, {"logx-dc-cache-1": GONE})) == ["logx-dc-db-1"]


def test_a_machine_may_have_an_address_and_a_rack_of_its_own() -> None:
    facts = MachineFacts(address=IPv4Address("10.16.64.200"), rack="c")
    host = members(1, {"logx-dc-db-1": facts})["logx-dc-db-1"]
    assert (str(host.address), host.fault_domain) == ("10.16.64.200", "c")


@given(count=counts, removed=numbers)
def test_numbers_are_as_many_as_asked_in_order_and_none_is_removed(
    count: int, removed: set[int]
) -> None:
    found = member_numbers(count, removed)
    assert len(found) == count
    assert found == sorted(set(found))
    assert not removed & set(found)


@given(count=counts)
def test_adding_a_member_renumbers_nothing(count: int) -> None:
    before, after = members(count), members(count + 1)
    assert before == {name: after[name] for name in before}


@given(count=counts, gone=st.integers(1, 40))
def test_removing_a_member_renumbers_nothing(count: int, gone: int) -> None:
    name = f"logx-dc-db-{min(gone, count)}"
    before, after = members(count), members(count, {name: GONE})
    assert name not in after
    assert {each: after[each] for each in before if each != name} == {
        each: host for each, host in before.items() if each != name
    }


@given(removed=st.sets(st.sampled_from(["edge", "web", "api", "worker", "cache", "files"])))
def test_adding_or_removing_tiers_renumbers_nothing(removed: set[str]) -> None:
    """Whatever other tiers a platform has, those that stay keep their addresses."""
    kept = {name: tier for name, tier in LOGX.platform.tiers.items() if name not in removed}
    smaller = replace(LOGX, platform=LOGX.platform.model_copy(update={"tiers": kept}))
    before = {host.name: host.address for host in LOGX.hosts}
    after = {host.name: host.address for host in smaller.hosts}
    assert after == {name: before[name] for name in after}
    assert len(after) == len(before) - sum(LOGX.tiers[name].count for name in removed)


@pytest.mark.parametrize("name", Repository().names)
def test_no_two_hosts_of_an_environment_share_a_name_or_an_address(name: str) -> None:
    hosts = Repository().load(name).hosts
    assert len({host.name for host in hosts}) == len({host.address for host in hosts}) == len(hosts)


@pytest.mark.parametrize("name", Repository().names)
def test_losing_one_fault_domain_leaves_every_quorum_its_majority(name: str) -> None:
    environment = Repository().load(name)
    for tier, hosts in environment.members.items():
        if environment.tiers[tier].redundancy == "quorum" and len(hosts) > 1:
            for domain in environment.fault_domains:
                left = sum(host.fault_domain != domain for host in hosts)
                assert left > len(hosts) / 2, f"{tier} without {domain}"
