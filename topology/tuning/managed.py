"""Parameter groups of services that the cloud runs: only what the vendor lets one set.

The figures are those of our own servers, worked out for a node of the same cores and memory, in the
vendor's units. Amazon MQ takes no tuning at all; EKS nodes and file systems are not parameter
groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from topology.environment import Environment, ManagedService
from topology.tiers import ManagedKind
from topology.tuning.machine import Machine, machine_of_managed
from topology.tuning.mysql import mysql
from topology.tuning.postgresql import postgresql
from topology.tuning.redis import redis
from topology.tuning.settings import Asks, Setting, Unit

RUNS: Mapping[ManagedKind, str] = {
    "rds-postgresql": "postgresql",
    "rds-mysql": "mariadb",
    "elasticache-redis": "redis",
    "opensearch": "opensearch",
}
POSTGRESQL: Mapping[str, Unit] = {
    "shared_buffers": "8kB",
    "effective_cache_size": "8kB",
    "work_mem": "kB",
    "maintenance_work_mem": "kB",
    "max_wal_size": "MB",
    "min_wal_size": "MB",
    "max_slot_wal_keep_size": "MB",
    "checkpoint_timeout": "s",
    "max_connections": "",
    "hash_mem_multiplier": "",
    "random_page_cost": "",
    "effective_io_concurrency": "",
    "checkpoint_completion_target": "",
    "max_worker_processes": "",
    "max_parallel_workers": "",
    "max_parallel_workers_per_gather": "",
    "max_parallel_maintenance_workers": "",
    "autovacuum_max_workers": "",
}
"""RDS takes whole numbers in the server's own units; it has huge pages by itself."""
MYSQL: Mapping[str, Unit] = {
    "innodb_buffer_pool_size": "bytes",
    "tmp_table_size": "bytes",
    "max_heap_table_size": "bytes",
    "max_connections": "",
    "innodb_io_capacity": "",
    "innodb_io_capacity_max": "",
    "innodb_flush_neighbors": "",
    "thread_cache_size": "",
    "table_open_cache": "",
}
"""RDS keeps the log's size, the way of flushing and the threads to itself."""
REDIS: Mapping[str, Unit] = {"maxmemory-policy": "", "lazyfree-lazy-eviction": ""}
"""ElastiCache sets the memory from the node's class, and has no append-only file: a second copy in
another zone, and snapshots, take its place."""
RESERVED_PERCENT = 25
FIELDDATA_PERCENT = 20
_PER: Mapping[Unit, int] = {"bytes": 1, "kB": 2**10, "8kB": 2**13, "MB": 2**20, "M": 2**20}


def tuning_for_managed(environment: Environment, service: ManagedService) -> tuple[Setting, ...]:
    """Return the parameters of a service that the cloud runs."""
    runs = RUNS.get(service.kind)
    if runs is None:
        return ()
    machine = machine_of_managed(environment, service, runs)
    return tuple(replace(each, of=service.kind) for each in _parameters(machine, service.kind))


def _parameters(machine: Machine, kind: ManagedKind) -> Iterator[Setting]:
    if kind == "rds-postgresql":
        yield from _in_units(postgresql(machine), POSTGRESQL)
    elif kind == "rds-mysql":
        yield from _in_units(mysql(machine), MYSQL)
    elif kind == "elasticache-redis":
        yield from _in_units(redis(machine), REDIS)
        why = "kept for the copy while it saves, as on our own hosts; the vendor's advice too"
        yield Asks("redis").own("reserved-memory-percent", RESERVED_PERCENT, why)
    else:
        why = "of the heap, in per cent; unbounded by itself"
        yield Asks("opensearch").own("indices.fielddata.cache.size", FIELDDATA_PERCENT, why)


def _in_units(settings: Iterator[Setting], allowed: Mapping[str, Unit]) -> Iterator[Setting]:
    for setting in settings:
        unit = allowed.get(setting.name)
        if setting.area != "service" or unit is None:
            continue
        if isinstance(setting.value, int) and setting.unit in _PER and unit in _PER:
            count = setting.value * _PER[setting.unit] // _PER[unit]
            yield replace(setting, value=count, unit=unit)
        else:
            yield setting
