"""The inventory: whom it has, in which groups, and what is said where."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.every import everywhere, load
from tests.topology.inventory.told import Chosen, derived
from topology.environment import Environment
from topology.environment_file import MachineFacts, Overrides, TierOverride
from topology.inventory import inventory
from topology.repository import Repository
from topology.units import Disk


def carriers(found: dict[str, Any]) -> dict[str, Any]:
    return {name: group for name, group in found.items() if name.startswith("tier_")}


def test_a_tier_is_a_group_of_its_members() -> None:
    assert derived("logx-dc")["tier_db"]["hosts"] == [
        "logx-dc-db-1",
        "logx-dc-db-2",
        "logx-dc-db-3",
    ]


def test_a_service_is_a_group_of_the_hosts_that_run_it() -> None:
    found = derived("logx-dc")
    assert found["keepalived"] == {
        "hosts": ["logx-dc-edge-1", "logx-dc-edge-2", "logx-dc-gateway-1", "logx-dc-gateway-2"]
    }
    assert found["data_proxy"]["hosts"] == [
        "logx-dc-api-1",
        "logx-dc-api-2",
        "logx-dc-worker-1",
        "logx-dc-worker-2",
    ]


def test_a_fault_domain_is_a_group_of_what_falls_with_it() -> None:
    assert set(derived("logx-dc")["fault_domain_c"]["hosts"]) == {
        "logx-dc-db-3",
        "logx-dc-cache-3",
        "logx-dc-files-3",
    }


def test_the_tenants_hosts_and_those_with_shared_files_are_groups() -> None:
    found = derived("logx-dc")
    app = {f"logx-dc-{tier}-{number}" for tier in ("web", "api", "worker") for number in (1, 2)}
    assert set(found["app"]["hosts"]) == app
    assert set(found["files"]["hosts"]) == app | {f"logx-dc-files-{n}" for n in (1, 2, 3)}


def test_one_server_is_in_the_group_of_every_service() -> None:
    found = derived("logx-td")
    everything = load("logx-td").hosts[0].services
    assert found["tier_node"]["hosts"] == ["logx-td-node-1"]
    for service in everything:
        assert found[service.replace("-", "_")]["hosts"] == ["logx-td-node-1"]


def test_a_hosts_own_line_has_only_what_it_has_alone() -> None:
    assert derived("logx-dc")["_meta"]["hostvars"]["logx-dc-db-2"] == {
        "ansible_host": "10.16.72.130",
        "host_number": 2,
        "host_fault_domain": "b",
    }


@everywhere
def test_every_host_is_in_exactly_one_tier(chosen: Chosen) -> None:
    environment, found = load(*chosen), derived(*chosen)
    listed = [name for group in carriers(found).values() for name in group["hosts"]]
    assert sorted(listed) == sorted(host.name for host in environment.hosts)
    assert set(found["_meta"]["hostvars"]) == set(listed)
    tiers = {f"tier_{host.tier.replace('-', '_')}" for host in environment.hosts}
    assert set(carriers(found)) == tiers


@everywhere
def test_only_tiers_carry_variables(chosen: Chosen) -> None:
    found = derived(*chosen)
    assert {name for name, group in found.items() if "vars" in group} == {"all", *carriers(found)}


@everywhere
def test_nothing_is_said_in_two_places(chosen: Chosen) -> None:
    found = derived(*chosen)
    everyone = set(found["all"]["vars"])
    for group in carriers(found).values():
        assert everyone.isdisjoint(group["vars"])
        for host in group["hosts"]:
            own = set(found["_meta"]["hostvars"][host])
            assert own.isdisjoint(everyone | set(group["vars"]))


@everywhere
def test_every_group_has_a_name_that_ansible_takes_and_no_host_has(chosen: Chosen) -> None:
    groups = set(derived(*chosen)) - {"_meta"}
    assert [name for name in groups if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []
    assert groups.isdisjoint(host.name for host in load(*chosen).hosts)


@everywhere
def test_all_lists_every_other_group_once(chosen: Chosen) -> None:
    found = derived(*chosen)
    children = found["all"]["children"]
    assert sorted(children) == sorted({*found, "ungrouped"} - {"all", "_meta"})


@pytest.mark.parametrize("name", Repository().names)
def test_the_same_files_give_the_same_json(name: str) -> None:
    one, other = (json.dumps(inventory(Repository().load(name))) for _ in range(2))
    assert one == other
    assert json.loads(one) == inventory(load(name))


def with_machine(facts: MachineFacts) -> Environment:
    environment = load("logx-dc")
    machines = {"logx-dc-db-2": facts}
    return replace(environment, facts=environment.facts.model_copy(update={"machines": machines}))


def test_what_a_machines_file_says_is_on_its_line() -> None:
    found = inventory(with_machine(MachineFacts(interface="eno1", bmc="10.9.0.12", rack="c")))
    assert found["_meta"]["hostvars"]["logx-dc-db-2"] == {
        "ansible_host": "10.16.80.130",
        "host_number": 2,
        "host_fault_domain": "c",
        "host_interface": "eno1",
        "host_bmc": "10.9.0.12",
    }


def test_a_host_with_other_disks_is_tuned_for_them_and_the_others_are_not() -> None:
    slow = MachineFacts.model_construct(disks=(Disk(1, 500, "HDD"),))
    found = inventory(with_machine(slow))
    own = found["_meta"]["hostvars"]["logx-dc-db-2"]
    assert own["host_disks"] == [{"count": 1, "size_gb": 500, "kind": "HDD"}]
    settings = own["postgresql_services"]["postgresql"]["settings"]
    assert settings["random_page_cost"] == "4.0"  # a disk's heads move; 1.1 on flash
    assert found["tier_db"] == derived("logx-dc")["tier_db"]
    assert set(found["_meta"]["hostvars"]["logx-dc-db-3"]) == {
        "ansible_host",
        "host_number",
        "host_fault_domain",
    }


def grown(web: int, api: int) -> Environment:
    """Return a uat with so many members; it has no peer, so its file alone decides."""
    environment = load("logx-uat")
    tiers = {"web": TierOverride(count=web), "api": TierOverride(count=api)}
    facts = environment.facts.model_copy(update={"overrides": Overrides(tiers=tiers)})
    return replace(environment, facts=facts, leader_facts=facts)


@given(web=st.integers(1, 63), api=st.integers(1, 63))
def test_at_any_count_each_address_is_in_its_tiers_set_and_on_its_own_line(
    web: int, api: int
) -> None:
    found = inventory(grown(web, api))
    for tier, count in (("web", web), ("api", api)):
        lines = [found["_meta"]["hostvars"][host] for host in found[f"tier_{tier}"]["hosts"]]
        addresses = {f"{line['ansible_host']}/32" for line in lines}
        assert len(addresses) == count
        assert addresses == set(found["all"]["vars"]["firewall_sets"][tier])


def test_ten_times_the_members_are_not_more_than_ten_times_the_json() -> None:
    few, many = (len(json.dumps(inventory(grown(count, count)))) for count in (6, 60))
    assert few < many < 10 * few
