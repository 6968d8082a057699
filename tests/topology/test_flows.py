"""The firewall table: closed by default, resolved to this environment, the same from both sites."""

from dataclasses import replace
from ipaddress import IPv4Network

import pytest

from tests.topology.every import FILES, everywhere, load
from topology.catalogue import FlowRule
from topology.environment import Environment
from topology.flows import End, Flow, both_ways, flows
from topology.repository import Look
from topology.words import Form, Size, Target

PAIRS = pytest.mark.parametrize("platform", FILES.platform_names)


def doors(environment: Environment) -> set[tuple[str, str, str]]:
    return {
        (flow.source.name, flow.destination.name, str(flow.port)) for flow in flows(environment)
    }


def door(environment: Environment, source: str, destination: str, port: str) -> Flow:
    [found] = [
        flow
        for flow in flows(environment)
        if (flow.source.name, flow.destination.name, flow.port_name) == (source, destination, port)
    ]
    return found


def on_servers(name: str, target: Target) -> Environment:
    return FILES.load(name, Look(form="servers", target=target))


def test_a_rule_between_tiers_becomes_the_addresses_of_their_members() -> None:
    assert door(load("logx-dc"), "api", "db", "pgbouncer") == Flow(
        End("api", ("10.16.32.193/32", "10.16.40.194/32")),
        End("db", ("10.16.64.129/32", "10.16.72.130/32", "10.16.80.131/32")),
        "pgbouncer",
        load("logx-dc").services["pgbouncer"].ports["pgbouncer"],
        "reads and writes",
    )


def test_a_virtual_address_is_open_with_its_members() -> None:
    entry = door(load("logx-dc"), "clients", "edge", "https").destination
    assert entry.addresses == ("10.16.0.129/32", "10.16.8.130/32", "10.16.24.128/32")


def test_a_managed_service_is_reached_in_the_networks_it_is_put_in() -> None:
    managed = load("logx-dc", form="managed")
    assert door(managed, "api", "db", "postgresql").destination.addresses == (
        "10.16.64.0/21",
        "10.16.72.0/21",
        "10.16.80.0/21",
    )


def test_a_managed_service_answers_where_the_cloud_says() -> None:
    managed = load("logx-dc", form="managed")
    assert {(source, str(port)) for source, to, port in doors(managed) if to == "db"} == {
        ("api", "5432/tcp"),
        ("worker", "5432/tcp"),
    }
    assert str(door(managed, "web", "files", "gluster").port) == "2049/tcp"


def test_a_managed_service_opens_no_connection_unless_it_balances() -> None:
    managed = load("logx-dc", form="managed")
    assert {source for source, _, _ in doors(managed) if source in managed.managed} == {"edge"}


@PAIRS
def test_hosts_on_our_floor_are_switched_off_from_the_control_host(platform: str) -> None:
    opened = doors(on_servers(f"{platform}-dc", "onprem"))
    assert {("control", "fencing", "443/tcp"), ("control", "fencing", "623/udp")} <= opened


def test_pacemaker_fences_from_the_database_hosts_themselves() -> None:
    opened = doors(on_servers("qps-dc", "onprem"))
    assert {(source, port) for source, to, port in opened if to == "fencing"} == {
        ("control", "443/tcp"),
        ("control", "623/udp"),
        ("db", "443/tcp"),
        ("db", "623/udp"),
    }


def test_fencing_never_reaches_for_the_world_by_itself() -> None:
    controllers = door(load("logx-dc"), "control", "fencing", "ipmi").destination.addresses
    assert controllers == ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


@PAIRS
def test_the_cloud_fences_by_its_own_interface(platform: str) -> None:
    cloud = doors(on_servers(f"{platform}-dc", "aws"))
    assert not any(to == "fencing" for _, to, _ in cloud)
    assert ("hosts", "aws", "443/tcp") in cloud


def test_hosts_ask_the_gateway_for_names_and_the_gateway_alone_asks_the_world() -> None:
    asked = {(source, to) for source, to, port in doors(load("logx-dc")) if port == "53/udp"}
    assert asked == {
        ("hosts", "gateway"),
        ("gateway", "name-servers"),
        ("resolvers", "gateway"),
        ("resolvers", "witness"),
    }
    assert ("gateway", "name-servers", "53/tcp") in doors(load("logx-dc"))


