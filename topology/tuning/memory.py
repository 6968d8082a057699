"""How the services of one host share its memory.

Every service has a share of the machine that it takes where nothing else wants it, and, if it is a
companion, an amount beyond which more does not help. Where all shares together do not fit, all
shrink by the same factor, except those that a seed fixes; a companion that still gets its amount
loses nothing. So the sum never passes what the system leaves, and more memory never means less for
anyone. A "GB" of a machine has 1,024 MB here, as everywhere in this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf

RESERVE = 0.10
"""Kernel, page tables, page cache, journal, agents: never planned."""
LEAST_RESERVE_MB = 512
"""What Debian with SSH, journal and agents takes, but never more than half of the machine."""
LEADING = 0.40
"""A service that wants this much is what its host is for; the others are companions."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a service wants of a host's memory."""

    share: float
    """Of the machine, where nothing else wants it."""
    most_mb: float = inf
    """More than this does not help."""
    fixed: float = 0.0
    """Of the machine: a seed's figure, which does not shrink."""
    least_mb: int = 1
    """Below this it does not run well, and the host is said to be too small."""

    @property
    def leads(self) -> bool:
        """Whether its host is there for it."""
        return self.share + self.fixed >= LEADING


def _companion(most_mb: int, share: float = 0.10) -> Demand:
    return Demand(share, most_mb=most_mb)


PROGRAM = Demand(0.75, least_mb=256)
"""Any service that is not named below: a program of the tenant's."""

DEMANDS: Mapping[str, Demand] = {
    # Stores. 000 PostgreSQL Configuration fixes PostgreSQL's buffers at a quarter; the rest is for
    # queries and upkeep. It leaves nearly a third, since it reads through the page cache.
    "postgresql": Demand(0.45, fixed=0.25, least_mb=512),
    # No second copy in the page cache (O_DIRECT): the pool is the cache; see `mysql` for its part.
    "mariadb": Demand(0.85, least_mb=512),
    # Data, and room for the copy that a fork makes while it saves; see `redis` for the parts.
    "redis": Demand(0.85, least_mb=64),
    "rabbitmq": Demand(0.60, least_mb=256),
    # Heap and direct buffers, at most 31 GB and half of that; it reads through the page cache.
    "opensearch": Demand(0.75, most_mb=47_616, least_mb=1536),
    "glusterfs": Demand(0.40, least_mb=256),
    "etcd": _companion(512),
    # Kubernetes: pods; what the server adds is its API and etcd.
    "k3s": Demand(0.85, least_mb=1024),
    "k3s-server": _companion(8192, share=0.25),
    "keycloak": _companion(4096, share=0.15),
    # Entries. Memory bounds their connections; a million is as many as one host serves.
    "haproxy": Demand(0.60, most_mb=97_656, least_mb=64),
    "nginx": _companion(1024),
    "data-proxy": _companion(256),
    "pgbouncer": _companion(256),
    "keepalived": _companion(32),
    "pacemaker": _companion(256),
    "sentinel": _companion(64),
    # Management
    "prometheus": _companion(65_536, share=0.30),  # it maps its blocks: the page cache reads them
    "loki": _companion(65_536, share=0.25),
    "alertmanager": _companion(128),
    "grafana": _companion(512),
    "restic": _companion(8192, share=0.25),
    "pgbackrest": _companion(2048, share=0.20),
    "runner": _companion(4096, share=0.25),
    "lease": _companion(256),
    "bastion": _companion(512),
    "registry": _companion(512),
    "opensearch-dashboards": _companion(1024),
    "wireguard": _companion(64),
    "dns": _companion(256),
    "base": _companion(128),
}

AMONG_OTHERS: Mapping[str, Demand] = {
    # 000 Redis Configuration: 10-20 % of the system's memory. Its data take 15, a fork's copy 5.
    "redis": Demand(0, fixed=0.20, least_mb=64),
    # What it has a host of its own for, the users of many hosts, does not come to a shared one.
    "haproxy": _companion(2048),
    "glusterfs": _companion(2048),
}
"""What a service wants where others lead beside it, if that is not its share made smaller."""
PROGRAM_AMONG_OTHERS = Demand(0.35, least_mb=256)
"""A program beside stores counts half: it waits for them, and theirs is what it waits for."""


def leading(services: Iterable[str]) -> tuple[str, ...]:
    """Return the services that a host is there for."""
    return tuple(each for each in services if DEMANDS.get(each, PROGRAM).leads)


def demands(services: Iterable[str]) -> dict[str, Demand]:
    """Return what each service of a host wants, knowing what it runs beside."""
    names = tuple(services)
    if len(leading(names)) < 2:
        return {each: DEMANDS.get(each, PROGRAM) for each in names}
    known = {**DEMANDS, **AMONG_OTHERS}
    return {each: known.get(each, PROGRAM_AMONG_OTHERS) for each in names}


def plannable(memory_mb: float) -> float:
    """Return what the system leaves to services."""
    return memory_mb - max(RESERVE * memory_mb, min(LEAST_RESERVE_MB, memory_mb / 2))


@lru_cache(maxsize=4096)
def shares(memory_gb: int, services: tuple[str, ...]) -> Mapping[str, int]:
    """Return the memory of each service, in MB."""
    memory = memory_gb * 1024.0
    wants = demands(services)
    room = plannable(memory) - memory * sum(want.fixed for want in wants.values())
    factor = _factor(wants.values(), room / memory, memory)
    return {name: max(1, _share(want, factor, memory)) for name, want in wants.items()}


def _share(want: Demand, factor: float, memory: float) -> int:
    part = memory * want.fixed + min(want.most_mb, factor * want.share * memory)
    return int(part + 1e-6)  # what is a whole number of MB stays one


def _factor(wants: Iterable[Demand], room: float, memory: float) -> float:
    """Return the factor by which shares shrink to fit the room, a part of the memory."""
    open_ = sorted(
        (want for want in wants if want.share), key=lambda want: want.most_mb / want.share
    )
    total = sum(want.share for want in open_)
    for want in open_:
        factor = room / total
        most = want.most_mb / memory
        if most > factor * want.share:
            return min(1.0, factor)
        room, total = room - most, total - want.share
    return 1.0
