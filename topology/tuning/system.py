"""The kernel's memory, and what a service's unit may use.

004 §5.04 C asks for swap, huge pages and open files without naming figures: all are decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

STORES = ("postgresql", "mariadb", "redis", "rabbitmq", "opensearch", "etcd")
"""Services that lose data or a quorum when they stall or are killed."""
OWN_CACHE = ("postgresql", "mariadb", "redis")
"""Stores that touch their memory at random and fork or share it: huge pages made behind their back
cost them more than they save."""

SWAP_MOST_MB = 4096
WRITES_MB_A_SECOND = {"HDD": 150, "SSD": 500, "NVMe": 2000}
"""What a disk of each kind writes in a row, carefully estimated."""
HUGE_PAGE_MB = 2
HUGE_FROM_MB = 8192
"""Below this the page tables of 500 connections stay under a tenth of what they map."""
SHARED_BESIDE_BUFFERS = 1.05
"""PostgreSQL's shared memory beside its buffers: lock tables, transaction states, WAL buffers."""
PROMISED_TWICE: Mapping[str, str] = {
    "redis": "a fork that saves promises all of its memory a second time, and uses little of it",
    "k3s": "the kubelet asks for it: pods are held to limits of their own",
}
"""Who must be promised memory that is not there."""
FILES = 65_536
"""Open files of a service whose connections nobody counts; 64 times what systemd gives."""


def system(machine: Machine) -> Iterator[Setting]:
    """Yield what the kernel and the units of a host are given."""
    base = Asks("base")
    yield base.kernel("vm.swappiness", 10, "idle pages go before anything busy waits")
    yield base.kernel(
        "swap",
        min(SWAP_MOST_MB, max(1024, machine.memory_mb // 8)),
        "a leak is seen before it kills; more would only be slow for longer",
        "MB",
    )
    yield base.kernel("transparent_hugepage", "madvise", "for programs that ask for it")
    yield from _write_back(machine)
    for name in machine.runs(STORES):
        yield from _store(machine, name)
    yield from _overcommit(machine)
    yield from _kubernetes(machine)


def _store(machine: Machine, name: str) -> Iterator[Setting]:
    store = Asks(name)
    yield store.kernel("vm.swappiness", 1, "a page of a store that is read from swap stalls it")
    yield store.limit("LimitNOFILE", FILES, "data files, and a socket for each connection")
    yield store.limit(
        "OOMScoreAdjust", -900, "should memory end, a program goes first: it only restarts"
    )
    if name in OWN_CACHE:
        why = "the kernel's making and splitting of huge pages is heard as latency"
        yield store.kernel("transparent_hugepage", "never", why)
    if machine.is_shared:
        yield store.cpu("CPUWeight", 400, "four times a program's part when all are busy", of=name)


def _write_back(machine: Machine) -> Iterator[Setting]:
    """Bound what waits for the disk in time, not in memory: a tenth of 256 GB is minutes of it."""
    speed = WRITES_MB_A_SECOND[machine.data_disk.kind] * 2**20
    memory = machine.memory_mb * 2**20
    base = Asks("base")
    yield base.kernel(
        "vm.dirty_background_bytes",
        min(speed // 2, memory // 20),
        f"half a second of what the {machine.data_disk.kind} writes, then writing starts",
        "bytes",
    )
    yield base.kernel(
        "vm.dirty_bytes",
        min(2 * speed, memory // 10),
        "two seconds of it, then writers wait: no commit stands behind a minute of others' pages",
        "bytes",
    )


def _overcommit(machine: Machine) -> Iterator[Setting]:
    """Answer whether memory may be promised twice: PostgreSQL is safer without, others are not."""
    for name in machine.leading:
        if name == "postgresql":
            why = "a query that asks for too much fails alone, rather than have the server killed"
            yield Asks(name).kernel("vm.overcommit_memory", 2, why)
        elif name in PROMISED_TWICE:
            yield Asks(name).kernel("vm.overcommit_memory", 1, PROMISED_TWICE[name])
        else:
            why = "it reserves more than it touches"
            yield Asks(name).kernel("vm.overcommit_memory", 0, why)
    if machine.leading == ("postgresql",):
        yield from _database_alone(machine)


def _database_alone(machine: Machine) -> Iterator[Setting]:
    postgresql = Asks("postgresql")
    yield postgresql.kernel("vm.overcommit_ratio", 90, "what is planned for, and no more")
    buffers = machine.memory_mb // 4
    if buffers >= HUGE_FROM_MB:
        yield postgresql.kernel(
            "vm.nr_hugepages",
            ceil(buffers * SHARED_BESIDE_BUFFERS / HUGE_PAGE_MB),
            "buffers and what is shared beside them, in pages of 2 MB: every connection maps them",
        )


def _kubernetes(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs(("k3s",)):
        k3s = Asks(name)
        yield k3s.kernel("swap", 0, "the kubelet's memory limits do not count swap", "MB")
        yield k3s.kernel("fs.inotify.max_user_instances", 8192, "one for each pod's logs, and more")
        yield k3s.kernel("fs.inotify.max_user_watches", 524_288, "pods watch their configuration")
        yield k3s.kernel("kernel.panic", 10, "a node that is lost restarts; its pods are elsewhere")
        yield k3s.limit("LimitNOFILE", 1_048_576, "inherited by every container")
        yield k3s.limit("TasksMax", "infinity", "pods have limits of their own")
