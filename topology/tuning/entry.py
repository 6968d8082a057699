"""What passes connections on: HAProxy, nginx, and the proxy beside a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

CONNECTION_KB: Mapping[str, int] = {"haproxy": 100, "nginx": 32, "data-proxy": 64}
"""Memory of a connection: two buffers of 16 kB each way, and for HAProxy TLS on both sides.

nginx keeps a buffer only while something is in it.
"""
MOST: Mapping[str, int] = {"haproxy": 1_000_000, "nginx": 100_000, "data-proxy": 4000}
"""More than this does not come: a million at an entry; nginx and the proxy serve the program beside
them, which ends sooner."""
THREADS_MOST = 64
"""As many as HAProxy takes in one group."""
INTERRUPTS_FROM_CORES = 8
INTERRUPTS_PART = 4
"""A fourth of the cores of a fast entry takes the card's interrupts, the others HAProxy."""


def connections(machine: Machine, name: str) -> int:
    """Return how many connections a proxy may hold, from its memory, in whole hundreds."""
    fits = machine.memory[name] * 1024 // CONNECTION_KB[name]
    return min(MOST[name], max(100, fits // 100 * 100))


def interrupt_cores(machine: Machine) -> int:
    """Return how many cores of a host do nothing but take the card's interrupts."""
    if machine.leading == ("haproxy",) and machine.is_fast:
        return machine.cores // INTERRUPTS_PART if machine.cores >= INTERRUPTS_FROM_CORES else 0
    return 0


def entry(machine: Machine) -> Iterator[Setting]:
    """Yield what the proxies of a host are given."""
    for name in machine.runs(("haproxy", "data-proxy")):
        yield from _haproxy(machine, name)
    for name in machine.runs(("nginx",)):
        yield from _nginx(machine, name)


def _haproxy(machine: Machine, name: str) -> Iterator[Setting]:
    proxy = Asks(name)
    most = connections(machine, name)
    why = f"its {machine.memory[name]:,} MB at {CONNECTION_KB[name]} kB each"
    yield proxy.own("maxconn", most, why)
    first = interrupt_cores(machine)
    if name == "haproxy":
        threads = min(THREADS_MOST, machine.cores_each - first)
        yield proxy.own("nbthread", threads, "a thread for each core that it counts on")
        why = "a client that comes again does not shake hands again"
        yield proxy.own("tune.ssl.cachesize", most, why)
        if first:
            last = first + threads - 1
            why = f"cores 0-{first - 1} take the card's interrupts"
            yield proxy.own("cpu-map", f"auto:1/1-{threads} {first}-{last}", why)
    else:
        yield proxy.own("nbthread", min(2, machine.cores), "the program beside it has the cores")
    yield proxy.limit("LimitNOFILE", 2 * most + 1000, "in and out, checks and listeners")


def _nginx(machine: Machine, name: str) -> Iterator[Setting]:
    nginx = Asks(name)
    workers = max(1, machine.cores_each // 2)
    why = "half of the cores that it counts on: the program beside it has the others"
    yield nginx.own("worker_processes", workers, why)
    each = max(512, connections(machine, name) // workers)
    why = f"its {machine.memory[name]:,} MB at {CONNECTION_KB[name]} kB each, over the workers"
    yield nginx.own("worker_connections", each, why)
    why = "in and out, and files that it serves"
    yield nginx.own("worker_rlimit_nofile", 2 * each + 1000, why)
    yield nginx.limit("LimitNOFILE", 2 * each + 1000, why)
