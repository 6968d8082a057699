"""Where programs find their stores."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.roles.loading import program
from topology.inventory import inventory
from topology.repository import ROOT, Look, Repository

proxy = program("data_proxy/filter_plugins/data_proxy.py")
FIRST = yaml.safe_load((ROOT / "roles/data_proxy/defaults/main.yml").read_text())[
    "data_proxy_first_port"
]
MOST_STORES = 10


def test_a_database_has_a_way_to_write_one_to_read_and_one_past_the_pool() -> None:
    ports = {"pgbouncer": 6432, "patroni": 8008, "postgresql": 5432}
    assert proxy.entries({"records": _store("postgresql", ports)}, 4100)["records"] == {
        "engine": "postgresql",
        "read_write": "127.0.0.1:4100",
        "read_only": "127.0.0.1:4101",
        "session": "127.0.0.1:4102",
    }


def test_there_is_no_way_past_the_pool_where_the_flows_open_none() -> None:
    ports = {"pgbouncer": 6432, "patroni": 8008}
    assert "session" not in proxy.entries({"r": _store("postgresql", ports)}, 4100)["r"]


def test_shards_are_told_by_their_members() -> None:
    found = proxy.entries({"cache": _store("redis", {"redis": 6379}, "cluster")}, 4100)
    assert found == {"cache": {"engine": "redis", "members": {"redis": ["10.0.0.1:6379"]}}}


@pytest.mark.parametrize("name", ["logx-dc", "logx-td", "logmaster-dc"])
def test_no_service_listens_where_entries_do(name: str) -> None:
    environment = Repository(ROOT).load(name, Look())
    taken = {
        number
        for service in environment.services.values()
        for port in service.ports.values()
        for number in range(port.first, port.last + 1)
    }
    entries = range(FIRST, FIRST + MOST_STORES * proxy.PORTS_A_STORE)
    assert taken.isdisjoint(entries)
    told = inventory(environment)["_meta"]["hostvars"].values()
    assert all(len(each.get("data_proxy_stores", {})) <= MOST_STORES for each in told)


def _store(engine: str, ports: dict[str, int], inside: str = "sentinel") -> dict[str, Any]:
    members = [{"name": "a", "address": "10.0.0.1"}]
    return {"engine": engine, "inside": inside, "members": members, "readers": [], "ports": ports}
