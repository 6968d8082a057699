"""What one site is made of on our own floor, and what that costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from topology.environment import Environment
from topology.hardware import Machine, OnPrem

YEARS = 3
MOST_VIRTUAL = 4
"""Virtual cores that one physical core carries: what is usual where most of them wait."""


@dataclass(frozen=True)
class OwnFloor:
    """One site on our own floor: what is bought, and what its hosts ask of it."""

    on_prem: OnPrem
    more: int
    """Servers bought beyond the size's own, where those do not hold an environment's hosts."""
    host_cores: int
    host_memory_gb: int

    @property
    def machines(self) -> tuple[Machine, ...]:
        """Everything that is bought."""
        server = _server(self.on_prem)
        if not self.more or server is None:
            return self.on_prem.machines
        return tuple(
            each.model_copy(update={"count": each.count + self.more}) if each is server else each
            for each in self.on_prem.machines
        )

    @property
    def cores(self) -> int:
        """Physical cores."""
        return sum((each.cores or 0) * each.count for each in self.machines)

    @property
    def memory_gb(self) -> int:
        """Physical memory."""
        return sum((each.memory or 0) * each.count for each in self.machines)

    @property
    def virtual_per_physical(self) -> float:
        """Cores that hosts ask for, to each one that is there."""
        return self.host_cores / self.cores

    @property
    def hardware(self) -> float:
        """What the machines cost, once."""
        return sum(each.price * each.count for each in self.machines)

    @property
    def a_year(self) -> float:
        """What licences and maintenance cost each year."""
        return self.on_prem.software_a_year + self.on_prem.support_a_year

    @property
    def three_years(self) -> float:
        """Hardware, and three years of the rest."""
        return self.hardware + YEARS * self.a_year

    @property
    def monthly(self) -> float:
        """The same for a month."""
        return self.three_years / (YEARS * 12)


def own_floor(environment: Environment) -> OwnFloor:
    """Return what a site of this size is made of, with as many servers as its hosts need."""
    hosts = replace(environment, form="servers").hosts
    cores, memory = sum(host.cores for host in hosts), sum(host.memory_gb for host in hosts)
    return bought_for(environment.size_facts.on_prem, cores, memory)


def bought_for(on_prem: OnPrem, host_cores: int, host_memory_gb: int) -> OwnFloor:
    """Return what is bought for hosts that ask for so much."""
    found = OwnFloor(on_prem, 0, host_cores, host_memory_gb)
    return replace(found, more=_more(found))


def _more(floor: OwnFloor) -> int:
    """Return how many servers are missing: memory cannot be shared, cores only so far."""
    server = _server(floor.on_prem)
    if server is None or not server.cores or not server.memory:
        return 0
    cores = floor.host_cores / MOST_VIRTUAL - floor.cores
    memory = floor.host_memory_gb - floor.memory_gb
    return max(0, math.ceil(cores / server.cores), math.ceil(memory / server.memory))


def _server(on_prem: OnPrem) -> Machine | None:
    """Return the kind of server that carries virtual machines: the one with the most memory."""
    servers = [each for each in on_prem.machines if each.cores and each.memory]
    return max(servers, key=lambda each: each.memory or 0, default=None)