def test_a_site_link_of_the_cloud_asks_for_no_names() -> None:
    managed = doors(load("logx-dc", form="managed"))
    assert not any(to == "name-servers" for _, to, _ in managed)


def test_only_machines_of_the_cloud_ask_its_interfaces() -> None:
    assert ("hosts", "aws", "443/tcp") in doors(load("logx-dc", form="managed"))
    assert ("hosts", "aws", "443/tcp") not in doors(load("logx-dc"))


def test_administrators_enter_by_the_bastion_alone() -> None:
    entered = {to for source, to, _ in doors(load("logx-dc")) if source == "admins"}
    assert entered == {"bastion"}


def test_the_world_enters_by_the_entry_and_asks_for_names_alone() -> None:
    world = {
        (flow.destination.name, str(flow.port))
        for flow in flows(load("logx-dc"))
        if flow.source.addresses == ("0.0.0.0/0",)
    }
    assert world == {
        ("edge", "443/tcp"),
        ("edge", "80/tcp"),
        ("gateway", "53/udp"),
        ("gateway", "53/tcp"),
        ("witness", "53/udp"),
        ("witness", "53/tcp"),
    }


def test_every_service_that_has_metrics_is_read_by_the_monitor() -> None:
    read = {(to, port) for source, to, port in doors(load("logx-dc")) if source == "monitor"}
    assert {
        ("db", "9187/tcp"),
        ("db", "8008/tcp"),
        ("cache", "9121/tcp"),
        ("edge", "8404/tcp"),
    } <= read


def test_a_rule_across_sites_is_seen_from_both() -> None:
    rule = FlowRule.model_validate(
        {"from": "db", "to": "peer.db", "port": "postgresql", "why": "the standby follows"}
    )
    assert [(each.from_, each.to) for each in both_ways([rule])] == [
        ("db", "peer.db"),
        ("peer.db", "db"),
    ]


@PAIRS
def test_what_leaves_one_site_for_the_other_may_enter_there(platform: str) -> None:
    dc, dr = load(f"{platform}-dc"), load(f"{platform}-dr")
    out = {
        (flow.source.addresses, flow.destination.addresses, flow.port)
        for flow in flows(dc)
        if flow.destination.name.startswith("peer.")
    }
    into = {
        (flow.source.addresses, flow.destination.addresses, flow.port)
        for flow in flows(dr)
        if flow.source.name.startswith("peer.")
    }
    assert out == into
    assert out


@PAIRS
def test_an_environment_without_a_peer_has_no_flow_to_one(platform: str) -> None:
    assert not any(flow.crosses_sites for flow in flows(load(f"{platform}-td")))


def test_a_flow_inside_one_server_never_leaves_it() -> None:
    assert door(load("logx-td"), "api", "db", "pgbouncer").is_local
    assert not door(load("logx-td"), "clients", "edge", "https").is_local


def test_an_environment_narrows_an_outside_party_to_its_networks() -> None:
    logx = load("logx-dc")
    networks = {"directory": (IPv4Network("198.51.100.0/24"),)}
    facts = logx.facts.model_copy(update={"externals": networks})
    narrowed = replace(logx, facts=facts)
    assert door(narrowed, "api", "directory", "ldaps").destination.addresses == ("198.51.100.0/24",)


@everywhere
def test_every_flow_stays_inside_its_environment_its_peer_or_goes_outside(
    chosen: tuple[str, Size, Form],
) -> None:
    environment = load(*chosen)
    own = environment.facts.network
    for flow in flows(environment):
        for end in (flow.source, flow.destination):
            if end.name in environment.tiers:
                assert all(IPv4Network(each).subnet_of(own) for each in end.addresses), flow


@everywhere
def test_every_flow_is_there_once_and_says_why(chosen: tuple[str, Size, Form]) -> None:
    found = flows(load(*chosen))
    ends = [(flow.source.name, flow.destination.name, flow.port_name) for flow in found]
    assert len(ends) == len(set(ends))
    assert all(flow.why for flow in found)
