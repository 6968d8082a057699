"""The way from a program to its stores: entries on loopback that lead to whoever leads."""

import json
from typing import Any

import pytest

pytestmark = pytest.mark.group("data_proxy")

STORES = "/etc/tandem/stores.json"


def _stores(host: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(host.file(STORES).content_string)
    return found


def test_the_unit_runs_and_is_enabled(host: Any, facts: Any) -> None:
    unit = host.service(facts["data_proxy_services"]["data-proxy"]["unit"])
    assert unit.is_running
    assert unit.is_enabled


def test_every_store_is_told_to_everybody(host: Any, facts: Any) -> None:
    assert set(_stores(host)) == set(facts["data_proxy_stores"])
    assert host.file(STORES).mode == 0o644


def test_entries_listen_on_loopback_alone(host: Any) -> None:
    listening = set(host.check_output("ss -Hltn | awk '{print $4}'").split())
    entries = {
        address
        for store in _stores(host).values()
        for way, address in store.items()
        if way in {"read_write", "read_only", "session"}
    }
    assert entries <= listening
    ports = {entry.rpartition(":")[2] for entry in entries}
    assert {each for each in listening if each.rpartition(":")[2] in ports} == entries


def test_each_way_to_write_leads_to_exactly_one_member(host: Any, facts: Any, stands: str) -> None:
    """A database of a site that follows takes no writes: its way leads nowhere."""
    port = facts["data_proxy_services"]["data-proxy"]["ports"]["data-proxy-metrics"]
    url = f"https://{facts['ansible_host']}:{port}/metrics"
    tls = f"--cacert {facts['host_tls']['authority']}"
    text = host.check_output(f"curl --silent --max-time 5 {tls} {url}")
    up = [line for line in text.splitlines() if line.startswith("haproxy_server_status{")]
    for name, store in _stores(host).items():
        if "read_write" not in store:
            continue
        alone = len(facts["data_proxy_stores"][name]["members"]) == 1
        leader = {"redis": "alone" if alone else "leader", "postgresql": "primary"}
        wanted = f'proxy="{name}-{leader[store["engine"]]}"'
        leading = [e for e in up if wanted in e and 'state="UP"' in e and e.endswith(" 1")]
        assert len(leading) == (stands == "leads"), name


def test_a_member_at_the_end_of_the_way_to_a_cache_is_who_it_says(
    host: Any, facts: Any, stands: str
) -> None:
    if stands == "follows":
        pytest.skip("a cache of a site that follows is shut")
    for store in _stores(host).values():
        if store["engine"] == "redis" and "read_write" in store:
            asked = (
                f"openssl s_client -connect {store['read_write']} -verify_ip 127.0.0.1"
                f" -verify_return_error -CAfile {facts['host_tls']['authority']} </dev/null"
            )
            assert "Verification: OK" in host.run(asked).stdout
