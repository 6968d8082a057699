"""Programs on the Java virtual machine, and how large their heaps are."""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

HEAP_MOST_MB = 31 * 1024
"""Above 32 GB references no longer fit in 32 bits, and a larger heap holds less."""
SEARCH_HEAP = 2 / 3
"""Of the share: half of a machine of its own. Direct buffers are half a heap again."""
IDENTITY_HEAP = 0.60
"""Of Keycloak's share; classes, threads and buffers have the rest."""
THREADS_A_CORE = 50
"""Requests that Keycloak works on at once: most wait for the database."""


def jvm(machine: Machine) -> Iterator[Setting]:
    """Yield what OpenSearch and Keycloak are given."""
    for name in machine.runs(("opensearch",)):
        yield from _search(machine, Asks(name))
    for name in machine.runs(("keycloak",)):
        yield from _identity(machine, Asks(name))


def heap_mb(machine: Machine, service: str) -> int:
    """Return a heap in MB."""
    part = SEARCH_HEAP if service == "opensearch" else IDENTITY_HEAP
    return max(1, min(HEAP_MOST_MB, int(part * machine.memory[service])))


def _search(machine: Machine, ask: Asks) -> Iterator[Setting]:
    heap = heap_mb(machine, ask.service)
    why = "half of the memory on a host of its own, below 32 GB; the page cache serves the rest"
    yield ask.own("-Xms", heap, "taken at the start, so that it never has to grow", "m")
    yield ask.own("-Xmx", heap, why, "m")
    yield ask.own("-XX:MaxDirectMemorySize=", max(1, heap // 2), "buffers of the network", "m")
    yield ask.own(
        "bootstrap.memory_lock", "true", "a heap in swap takes the node out of the cluster"
    )
    yield ask.own(
        "node.processors", machine.cores_each, "thread pools follow the cores it counts on"
    )
    yield ask.own(
        "indices.memory.index_buffer_size", "10%", "of the heap, for what is being indexed"
    )
    yield ask.own("indices.fielddata.cache.size", "20%", "unbounded by itself")
    yield ask.kernel(
        "vm.max_map_count", 262_144, "an index is many mapped files; it starts with no less"
    )
    yield ask.limit("LimitMEMLOCK", "infinity", "for the locked heap")
    yield ask.limit("LimitNPROC", 4096, "threads; it starts with no less")


def _identity(machine: Machine, ask: Asks) -> Iterator[Setting]:
    heap = heap_mb(machine, ask.service)
    yield ask.own("-Xms", heap, "taken at the start", "m")
    yield ask.own("-Xmx", heap, "sessions and realms; the database has the rest", "m")
    why = "of a replica: heap, classes, threads and buffers"
    yield ask.own("memory_limit", machine.memory[ask.service], why, "Mi")
    threads = max(16, min(400, THREADS_A_CORE * machine.cores_each))
    yield ask.own("http-pool-max-threads", threads, "50 a core: most wait for the database")
    why = "connections to the database: no more than a fourth of the requests need one at once"
    yield ask.own("db-pool-max-size", max(10, threads // 4), why)
