"""What of a host decides its tuning, and nothing else: hosts that agree in it share one result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from topology.catalogue import Port, Service
from topology.environment import Environment, ManagedService
from topology.hosts import Host
from topology.tuning.memory import DEMANDS, leading, shares
from topology.units import Disk
from topology.words import Target, Zone

ORDINARY_MBPS = 1000
"""The network card of a host whose card nobody named."""
OUTSIDE: frozenset[Zone] = frozenset({"dmz", "guest", "iot"})
"""Zones whose packets leave the site, or come from outside."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A shared directory that the host keeps or mounts."""

    path: str
    kept: bool
    """Whether its files are on this host's own disks."""
    filesystem: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """A host, as far as its tuning goes."""

    cores: int
    cluster_cores: int
    """Cores of its database's largest member: what all members must agree in follows those."""
    memory_gb: int
    disks: tuple[Disk, ...]
    iops: int | None
    network_mbps: int
    gpus: int
    services: tuple[str, ...]
    """What runs on it, without what runs in pods."""
    zones: tuple[Zone, ...]
    """The zones of all its duties."""
    ports: tuple[Port, ...]
    """Every port that something on it listens on."""
    datagrams: tuple[str, ...]
    """The tenant's programs on it that take UDP from outside parties."""
    directories: tuple[str, ...]
    """Where its services keep what must survive."""
    mounts: tuple[Mount, ...]
    events_per_second: int
    target: Target

    @property
    def memory_mb(self) -> int:
        """Its memory; a GB has 1,024 MB here."""
        return self.memory_gb * 1024

    @property
    def memory(self) -> Mapping[str, int]:
        """The share of each service, in MB."""
        return shares(self.memory_gb, self.services)

    @property
    def leading(self) -> tuple[str, ...]:
        """What it is there for."""
        return leading(self.services)

    @property
    def is_shared(self) -> bool:
        """Whether several services lead on it, so that none of them has it to itself."""
        return len(self.leading) > 1

    @property
    def is_fast(self) -> bool:
        """Whether its network card is one of 10 Gbps or more."""
        return self.network_mbps >= 10_000

    @property
    def faces_outside(self) -> bool:
        """Whether a duty of its stands in a zone whose packets leave the site."""
        return not OUTSIDE.isdisjoint(self.zones)

    @property
    def cores_each(self) -> int:
        """Cores that a leading service counts on: twice its part, as not all are busy at once."""
        return min(self.cores, ceil(2 * self.cores / max(1, len(self.leading))))

    @property
    def data_disk(self) -> Disk:
        """Where its data lives."""
        return self.disks[0]

    def runs(self, services: Iterable[str]) -> tuple[str, ...]:
        """Return those of some services that it runs, in its own order."""
        wanted = frozenset(services)
        return tuple(each for each in self.services if each in wanted)


def machine_of(environment: Environment, host: Host) -> Machine:
    """Return what of a host decides its tuning."""
    known = environment.services
    services = _outside_pods(host.services, known)
    tiers = environment.all_tiers
    return Machine(
        cores=host.cores,
        cluster_cores=_cluster_cores(environment, host),
        memory_gb=host.memory_gb,
        disks=host.disks,
        iops=host.iops,
        network_mbps=host.network_mbps or ORDINARY_MBPS,
        gpus=host.gpus,
        services=services,
        zones=tuple(dict.fromkeys(tiers[duty].zone for duty in host.duties)),
        ports=tuple(sorted({p for name in host.services for p in known[name].ports.values()})),
        datagrams=tuple(each for each in services if _takes_datagrams(each, known[each])),
        directories=tuple(path for name in services if (path := known[name].data)),
        mounts=tuple(_mounts(environment, host)),
        events_per_second=int(environment.size_facts.events_per_second.high),
        target=environment.target,
    )


def machine_of_managed(environment: Environment, service: ManagedService, runs: str) -> Machine:
    """Return a node of a service that the cloud runs, as if it were a host with that one duty."""
    planned = service.planned
    return Machine(
        cores=planned.cores,
        cluster_cores=planned.cores,
        memory_gb=planned.memory_gb,
        disks=planned.disks,
        iops=planned.iops,
        network_mbps=planned.network_mbps or ORDINARY_MBPS,
        gpus=0,
        services=(runs,),
        zones=(service.zone,),
        ports=(),
        datagrams=(),
        directories=(),
        mounts=(),
        events_per_second=int(environment.size_facts.events_per_second.high),
        target=environment.target,
    )


def _cluster_cores(environment: Environment, host: Host) -> int:
    """A replica refuses to start with fewer sessions or workers than its leader has."""
    cores = host.cores
    for store, _ in environment.stores.values():
        tiers = {each for each in (store.tier, store.readers) if each}
        if store.engine == "postgresql" and host.tier in tiers:
            members = [environment.tiers[each] for each in tiers if each in environment.tiers]
            cores = max(each.cores for each in members)
    return cores


def _outside_pods(services: tuple[str, ...], known: Mapping[str, Service]) -> tuple[str, ...]:
    """Leave out what runs in pods, whose memory is Kubernetes': it has no account on the host."""
    if "k3s" not in services:
        return services
    return tuple(each for each in services if each in DEMANDS or known[each].user)


def _takes_datagrams(name: str, service: Service) -> bool:
    return name not in DEMANDS and any(port.protocol == "udp" for port in service.ports.values())


def _mounts(environment: Environment, host: Host) -> Iterable[Mount]:
    for files in environment.platform.files.values():
        kept = files.tier in host.duties
        if kept or not set(files.mounted_by).isdisjoint(host.duties):
            yield Mount(files.mount, kept, files.filesystem, files.options)
