"""Checks of services and their ports: every name means one port, every port is free on its host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from topology.checks.known import Check, Known, Own
from topology.platform import Platform
from topology.problems import nearest
from topology.validate import Complaint


def _names(own: Own, known: Known) -> Iterator[Complaint]:
    owners: dict[str, str] = {}
    for name, service in known.services.items():
        for port in service.ports:
            owner = owners.setdefault(port, name)
            if owner != name and name in own.services:
                message = f"'{port}' is a port of '{owner}' too, and a flow could mean either"
                yield ("services", name, "ports", port), f"{message}; write '{name}-{port}'"


def _metrics(own: Own, _: Known) -> Iterator[Complaint]:
    for name, service in own.services.items():
        asked: dict[tuple[str, ...], str] = {("metrics",): service.metrics or ""}
        asked |= {("tells", teller): port for teller, port in service.tells.items()}
        for place, port in asked.items():
            if port and port not in service.ports:
                message = f"there is no port '{port}'{nearest(port, service.ports)}"
                yield ("services", name, *place), message


def _on_one_host(own: Own, known: Known) -> Iterator[Complaint]:
    for name, tier in own.tiers.items():
        for clash in _clashes(tier.services, known):
            message = f"{clash} on each host of the tier; change one port"
            yield ("tiers", name, "services"), message


def _on_one_server(platform: Platform, known: Known) -> Iterator[Complaint]:
    """Td packs every size on the small server, so any two tiers that pack may meet."""
    packed = [tier for tier in known.tiers.values() if tier.packs]
    alone = {clash for tier in packed for clash in _clashes(tier.services, known)}
    services = dict.fromkeys(service for tier in packed for service in tier.services)
    for size, facts in platform.sizes.items():
        if facts.on_prem.one_server is None:
            continue
        for clash in _clashes(services, known):
            if clash not in alone:
                message = f"{clash}; change one port, or write `packs: false` in one of their tiers"
                yield ("sizes", size, "on_prem", "one_server"), message


def _clashes(services: Iterable[str], known: Known) -> Iterator[str]:
    """Say which two services listen on the same port."""
    ports = [
        (port.protocol, port.first, port.last, service)
        for service in services
        if service in known.services
        for port in known.services[service].ports.values()
        if port.protocol != "vrrp"
    ]
    for one, other in combinations(sorted(ports), 2):
        protocol, first, last, service = other
        if one[0] == protocol and one[1] <= last and first <= one[2]:
            both = f"'{one[3]}' and '{service}'" if one[3] != service else f"'{service}' twice"
            yield f"{both} would listen on {first}/{protocol}"


CHECKS: tuple[Check[Own], ...] = (
    (_names, set()),
    (_metrics, set()),
    (_on_one_host, {"services"}),
)
PLATFORM_CHECKS: tuple[Check[Platform], ...] = ((_on_one_server, {"services", "tiers", "sizes"}),)
