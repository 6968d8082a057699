"""PostgreSQL and the pool before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting
from topology.tuning.system import HUGE_FROM_MB, WRITES_MB_A_SECOND

SEED = "000 PostgreSQL Configuration"
BUFFERS = 0.25  # 000 PostgreSQL Configuration: shared_buffers = 25 % of RAM
CONNECTIONS_LEAST = 500  # 000 PostgreSQL Configuration: max_connections = 500-1000
CONNECTIONS_MOST = 1000
CONNECTIONS_A_CORE = 25
"""More sessions than this only wait for a core."""
SORTS = 0.80
"""Of what PostgreSQL has beside its buffers: sorts and hashes of queries."""
UPKEEP = 0.10
"""Of the same: vacuum and index builds. The last tenth is the sessions themselves."""
HASHES = 2.0
"""A hash may take this many times what a sort may (PostgreSQL's own default)."""
UPKEEP_MOST_MB = 2048
"""A vacuum uses no more."""
SESSION_MB = 10
"""A session that has warmed up, with its caches of plans and tables."""
KEPT_FOR_OTHERS = 50
"""Sessions that the pool leaves: replication, backups, migrations, administrators."""
CLIENT_KB = 8
"""A client of the pool, with TLS."""
CLIENTS_MOST = 10_000
ACTIVE_A_CORE = 4
"""Sessions at work for each core: one computes while others wait for the disk or the client."""
SENDERS = 10
"""Of changes, to replicas and backups (PostgreSQL's own default)."""
ATTENDANTS = 100
"""Threads and processes beside sessions: Patroni's own and what it runs, and the server's own."""
PAGE_COST: Mapping[str, float] = {"HDD": 4.0, "SSD": 1.1, "NVMe": 1.1}
"""What a page read at random costs, against one read in a row."""
DISK_QUEUE: Mapping[str, int] = {"HDD": 2, "SSD": 200, "NVMe": 300}
"""Reads that a disk of each kind takes at once."""
LOG_PART = 10
"""The write-ahead log between two checkpoints takes a tenth of the disk at most,"""
REPLAY_SECONDS = 60
REPLAY_MB_A_SECOND = 500
"""and no more than is replayed in a minute after a crash, at this speed or the disk's."""
DISK_MB = 950
"""MB in a GB as disks are sold, less what the filesystem takes."""
SLOT_PART = 4
"""A quarter of its disk is kept for a replica that is away, a tenth of a shared one; then the
replica is made anew from a backup."""
SLOT_PART_SHARED = 10


def max_connections(machine: Machine) -> int:
    """Return how many sessions there may be: the seed's range, and in it by cores, in hundreds."""
    wanted = machine.cluster_cores * CONNECTIONS_A_CORE // 100 * 100
    return min(CONNECTIONS_MOST, max(CONNECTIONS_LEAST, wanted))


def pooled(machine: Machine) -> float:
    """Return how many sessions the pool may open: as many as memory bears, not yet whole."""
    most = max_connections(machine) - KEPT_FOR_OTHERS
    if {"postgresql", "pgbouncer"} <= set(machine.services):
        return max(10, min(most, _beside_buffers(machine) / SESSION_MB))
    return most


def postgresql(machine: Machine) -> Iterator[Setting]:
    """Yield what PostgreSQL and PgBouncer are given."""
    for name in machine.runs(("postgresql",)):
        yield from _memory(machine, Asks(name))
        yield from _planner(machine, Asks(name))
        yield from _log(machine, Asks(name))
        yield from _workers(machine, Asks(name))
    for name in machine.runs(("pgbouncer",)):
        yield from _pool(machine, Asks(name))


def _beside_buffers(machine: Machine) -> float:
    """Return what PostgreSQL has beside its buffers, in MB."""
    return max(1, machine.memory["postgresql"] - BUFFERS * machine.memory_mb)


def _memory(machine: Machine, ask: Asks) -> Iterator[Setting]:
    buffers = int(BUFFERS * machine.memory_mb)
    beside = _beside_buffers(machine)
    sessions = max_connections(machine)
    yield ask.own("shared_buffers", buffers, "a quarter of the memory", "MB", source=SEED)
    why = "the seed's range; 25 a core inside it. A slot costs little, a session in use 10 MB:"
    why += " where memory is short the pool opens fewer, and the rest stay free"
    yield ask.own("max_connections", sessions, why, source=SEED)
    used = pooled(machine) + KEPT_FOR_OTHERS
    sort = max(64, int(SORTS * beside * 1024 / (used * HASHES)))
    why = f"fits even when {used:.0f} sessions, the pool's and others', hash in twice as much"
    yield ask.own("work_mem", sort, why, "kB")
    yield ask.own("hash_mem_multiplier", HASHES, "counted in work_mem")
    upkeep = min(UPKEEP_MOST_MB, max(1, int(UPKEEP * beside / (_vacuums(machine) + 1))))
    why = "each vacuum at once, and an index build"
    yield ask.own("maintenance_work_mem", upkeep, why, "MB")
    free = machine.memory_mb - sum(machine.memory.values())
    why = (
        "tells the planner: the buffers, and the page cache that is left beside half-busy sessions"
    )
    yield ask.own("effective_cache_size", int(buffers + free + beside / 2), why, "MB")
    if machine.leading == ("postgresql",) and buffers >= HUGE_FROM_MB:
        why = "from 8 GB of buffers page tables cost gigabytes; starts without, should they lack"
        yield ask.own("huge_pages", "try", why)
    else:
        why = "small buffers, or a shared host, where memory set apart would lack elsewhere"
        yield ask.own("huge_pages", "off", why)


def _planner(machine: Machine, ask: Asks) -> Iterator[Setting]:
    kind = machine.data_disk.kind
    why = f"a random page of {kind}, against one read in a row"
    yield ask.own("random_page_cost", PAGE_COST[kind], why)
    yield ask.own("effective_io_concurrency", DISK_QUEUE[kind], f"reads that {kind} takes at once")


def _log(machine: Machine, ask: Asks) -> Iterator[Setting]:
    room = machine.data_disk.size_gb * DISK_MB
    speed = min(REPLAY_MB_A_SECOND, WRITES_MB_A_SECOND[machine.data_disk.kind])
    replayed = REPLAY_SECONDS * speed
    most = max(1024, min(replayed, machine.memory_mb // 2, room // LOG_PART))
    why = "half of the memory between checkpoints, a tenth of the disk, a minute's replay at most"
    yield ask.own("max_wal_size", most, why, "MB")
    yield ask.own("min_wal_size", most // 4, "files that are used again, not made again", "MB")
    why = "writing is spread; who crashes inside a cluster is replaced, not waited for"
    yield ask.own("checkpoint_timeout", 900, why, "s")
    yield ask.own("checkpoint_completion_target", 0.9, "spread over the whole time")
    yield ask.own(
        "wal_compression", "lz4", "whole pages after a checkpoint, to a third, for little"
    )
    kept = room // (SLOT_PART_SHARED if machine.is_shared else SLOT_PART)
    why = "the part of the disk for a replica that is away; then it is restored instead"
    yield ask.own("max_slot_wal_keep_size", max(1024, kept), why, "MB")


def _vacuums(machine: Machine) -> int:
    return min(8, max(3, machine.cores_each // 4))


def _workers(machine: Machine, ask: Asks) -> Iterator[Setting]:
    cores = machine.cores_each
    why = "a worker for each core of the largest member: no replica may have fewer than its leader"
    yield ask.own("max_worker_processes", max(8, machine.cluster_cores), why)
    yield ask.own("max_parallel_workers", cores, "queries share the cores that it counts on")
    why = "one query takes a quarter of them at most"
    yield ask.own("max_parallel_workers_per_gather", min(4, max(1, cores // 4)), why)
    yield ask.own("max_parallel_maintenance_workers", min(4, max(1, cores // 4)), why)
    yield ask.own("autovacuum_max_workers", _vacuums(machine), "one for each four cores")
    slots = max_connections(machine) + max(8, machine.cluster_cores) + _vacuums(machine) + SENDERS
    why = "twice its slots, where PostgreSQL itself refuses with a clear answer, and who attends it"
    yield ask.limit("TasksMax", 2 * slots + ATTENDANTS, why)


def _pool(machine: Machine, ask: Asks) -> Iterator[Setting]:
    most = int(pooled(machine))
    pool = min(most, max(20, ACTIVE_A_CORE * machine.cores_each))
    yield ask.own("default_pool_size", pool, "four for each core: more would only queue inside")
    why = f"as many sessions as memory bears at {SESSION_MB} MB, {KEPT_FOR_OTHERS} kept for others"
    yield ask.own("max_db_connections", most, why)
    clients = max(100, min(CLIENTS_MOST, machine.memory["pgbouncer"] * 1024 // CLIENT_KB))
    yield ask.own("max_client_conn", clients, f"its memory at {CLIENT_KB} kB a client")
    yield ask.limit("LimitNOFILE", clients + most + 1000, "clients, servers and logs")
