"""Links that an engine, stopped midway, left of hosts and networks that are gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lab.engine import Engine
from lab.plan import Plan
from lab.shell import CommandError, root

NAMESPACES = Path("/run/netns")
ADDRESSES = Path("/run/containers/networks/ipam.db")


def remove(plan: Plan) -> None:
    """Remove network namespaces with one of the plan's hosts in them, then its bridges."""
    hosts = {host.mac for host in plan.hosts}
    for space in sorted(NAMESPACES.glob("*")):
        if hosts & {each["address"] for each in _links("-netns", space.name) if "address" in each}:
            root("ip", "netns", "delete", space.name)
    gateways = {str(bridge.gateway) for bridge in plan.bridges}
    for link in _links():
        if gateways & {each.get("local") for each in link.get("addr_info", ())}:
            root("ip", "link", "delete", link["ifname"])


def free_addresses(engine: Engine) -> None:
    """Forget addresses that were given to hosts that are gone, where no container has any.

    Podman 4.3 keeps them even when it removes their network, and gives them to nobody again.
    """
    if engine.program == "podman" and not engine("ps", "--all", "--quiet").strip():
        root("rm", "-f", ADDRESSES)


def _links(*where: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(root("ip", *where, "-json", "address", "show") or "[]"))
    except CommandError:
        return []  # a namespace that went meanwhile, or of which only the name is left
