"""What preflight asks of a host, from what the host was told."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from reports.preflight.finding import Told

OURS, THEIRS = "here", "there"
"""A door at this site, which must be reached; one at the other, which may not stand yet."""
_READ = ("ansible_host", "base_hosts", "etcd_cluster", "firewall_outbound", "firewall_sets")
"""What is read of a host's variables, beside its services and `host_*`."""


def chosen(variables: Told) -> dict[str, Any]:
    """Return what preflight reads; other variables may need facts that nobody gathered."""
    names = [name for name in variables if name in _READ or name.endswith("_services")]
    names += [name for name in variables if name.startswith("host_") and "shared" not in name]
    return {name: variables[name] for name in names}


def services(told: Told) -> Iterator[tuple[str, Told]]:
    """Yield every service of a host, with what it was told."""
    for name in told:
        if name.endswith("_services"):
            yield from told[name].items()


def question(told: Told, *, fio: bool) -> dict[str, Any]:
    """Return the arguments of `host_survey`."""
    folders = {each["data"] for _, each in services(told) if each.get("data")}
    return {
        "data": sorted(folders),
        "tls": {key: told["host_tls"][key] for key in ("certificate", "key")},
        "hosts": dict(told["base_hosts"]),
        "doors": [list(door) for door in doors(told)],
        "fio": fio,
    }


def doors(told: Told) -> dict[tuple[str, int], str]:
    """Return every TCP door that the flows open from a host to hosts of ours, and whose it is.

    The world's addresses, and those that members share, answer to nobody yet.
    """
    here, own = set(told["base_hosts"].values()), told["ansible_host"]
    found = {}
    for rule in told["firewall_outbound"]:
        if rule["protocol"] != "tcp" or rule["ports"] is None:
            continue
        port = int(str(rule["ports"]).partition("-")[0])
        is_far = rule["set"].startswith("peer_") or rule["set"] == "witness"
        for address in _addresses(told["firewall_sets"][rule["set"]], here, is_far=is_far):
            if address != own:
                found[(address, port)] = THEIRS if is_far else OURS
    return found


def _addresses(networks: list[str], here: set[str], *, is_far: bool) -> Iterator[str]:
    for each in networks:
        network = IPv4Network(each)
        if is_far and network.num_addresses == 1:
            yield str(network[0])
        elif not is_far:
            yield from (found for found in sorted(here) if IPv4Address(found) in network)
