"""MariaDB, in words that Oracle MySQL 8 knows too."""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

POOL = 65 / 85
"""The pool's part of the share: 65 % of a machine of its own; sessions have the rest."""
CHUNK_MB = 128
"""The pool grows in whole chunks."""
CONNECTIONS = 500
"""decided: the seed's lower end for PostgreSQL (000); there is no pool before it, and clients keep
pools of their own."""
TEMPORARY_MOST_MB = 64
LOG_MOST_MB = 16_384
"""Written again and again; replayed in half a minute."""
OPERATIONS = {"HDD": 200, "SSD": 2000, "NVMe": 10_000}
"""Random operations a second that a disk gives where nobody says."""


def mysql(machine: Machine) -> Iterator[Setting]:
    """Yield what MariaDB is given."""
    for name in machine.runs(("mariadb",)):
        yield from _memory(machine, Asks(name))
        yield from _disk(machine, Asks(name))
        yield from _sessions(machine, Asks(name))


def pool_mb(machine: Machine) -> int:
    """Return the buffer pool, in whole chunks; of less than a chunk in MB."""
    wanted = int(POOL * machine.memory["mariadb"])
    return wanted // CHUNK_MB * CHUNK_MB or max(5, wanted)


def _memory(machine: Machine, ask: Asks) -> Iterator[Setting]:
    pool = pool_mb(machine)
    why = "65 % of a host of its own, in whole chunks; less beside others"
    yield ask.own("innodb_buffer_pool_size", pool, why, "M")
    log = min(LOG_MOST_MB, max(64, pool // 4))
    why = "an hour's writes come to a quarter of the pool; a longer log only restarts slower"
    yield ask.own("innodb_log_file_size", log, why, "M")
    beside = (1 - POOL) * machine.memory["mariadb"]
    table = min(TEMPORARY_MOST_MB * 1024, max(64, int(beside * 1024 / 2 / CONNECTIONS)))
    why = "half of what the pool leaves, should every session build one; larger ones go to disk"
    yield ask.own("tmp_table_size", table * 1024, why, "bytes")
    yield ask.own("max_heap_table_size", table * 1024, "the smaller of the two counts", "bytes")


def _disk(machine: Machine, ask: Asks) -> Iterator[Setting]:
    kind = machine.data_disk.kind
    operations = machine.iops or OPERATIONS[kind]
    why = "half of what the disk gives, for pages that are written in the background"
    yield ask.own("innodb_io_capacity", operations // 2, why)
    yield ask.own("innodb_io_capacity_max", operations, "all of it, when it falls behind")
    why = "neighbours are written together on a disk with a head, and only there"
    yield ask.own("innodb_flush_neighbors", 1 if kind == "HDD" else 0, why)
    why = "past the page cache: the pool is the cache"
    yield ask.own("innodb_flush_method", "O_DIRECT", why)
    why = "a committed transaction is on disk, in both logs"
    yield ask.own("innodb_flush_log_at_trx_commit", 1, why)
    yield ask.own("sync_binlog", 1, why)
    yield ask.kernel("fs.aio-max-nr", 1_048_576, "reads and writes in flight")


def _sessions(machine: Machine, ask: Asks) -> Iterator[Setting]:
    why = "the lower end of what 000 gives PostgreSQL; clients keep pools of their own"
    yield ask.own("max_connections", CONNECTIONS, why)
    yield ask.own("thread_cache_size", 100, "a session that ends leaves its thread to the next")
    yield ask.own("table_open_cache", 4000, "eight tables for each session")
    threads = "threads for each core that it counts on; more sessions wait their turn"
    yield ask.own("thread_handling", "pool-of-threads", "many sessions, few at work")
    yield ask.own("thread_pool_size", machine.cores_each, threads)
    for direction in ("read", "write"):
        count = min(16, max(4, machine.cores_each))
        yield ask.own(f"innodb_{direction}_io_threads", count, "requests that wait for the disk")
