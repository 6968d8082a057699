"""The peer of a first converge: the same packages by apt-get, and their services started."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.lab.site import Bare, all_hosts, ask


def state(site: Bare) -> dict[str, Any]:
    """Return which packages each host was told to have, and which services run."""
    return all_hosts(site, "state")


def gained(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return what each host has more than before.

    >>> gained({"a": {"packages": ["x"]}}, {"a": {"packages": ["x", "y"]}})
    {'a': {'packages': ['y']}}
    """
    return {
        host: {key: sorted(set(after[host][key]) - set(before[host][key])) for key in after[host]}
        for host in after
    }


def install(site: Bare, wanted: dict[str, dict[str, list[str]]]) -> tuple[float, dict[str, Any]]:
    """Install packages on empty hosts side by side; return the slowest host's seconds, and all."""
    with ThreadPoolExecutor(20) as pool:
        asked = {
            host: pool.submit(ask, site.lab, host, "install", each) for host, each in wanted.items()
        }
        found = {host: each.result() for host, each in asked.items()}
    return round(max(each["seconds"] for each in found.values()), 2), found
