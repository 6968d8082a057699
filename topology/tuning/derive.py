"""From a host to everything that is set on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from topology.environment import Environment
from topology.hosts import Host
from topology.tuning.cpu import cpu
from topology.tuning.daemons import daemons
from topology.tuning.entry import entry
from topology.tuning.jvm import jvm
from topology.tuning.machine import Machine, machine_of
from topology.tuning.memory import demands
from topology.tuning.merge import merge
from topology.tuning.mysql import mysql
from topology.tuning.network import network
from topology.tuning.postgresql import postgresql
from topology.tuning.programs import programs
from topology.tuning.redis import redis
from topology.tuning.settings import Setting
from topology.tuning.storage import storage
from topology.tuning.system import system
from topology.tuning.virtual import virtual

RULES: tuple[Callable[[Machine], Iterator[Setting]], ...] = (
    system,
    network,
    storage,
    cpu,
    postgresql,
    mysql,
    redis,
    jvm,
    entry,
    daemons,
    programs,
    virtual,
)


@dataclass(frozen=True)
class Tuning:
    """Everything that is set on a host of one kind."""

    machine: Machine
    settings: tuple[Setting, ...]

    @property
    def memory(self) -> Mapping[str, int]:
        """The planned share of each service, in MB."""
        return self.machine.memory

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What does not run well on so small a host."""
        wants = demands(self.machine.services)
        return tuple(
            f"{name} gets {share:,} MB and needs {wants[name].least_mb:,} MB to run well"
            for name, share in self.memory.items()
            if share < wants[name].least_mb
        )

    def of(self, service: str) -> Mapping[str, Setting]:
        """Return a service's own settings by name, as its role's templates want them."""
        return {e.name: e for e in self.settings if e.area == "service" and e.of == service}


def tuning(environment: Environment, host: Host) -> Tuning:
    """Return the tuning of one host."""
    return derive(machine_of(environment, host))


@lru_cache(maxsize=4096)
def derive(machine: Machine) -> Tuning:
    """Return the tuning of every host that agrees in what decides."""
    return Tuning(machine, merge(wish for rule in RULES for wish in rule(machine)))
