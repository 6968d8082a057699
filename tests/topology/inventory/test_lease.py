"""Who votes, what is shut without a lease, and the third voter."""

from __future__ import annotations

from typing import Any

import pytest

from topology.inventory import inventory
from topology.repository import Repository

FILES = Repository()
PAIRS = ("logx-dc", "logx-dr")


def told(environment: str, group: str) -> dict[str, Any]:
    found = inventory(FILES.load(environment))
    return {**found["all"]["vars"], **found[group]["vars"]}


@pytest.mark.parametrize("environment", PAIRS)
def test_databases_and_entries_are_shut_without_a_lease(environment: str) -> None:
    gates = told(environment, "tier_db")["lease_gates"]
    assert gates == {"writes": [5432, 6432], "users": []}
    assert told(environment, "tier_edge")["lease_gates"] == {"writes": [], "users": [80, 443]}
    assert told(environment, "tier_cache")["lease_gates"] == {"writes": [6379], "users": []}
    assert told(environment, "tier_web")["lease_gates"] == {"writes": [], "users": []}


def test_members_of_one_cluster_reach_one_another_from_both_sites() -> None:
    kin = {environment: told(environment, "tier_db")["lease_kin"] for environment in PAIRS}
    assert kin["logx-dc"] == kin["logx-dr"]
    assert len(kin["logx-dc"]) == 6
    caches = told("logx-dc", "tier_cache")["lease_kin"]
    assert len(caches) == 6
    assert not set(caches) & set(kin["logx-dc"])
    assert told("logx-dc", "tier_edge")["lease_kin"] == []


def test_only_a_database_says_how_far_it_is() -> None:
    assert told("logx-dc", "tier_db")["lease_patroni"] == 8008
    assert told("logx-dc", "tier_db")["lease_database"] == "patroni"
    assert told("logx-dc", "tier_edge")["lease_patroni"] is None
    assert told("logx-dc", "tier_edge")["lease_database"] is None


def test_a_site_without_a_peer_has_no_lease_to_keep() -> None:
    found = inventory(FILES.load("logx-td"))
    assert found["all"]["vars"]["lease_is_paired"] is False
    assert "witness" not in found


@pytest.mark.parametrize("environment", [*PAIRS, "logx-td"])
def test_nobody_is_unheard_before_a_run_has_asked(environment: str) -> None:
    found = inventory(FILES.load(environment))
    assert found["unheard_witness"] == {"hosts": []}
    assert "unheard_witness" in found["all"]["children"]


def test_the_witness_hears_the_same_from_either_site() -> None:
    one, two = (inventory(FILES.load(each)) for each in PAIRS)
    assert one["witness"] == two["witness"] == {"hosts": ["logx-witness-1"]}
    assert one["tier_witness"] == two["tier_witness"]
    assert one["_meta"]["hostvars"]["logx-witness-1"] == two["_meta"]["hostvars"]["logx-witness-1"]


def test_the_witness_lets_voters_and_hosts_of_both_sites_in() -> None:
    witness = told("logx-dc", "tier_witness")
    doors = {(each["set"], each["ports"]) for each in witness["firewall_inbound"]}
    for site in ("logx_dc", "logx_dr"):
        assert {
            (f"{site}_control", 2390),
            (f"{site}_hosts", 2389),
            (f"{site}_bastion", 22),
        } <= doors
    assert {name for name, _ in doors} <= set(witness["firewall_sets"])
    assert witness["lease_site"] == "witness"


def test_the_witness_is_linked_to_both_sites() -> None:
    witness = told("logx-dc", "tier_witness")
    found = {name: link["shared"] for name, link in witness["wireguard_links"].items()}
    assert found == {"logx-dc": "10.16.31.128", "logx-dr": "10.17.31.128"}
    assert witness["wireguard_shared"] is None
    doors = {(each["set"], each["ports"]) for each in witness["firewall_inbound"]}
    assert {("logx_dc_gateway", 51820), ("logx_dr_gateway", 51820)} <= doors


def test_the_witness_has_a_primary_of_the_names_and_asks_the_world_for_nobody() -> None:
    witness = told("logx-dr", "tier_witness")
    found = inventory(FILES.load("logx-dr"))
    assert "logx-witness-1" in found["dns"]["hosts"]
    assert witness["dns_clients"] == ["10.24.0.2/32"]
    assert set(witness["dns_entries"]) == set(PAIRS)
    addresses = {each["address"] for each in witness["dns_primaries"]["members"]}
    assert "10.24.0.2" in addresses
    assert len(addresses) == 5
