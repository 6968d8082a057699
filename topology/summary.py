"""What an environment is, in a page, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from topology.environment import Environment
from topology.outages import outages
from topology.sizing import TierPlan
from topology.timers import timers
from topology.words import ZONES

Page = Mapping[str, Any]
"""Sections of names and values, as JSON has them."""


@dataclass(frozen=True)
class Difference:
    """One thing that two environments have otherwise."""

    what: str
    one: Any
    other: Any


def summary(environment: Environment) -> dict[str, Any]:
    """Return an environment's page: everything that a reader asks first."""
    return {
        "environment": environment.name,
        **_identity(environment),
        "targets": environment.targets.model_dump(exclude_none=True),
        "budget": environment.budget.decided,
        "timers": {key: timer.seconds for key, timer in timers(environment).items()},
        "outages": {outage.event: outage.total for outage in outages(environment)},
        "networks": {zone: str(environment.addresses.zone(zone)) for zone in ZONES},
        "tiers": {name: _tier(environment, tier) for name, tier in environment.tiers.items()},
        "stores": {
            name: {"engine": store.engine, "inside": at.inside, "between": at.between}
            for name, (store, at) in environment.stores.items()
        },
        "hosts": {
            host.name: {
                "address": str(host.address),
                "fault_domain": host.fault_domain,
                "zone": host.zone,
                "duties": list(host.duties),
                "cores": host.cores,
                "memory_gb": host.memory_gb,
                "disks": [str(disk) for disk in host.disks],
                "services": list(host.services),
            }
            for host in environment.hosts
        },
    }


def differences(one: Environment, other: Environment) -> tuple[Difference, ...]:
    """Return what differs, apart from what follows from the name and the network alone."""
    left, right = dict(_flat(_comparable(one))), dict(_flat(_comparable(other)))
    return tuple(
        Difference(what, left.get(what), right.get(what))
        for what in dict.fromkeys((*left, *right))
        if left.get(what) != right.get(what)
    )


def _identity(environment: Environment) -> dict[str, Any]:
    facts, peer, witness = environment.facts, environment.peer, environment.witness
    return {
        "platform": environment.platform.platform,
        "place": environment.place,
        "size": environment.size,
        "capacity": environment.capacity,
        "target": environment.target,
        "form": environment.form,
        "site": facts.site,
        "region": facts.region,
        "domain": facts.domain,
        "network": str(facts.network),
        "fault_domains": list(environment.fault_domains),
        "peer": peer.name if peer else None,
        "home": environment.home,
        "witness": str(witness.network) if witness else None,
        "rto_profile": environment.rto_profile,
    }


def _tier(environment: Environment, planned: TierPlan) -> dict[str, Any]:
    service = environment.managed.get(planned.name)
    shared = environment.virtual_address(planned.name)
    return {
        "zone": planned.tier.zone,
        "duty": planned.tier.duty,
        "managed": service is not None,
        "runs_as": service.kind if service else _carrier(environment, planned),
        "members": planned.count,
        "most": planned.most,
        "redundancy": "managed" if service else planned.redundancy,
        "cores": planned.cores,
        "memory_gb": planned.memory_gb,
        "disks": [str(disk) for disk in planned.disks],
        "iops": planned.iops,
        "gpus": planned.gpus,
        "services": [] if service else list(planned.services),
        "virtual_address": str(shared) if shared else None,
    }


def _carrier(environment: Environment, planned: TierPlan) -> str:
    """Say whether a tier has hosts of its own or shares one."""
    first = environment.members[planned.name][0]
    return "hosts" if first.tier == planned.name else f"on {first.name}"


def _comparable(environment: Environment) -> dict[str, Any]:
    page = summary(environment)
    for follows_from_the_network in ("hosts", "networks"):
        del page[follows_from_the_network]
    for tier in page["tiers"].values():
        del tier["virtual_address"], tier["duty"]
        if tier["runs_as"].startswith("on "):
            tier["runs_as"] = "on one server"
    return page


def _flat(page: Page, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in page.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
