"""Hosts that are tuned alike, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.environment import Environment
from topology.hosts import Host
from topology.tuning.derive import Tuning, derive
from topology.tuning.machine import Machine, machine_of
from topology.tuning.settings import Setting


@dataclass(frozen=True, slots=True)
class Kind:
    """Hosts of one tier that share one tuning."""

    tier: str
    hosts: tuple[Host, ...]
    tuning: Tuning


def kinds(environment: Environment) -> tuple[Kind, ...]:
    """Return every kind of host that an environment has, in the order of its hosts."""
    alike: dict[tuple[str, Machine], list[Host]] = {}
    for host in environment.hosts:
        alike.setdefault((host.tier, machine_of(environment, host)), []).append(host)
    return tuple(
        Kind(tier, tuple(hosts), derive(machine)) for (tier, machine), hosts in alike.items()
    )


def everywhere(found: Sequence[Kind]) -> frozenset[Setting]:
    """Return the settings that every kind of host has alike, where there are several."""
    if len(found) < 2:
        return frozenset()
    return frozenset.intersection(*(frozenset(each.tuning.settings) for each in found))
