"""What every host is told."""

from dataclasses import replace
from ipaddress import IPv4Network

from tests.topology.every import load
from tests.topology.inventory.told import names, told
from topology.inventory import inventory


def test_a_host_is_told_what_it_is_to_be() -> None:
    found = told("db")
    assert {name: found[name] for name in found if name.startswith("host_")} == {
        "host_tier": "db",
        "host_zone": "data",
        "host_cores": 8,
        "host_memory_gb": 32,
        "host_disks": [{"count": 1, "size_gb": 500, "kind": "NVMe"}],
        "host_iops": 10_000,
        "host_network_mbps": 10_000,
        "host_gpus": 0,
        "host_interface": None,
        "host_bmc": None,
    }


def test_every_host_asks_the_sites_own_name_servers_at_their_shared_address() -> None:
    assert told("db")["base_name_servers"] == ["10.16.31.128"]
    assert told("node", "logx-td")["base_name_servers"] == ["10.18.32.65"]


def test_every_host_knows_the_sites_hosts_by_name() -> None:
    hosts = told("db")["base_hosts"]
    assert hosts["logx-dc-control-1"] == "10.16.103.65"
    assert set(hosts) == {host.name for host in load("logx-dc").hosts}


def test_time_servers_are_those_that_the_environment_names_by_address() -> None:
    environment = load("logx-dc")
    networks = (IPv4Network("192.0.2.7/32"), IPv4Network("198.51.100.0/24"))
    facts = environment.facts.model_copy(update={"externals": {"time": networks}})
    assert told("db")["base_time_servers"] == []
    found = inventory(replace(environment, facts=facts))
    assert found["all"]["vars"]["base_time_servers"] == ["192.0.2.7"]


def test_every_host_shows_its_figures_at_the_same_port() -> None:
    assert told("db")["node_exporter_port"] == told("node", "logx-td")["node_exporter_port"] == 9100


def test_people_are_told_apart_by_role() -> None:
    assert told("db")["base_roles"]["auditor"] == {"may": ["read", "audit"], "second_factor": True}


def test_both_sites_and_the_witness_vote_and_both_know_the_same_home() -> None:
    for name in ("logx-dc", "logx-dr"):
        found = told("db", name)
        assert found["lease_home"] == "logx-dc"
        voters = {each["name"]: each["address"] for each in found["lease_voters"]["members"]}
        assert voters == {
            "logx-dc-control-1": "10.16.103.65",
            "logx-dr-control-1": "10.17.103.65",
            "witness": "10.24.0.2",
        }
    assert names(told("node", "logx-td")["lease_voters"]["members"]) == ["logx-td-node-1"]


def test_a_certificate_of_the_entry_has_the_platforms_name_and_shared_address() -> None:
    edge, database = told("edge"), told("db")
    assert edge["certificates_names"] == ["logx.example.com"]
    assert edge["certificates_addresses"] == ["10.16.24.128"]
    assert database["certificates_names"] == database["certificates_addresses"] == []
    assert database["certificates_readers"] == ["etcd", "pgbackrest", "postgres"]


def test_logs_go_to_the_monitor_and_are_kept_as_the_platform_says() -> None:
    found = told("db")
    assert names(found["logs_servers"]["members"]) == ["logx-dc-monitor-1"]
    assert found["logs_retention"]["audit"] == {"seconds": 365 * 86_400, "locked": True}


def test_a_system_is_tuned_for_its_duty() -> None:
    database = told("db")
    assert database["tuning_sysctl"]["vm.swappiness"] == "1"
    assert database["tuning_devices"]["data disk"]["scheduler"] == "none"
    assert database["tuning_host"]["transparent_hugepage"] == "never"
    assert "vm.swappiness" in database["tuning_refusable"]
    assert told("edge")["tuning_sysctl"]["vm.swappiness"] == "10"


def test_a_services_settings_and_timers_stand_beside_its_ports() -> None:
    found = told("db")["postgresql_services"]["postgresql"]
    assert found["ports"]["patroni"] == 8008
    assert found["settings"]["shared_buffers"] == "8192MB"  # a quarter of 32 GB
    assert found["timers"]["ttl"] == 20  # Patroni takes no less
    assert (found["unit"], found["user"]) == ("patroni", "postgres")


def test_settings_of_a_daemon_that_is_no_service_go_to_the_role_that_installs_it() -> None:
    assert told("db")["base_services"]["chrony"]["settings"]["rtcsync"] == "on"
