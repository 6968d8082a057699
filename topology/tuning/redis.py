"""Redis, its persistence and its watchers."""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

SEED = "000 Redis Configuration"
ALONE = 65 / 85
"""Data's part of the share on a host of its own: 65 % of the memory. A fork that saves copies what
is written meanwhile, a quarter of the data in a busy minute, and replicas have buffers."""
AMONG_OTHERS = 15 / 20
"""The same on a shared host: 15 % of the system's memory, the middle of the seed's 10-20 %."""
CLIENTS_MOST = 10_000
CLIENT_KB = 32
BACKLOG_PART = 16
BACKLOG_MOST_MB = 512
IO_THREADS_MOST = 6
IO_THREADS_FROM_CORES = 4


def redis(machine: Machine) -> Iterator[Setting]:
    """Yield what Redis is given."""
    for name in machine.runs(("redis",)):
        yield from _memory(machine, Asks(name))
        yield from _persistence(Asks(name))
        yield from _threads(machine, Asks(name))


def data_mb(machine: Machine) -> int:
    """Return the memory of the data themselves."""
    part = AMONG_OTHERS if machine.is_shared else ALONE
    return max(1, int(part * machine.memory["redis"]))


def _memory(machine: Machine, ask: Asks) -> Iterator[Setting]:
    data = data_mb(machine)
    beside = max(1, machine.memory["redis"] - data)
    if machine.is_shared:
        why = "15 % of the system's memory; 5 more are kept for the copy while it saves"
        yield ask.own("maxmemory", data, why, "mb", source=SEED)
    else:
        why = "its own host: the seed's 10-20 % of a whole system would leave this one empty. "
        why += "65 % are data, 20 are kept for the copy while it saves; a host below 4 GB has less"
        yield ask.own("maxmemory", data, why, "mb")
    why = "only keys that expire may go: sessions and cached answers do, a queue does not"
    yield ask.own("maxmemory-policy", "volatile-lru", why)
    backlog = max(1, min(BACKLOG_MOST_MB, beside // BACKLOG_PART))
    why = "a replica that was away for a moment catches up, and is not copied anew"
    yield ask.own("repl-backlog-size", backlog, why, "mb")
    clients = min(CLIENTS_MOST, max(100, beside * 1024 // 4 // CLIENT_KB))
    yield ask.own("maxclients", clients, f"a quarter of what data leave, {CLIENT_KB} kB each")
    yield ask.own("tcp-backlog", 4096, "as many as the kernel lets wait")
    yield ask.network("net.core.somaxconn", 4096, "as many as Redis asks for")
    yield ask.own("lazyfree-lazy-eviction", "yes", "large values are freed beside the one thread")


def _persistence(ask: Asks) -> Iterator[Setting]:
    why = "every write is in the log, on disk within a second"
    yield ask.own("appendonly", "yes", why, source=SEED)
    yield ask.own("appendfsync", "everysec", why)
    why = "a snapshot too, for backups: after an hour, or sooner when much has changed"
    yield ask.own("save", "3600 1 300 100 60 10000", why, source=SEED)
    yield ask.own(
        "aof-use-rdb-preamble", "yes", "a rewritten log starts as a snapshot: faster to load"
    )
    why = "a disk that is busy with a rewrite does not hold up writes"
    yield ask.own("no-appendfsync-on-rewrite", "yes", why)


def _threads(machine: Machine, ask: Asks) -> Iterator[Setting]:
    if machine.is_shared or machine.cores < IO_THREADS_FROM_CORES:
        yield ask.own("io-threads", 1, "few cores, or shared ones: commands need one")
        return
    threads = min(IO_THREADS_MOST, machine.cores - 2)
    why = "they write to sockets; one core runs commands, one is for the fork and the system"
    yield ask.own("io-threads", threads, why)
