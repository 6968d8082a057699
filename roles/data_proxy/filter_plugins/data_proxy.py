"""Where programs find their stores: the entries of the proxy on their own host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

PORTS_A_STORE = 10
LED = ("none", "asynchronous", "quorum-synchronous", "sentinel")
"""Ways to copy a store in which one member leads, so that a proxy can follow it."""

Store = Mapping[str, Any]


def entries(stores: Mapping[str, Store], first: int) -> dict[str, dict[str, Any]]:
    """Return what programs are told of each store.

    An entry is ``address:port`` on loopback. What no proxy can stand before (shards, queues,
    indices) is told by its members, by the names of their ports.

    >>> members = [{"name": "a", "address": "10.0.0.1"}]
    >>> cache = {"engine": "redis", "inside": "sentinel", "members": members, "readers": []}
    >>> entries({"cache": {**cache, "ports": {"redis": 6379}}}, 4100)
    {'cache': {'engine': 'redis', 'read_write': '127.0.0.1:4100'}}
    >>> entries({"cache": {**cache, "inside": "cluster", "ports": {"redis": 6379}}}, 4100)
    {'cache': {'engine': 'redis', 'members': {'redis': ['10.0.0.1:6379']}}}
    """
    return {
        name: {
            "engine": stores[name]["engine"],
            **_ways(stores[name], first + PORTS_A_STORE * place),
        }
        for place, name in enumerate(sorted(stores))
    }


def _ways(store: Store, port: int) -> dict[str, Any]:
    if store["engine"] == "redis" and store["inside"] in LED:
        return {"read_write": f"127.0.0.1:{port}"}
    if store["engine"] == "postgresql" and "patroni" in store["ports"]:
        ways = {"read_write": port, "read_only": port + 1}
        if "postgresql" in store["ports"]:
            ways["session"] = port + 2
        return {way: f"127.0.0.1:{number}" for way, number in ways.items()}
    return {
        "members": {
            name: [f"{each['address']}:{number}" for each in store["members"]]
            for name, number in sorted(store["ports"].items())
        }
    }


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {"data_proxy_entries": entries}
