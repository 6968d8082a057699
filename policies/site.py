"""What rules must know of an environment, from its model."""

from __future__ import annotations

from datetime import UTC, datetime

from policies.resources import Site
from topology.environment import Environment
from topology.flows import EVERYWHERE, flows

DAY = 86_400  # seconds


def site_of(environment: Environment, today: str | None = None) -> Site:
    """Return what rules are told of an environment."""
    platform, peer = environment.platform, environment.peer
    there = peer if peer and peer.target == "aws" else None
    return Site(
        name=environment.name,
        region=environment.facts.region,
        lasting=environment.facts.peer is not None,
        guarded=environment.facts.peer is not None and environment.facts.guarded,
        peer_region=there.facts.region if there else None,
        several={each.tier: each.nodes for each in environment.managed.values()},
        locked_days=_locked_days(environment),
        backup_days={
            name: int(max(each.keep.daily, each.keep.weekly, each.keep.monthly) // DAY)
            for name, each in platform.backup.items()
        },
        open_ports=frozenset(
            (flow.port.first, flow.port.last)
            for flow in flows(environment)
            if flow.source.addresses == EVERYWHERE
        ),
        versions={
            each.runs.engine.lower(): each.runs
            for each in environment.common.cloud.values()
            if each.runs
        },
        owner=platform.platform,
        budget=environment.budget.decided,
        today=today or datetime.now(UTC).date().isoformat(),
    )


def _locked_days(environment: Environment) -> int:
    """Return how long a law wants something in a bucket of ours kept and locked."""
    platform = environment.platform
    buckets = {each.tier for each in environment.managed.values() if each.kind == "s3"}
    rules = [
        platform.retention[each.retention]
        for each in platform.files.values()
        if each.retention and each.tier in buckets
    ]
    return max((int(each.keep // DAY) for each in rules if each.law and each.locked), default=0)
