"""The other daemons: broker, shared files, Kubernetes, monitoring, backups, time."""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

GO = ("etcd", "prometheus", "alertmanager", "loki", "grafana", "restic", "registry")
"""Programs in Go collect garbage by growth alone, unless they are told their memory."""
GO_PART = 0.90
WATERMARK = 0.75
"""RabbitMQ stops publishers here: collecting garbage may take a third more for a moment."""
FORK_MB = 100
"""A fork of Ansible, with its modules."""
FORKS_MOST = 50
STAMPING = ("etcd", "k3s", "lease", "loki")
"""Services whose times are compared with those of other hosts."""
PODS_MOST = 110
"""As many as the kubelet takes by default: a node's network has 254 addresses."""


def daemons(machine: Machine) -> Iterator[Setting]:
    """Yield what the daemons of a host are given."""
    for name in machine.runs(GO):
        why = "nine tenths of its share: it collects garbage before the system must stop it"
        limit = max(1, int(GO_PART * machine.memory[name]))
        yield Asks(name).own("GOMEMLIMIT", limit, why, "MiB")
    yield from _etcd(machine)
    yield from _rabbitmq(machine)
    yield from _glusterfs(machine)
    yield from _k3s(machine)
    yield from _management(machine)
    yield from _time(machine)


def _etcd(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs(("etcd",)):
        ask = Asks(name)
        quota = 2 * 2**30
        why = "its own default, for keys of a few kB: a full store would stop a failover"
        yield ask.own("quota-backend-bytes", quota, why, "bytes")
        yield ask.own("auto-compaction-retention", "1h", "old versions of keys are dropped")


def _rabbitmq(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs(("rabbitmq",)):
        ask = Asks(name)
        share = machine.memory[name]
        mark = max(1, int(WATERMARK * share))
        why = "publishers wait from here on: collecting garbage needs the last quarter"
        yield ask.own("vm_memory_high_watermark.absolute", mark, why, "MB")
        why = "what memory holds can still be written"
        yield ask.own("disk_free_limit.absolute", share, why, "MB")
        why = "a scheduler for each core that it counts on"
        yield ask.own("+S", machine.cores_each, why)


def _glusterfs(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs(("glusterfs",)):
        ask = Asks(name)
        cache = max(4, min(4096, machine.memory[name] // 2))
        yield ask.own(
            "performance.cache-size", cache, "half of its share; the rest serves requests", "MB"
        )
        threads = min(32, max(2, machine.cores_each))
        yield ask.own("server.event-threads", threads, "requests that are read at once")
        yield ask.own(
            "performance.io-thread-count", min(64, max(16, 4 * threads)), "most wait for disks"
        )


def _k3s(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs(("k3s",)):
        ask = Asks(name)
        pods = machine.memory[name] + machine.memory.get("keycloak", 0)
        why = "what pods never get: the system, and what runs beside Kubernetes"
        yield ask.own("system-reserved-memory", machine.memory_mb - pods, why, "Mi")
        yield ask.own(
            "system-reserved-cpu", max(1, machine.cores // 16), "a core in sixteen, at least one"
        )
        why = "pods are moved before the system must kill"
        yield ask.own("eviction-hard-memory", max(100, machine.memory_mb // 50), why, "Mi")
        yield ask.own("max-pods", PODS_MOST, "its part of the network has 254 addresses")


def _management(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs(("prometheus",)):
        room = machine.data_disk.size_gb * (1 if machine.is_shared else 4) // 10
        why = "four tenths of the disk, as logs have; a tenth of a shared one"
        yield Asks(name).own("storage.tsdb.retention.size", f"{max(1, room)}GB", why)
    for name in machine.runs(("runner",)):
        fits = machine.memory[name] // FORK_MB
        forks = max(1, min(FORKS_MOST, fits, 8 * machine.cores))
        yield Asks(name).own(
            "forks", forks, f"{FORK_MB} MB each, eight a core: most wait for hosts"
        )
    for name in machine.runs(("pgbackrest",)):
        part = 4 if machine.leading else 2
        why = "half of the cores compress and encrypt; a quarter beside a database"
        yield Asks(name).own("process-max", max(1, machine.cores_each // part), why)


def _time(machine: Machine) -> Iterator[Setting]:
    base = Asks("base")
    why = "a wrong clock is set at once while it starts; later it only drifts back"
    yield base.own("makestep", "1.0 3", why, of="chrony")
    why = "the machine's own clock follows, for the next start"
    yield base.own("rtcsync", "on", why, of="chrony")
    yield base.own("maxpoll", 10, "asks at least every 17 minutes", of="chrony")
    for name in (*machine.runs(STAMPING), *machine.datagrams):
        why = "times that it writes are compared, or are evidence: asks every minute"
        yield Asks(name).own("maxpoll", 6, why, of="chrony")
