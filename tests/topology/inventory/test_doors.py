"""The flows as doors of each host."""

from collections.abc import Iterator
from typing import Any

from tests.topology.every import everywhere, load
from tests.topology.inventory.told import Chosen, derived, told
from topology.environment import Environment
from topology.flows import HOSTS, flows


def doors(rules: list[dict[str, Any]]) -> set[tuple[str, object]]:
    return {(rule["set"], rule["ports"]) for rule in rules}


def ways(environment: Environment, duties: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield the other end of every flow that leaves or enters a host: side, word, reason."""
    for flow in flows(environment):
        if not flow.is_local and flow.source.name in (*duties, HOSTS):
            yield "outbound", flow.destination.name, flow.why
        if not flow.is_local and flow.destination.name in (*duties, HOSTS):
            yield "inbound", flow.source.name, flow.why


@everywhere
def test_a_host_has_a_door_for_each_of_its_flows_and_no_other(chosen: Chosen) -> None:
    environment, found = load(*chosen), derived(*chosen)
    for tier, duties in {host.tier: host.duties for host in environment.hosts}.items():
        variables = found[f"tier_{tier.replace('-', '_')}"]["vars"]
        open_ = [
            (side, rule["set"], rule["why"])
            for side in ("outbound", "inbound")
            for rule in variables[f"firewall_{side}"]
        ]
        expected = (
            (side, word.replace("-", "_").replace(".", "_"), why)
            for side, word, why in ways(environment, duties)
        )
        assert sorted(open_) == sorted(expected)


@everywhere
def test_every_set_that_a_rule_names_is_there(chosen: Chosen) -> None:
    found = derived(*chosen)
    sets = set(found["all"]["vars"]["firewall_sets"])
    for name, group in found.items():
        if name.startswith("tier_"):
            variables = group["vars"]
            rules = variables["firewall_inbound"] + variables["firewall_outbound"]
            assert {rule["set"] for rule in rules} <= sets
            passages = variables["firewall_forwarded"]
            assert {p[end] for p in passages for end in ("source", "destination")} <= sets


def test_a_database_lets_in_whom_the_flows_name_and_nobody_else() -> None:
    assert doors(told("db")["firewall_inbound"]) == {
        ("api", 6432),
        ("worker", 6432),
        ("api", 8008),
        ("worker", 8008),
        ("api", 5432),
        ("db", 5432),
        ("peer_db", 5432),
        ("db", 8008),
        ("peer_db", 8008),
        ("control", 8008),
        ("control", 8009),
        ("control", 2379),
        ("peer_control", 8008),
        ("db", 2379),
        ("db", 2380),
        ("backup", 8432),
        ("bastion", 22),
        ("control", 22),
        ("peer_control", 22),
        ("monitor", 9100),
        ("monitor", 2379),
        ("monitor", 9187),
        ("monitor", 8008),
        ("monitor", 9127),
    }


def test_the_entry_is_the_one_that_the_world_reaches() -> None:
    assert {door for door in doors(told("edge")["firewall_inbound"]) if door[0] == "clients"} == {
        ("clients", 443),
        ("clients", 80),
    }
    assert told("edge")["firewall_sets"]["clients"] == ["0.0.0.0/0"]


def test_a_set_has_the_addresses_of_the_members_and_of_their_shared_one() -> None:
    sets = told("edge")["firewall_sets"]
    assert sets["edge"] == ["10.16.0.129/32", "10.16.8.130/32", "10.16.24.128/32"]
    assert sets["peer_db"] == ["10.17.64.129/32", "10.17.72.130/32", "10.17.80.131/32"]


def test_a_protocol_without_ports_has_none() -> None:
    [rule] = [each for each in told("edge")["firewall_inbound"] if each["protocol"] == "vrrp"]
    assert (rule["set"], rule["ports"]) == ("edge", None)


def test_a_range_of_ports_is_written_as_nftables_does() -> None:
    assert ("web", "49152-49251") in doors(told("files")["firewall_inbound"])


def test_gateways_pass_on_what_crosses_the_sites_and_nobody_else_passes_anything() -> None:
    passages = {
        (each["source"], each["destination"], each["ports"])
        for each in told("gateway")["firewall_forwarded"]
    }
    assert {("db", "peer_db", 5432), ("peer_db", "db", 5432)} <= passages
    assert ("gateway", "peer_gateway", 51820) not in passages  # that is the link itself
    others = [name for name in derived("logx-dc") if name.startswith("tier_")]
    others.remove("tier_gateway")
    assert [n for n in others if derived("logx-dc")[n]["vars"]["firewall_forwarded"]] == []


def test_on_one_server_what_stays_on_it_passes_no_firewall() -> None:
    found = told("node", "logx-td")
    between = {"web", "api", "worker", "db", "cache", "files"}
    assert between.isdisjoint(rule["set"] for rule in found["firewall_inbound"])


def test_nobody_bans_the_hosts_through_which_all_come() -> None:
    assert told("web")["hardening_trusted"] == [
        "10.16.103.129/32",
        "10.16.103.65/32",
        "10.17.103.65/32",
    ]


def test_a_way_in_leads_to_the_doors_of_the_flows() -> None:
    found = told("bastion")
    doors = {(door["name"], door["port"]) for door in found["bastion_onward"]}
    assert {("logx-dc-db-1", 22), ("witness", 22), ("logx-dc-monitor-1", 9090)} <= doors
    assert ("logx-dc-db-1", 5432) not in doors
    assert found["bastion_trusted"] == ["10.16.103.65/32", "10.17.103.65/32", "192.0.2.0/24"]
    assert found["bastion_network"] == "10.16.255.0/24"
    assert set(found["bastion_second_factor"]).isdisjoint(found["bastion_one_factor"])
