"""What those who run a site are told."""

from tests.topology.every import load
from tests.topology.inventory.told import names, told


def test_monitors_read_whoever_has_figures() -> None:
    scrapes = told("monitor")["monitoring_scrapes"]
    assert scrapes["postgresql"]["port"] == 9187
    assert names(scrapes["postgresql"]["members"]) == [f"logx-dc-db-{n}" for n in (1, 2, 3)]
    assert scrapes["patroni"] == {**scrapes["postgresql"], "port": 8008}
    everyone = {host.name for host in load("logx-dc").hosts}
    assert set(names(scrapes["base"]["members"])) == everyone | {"witness"}
    assert "logx-dr-monitor-1" in names(scrapes["prometheus"]["members"])


def test_monitors_read_nobody_twice() -> None:
    scrapes = told("node", "logx-td")["monitoring_scrapes"]
    assert {tuple(names(each["members"])) for each in scrapes.values()} == {("logx-td-node-1",)}


def test_alerts_guard_what_the_environment_promises() -> None:
    promises = told("monitor")["monitoring_promises"]
    assert (promises["availability"], promises["rto"]) == (0.999, 4 * 3600)


def test_monitors_know_which_addresses_somebody_must_hold() -> None:
    monitor, one = told("monitor"), told("node", "logx-td")
    assert monitor["monitoring_shared"] == {"edge": "10.16.24.128", "gateway": "10.16.31.128"}
    assert monitor["monitoring_entries"] == ["10.16.24.128"]
    assert one["monitoring_shared"] == {}
    assert one["monitoring_entries"] == ["10.18.32.65"]


def test_every_primary_knows_the_names_of_both_sites() -> None:
    here, there = told("gateway"), told("gateway", "logx-dr")
    assert here["dns_zone"] == "logx.example.com"
    assert here["dns_records"] == there["dns_records"]
    assert here["dns_records"]["logx-dr-db-1"] == "10.17.64.129"
    assert here["dns_records"]["witness"] == "10.24.0.2"
    assert here["dns_entries"] == there["dns_entries"]
    assert here["dns_entries"] == {"logx-dc": ["10.16.24.128"], "logx-dr": ["10.17.24.128"]}
    assert set(names(here["dns_primaries"]["members"])) == {
        *(f"logx-{place}-gateway-{number}" for place in ("dc", "dr") for number in (1, 2)),
        "witness",
    }


def test_a_primary_answers_its_own_site_at_an_address_that_moves() -> None:
    here, there, one = told("gateway"), told("gateway", "logx-dr"), told("node", "logx-td")
    assert (here["dns_address"], one["dns_address"]) == ("10.16.31.128", None)
    assert set(here["dns_clients"]).isdisjoint(there["dns_clients"])
    assert (here["dns_home"], there["dns_home"], one["dns_home"]) == (
        "logx-dc",
        "logx-dc",
        "logx-td",
    )
    assert here["dns_forwarders"] == []


def test_gateways_link_the_site_to_its_peer_and_to_the_witness() -> None:
    found = told("gateway")
    assert found["wireguard_shared"] == "10.16.31.128"
    links = found["wireguard_links"]
    assert {name: link["networks"] for name, link in links.items()} == {
        "logx-dr": ["10.17.0.0/16"],
        "witness": ["10.24.0.0/28"],
    }
    assert names(links["logx-dr"]["gateways"]) == ["logx-dr-gateway-1", "logx-dr-gateway-2"]
    assert [each["shared"] for each in links.values()] == ["10.17.31.128", None]
    assert names(links["witness"]["gateways"]) == ["logx-witness-1"]
    assert links["witness"]["ports"] == {"wireguard": 51820}
    assert told("node", "logx-td")["wireguard_links"] == {}


def test_nodes_know_the_servers_that_they_join() -> None:
    found = told("work", "securityai-dc", "medium", "servers")
    assert names(found["k3s_servers"]["members"]) == [f"securityai-dc-kube-{n}" for n in (1, 2, 3)]
    assert found["k3s_servers"]["ports"]["kube-api"] == 6443
