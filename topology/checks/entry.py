"""Checks of the entry: every request has one tier that answers it, and is let through to it."""

from __future__ import annotations

from collections.abc import Iterator

from topology.checks.known import Check, Known
from topology.flows import PEER
from topology.platform import Platform
from topology.problems import nearest
from topology.validate import Complaint

BALANCER = "haproxy"
"""The service of a tier that is an entry."""


def _tiers(platform: Platform, known: Known) -> Iterator[Complaint]:
    if not all(known.whole(tier) for tier in known.tiers):
        return
    reached = {platform.flows[index].to for index in _from_the_entry(platform, known)}
    for tier in platform.entry:
        if fault := known.unknown_tier(tier):
            yield ("entry", tier), fault
        elif tier not in reached:
            message = f"no flow leads from the entry to '{tier}'{nearest(tier, reached)}"
            yield ("entry", tier), f"{message}; add one under `flows:`, or remove it here"


def _reached(platform: Platform, known: Known) -> Iterator[Complaint]:
    for index in _from_the_entry(platform, known):
        to = platform.flows[index].to
        if to in known.tiers and to not in platform.entry:
            message = f"the entry does not know what to send to '{to}'"
            yield ("flows", index, "to"), f"{message}; say its paths under `entry:`"


def _from_the_entry(platform: Platform, known: Known) -> Iterator[int]:
    """Yield the flows on which the entry passes requests on, by their places."""
    balancers = {name for name, tier in known.tiers.items() if BALANCER in tier.services}
    for index, rule in enumerate(platform.flows):
        if rule.from_ in balancers and not {rule.to, rule.to.removeprefix(PEER)} & balancers:
            yield index


def _paths(platform: Platform, _: Known) -> Iterator[Complaint]:
    owners: dict[str, str] = {}
    for tier, route in platform.entry.items():
        for index, path in enumerate(route.paths):
            owner = owners.setdefault(path, tier)
            if owner != tier or path in route.paths[:index]:
                message = f"'{path}' goes to '{owner}' already; one tier answers a path"
                yield ("entry", tier, "paths", index), message
    if owners and "/" not in owners:
        yield ("entry",), "nobody answers '/', where all other requests go; give it to a tier"


PLATFORM_CHECKS: tuple[Check[Platform], ...] = (
    (_tiers, {"tiers", "services", "flows", "entry"}),
    (_reached, {"tiers", "flows", "entry"}),
    (_paths, {"entry"}),
)
