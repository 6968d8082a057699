"""Cores: which memory is near to them, who takes interrupts, how fast they run.

004 §5.04 D asks for NUMA, pinning and affinity: figures are decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.entry import interrupt_cores
from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

SOCKET_CORES = 32
"""A server of more cores has two sockets or more, each with memory of its own."""
INTERLEAVED = ("postgresql", "mariadb")
"""One large memory that every process of it reads: spread over the sockets."""
BOUND = ("redis",)
"""One thread and its memory: both on one socket."""
STEADY = ("postgresql", "mariadb", "redis", "haproxy", "etcd", "opensearch")
QUEUES_MOST = 16


def cpu(machine: Machine) -> Iterator[Setting]:
    """Yield what the cores of a host are given."""
    yield from _speed(machine)
    yield from _interrupts(machine)
    if machine.cores > SOCKET_CORES:
        yield from _sockets(machine)
    if machine.gpus:
        for name in machine.runs(("k3s",)):
            k3s = Asks(name)
            why = "a training pod keeps its cores, and its graphics processor's socket"
            yield k3s.own("cpu-manager-policy", "static", why)
            yield k3s.own("topology-manager-policy", "best-effort", why)


def _speed(machine: Machine) -> Iterator[Setting]:
    for name in (*machine.runs(STEADY), *machine.datagrams):
        why = "a core that first has to speed up answers late; the cloud and a hypervisor refuse it"
        yield Asks(name).cpu("governor", "performance", why)


def _interrupts(machine: Machine) -> Iterator[Setting]:
    if not machine.is_fast:
        return
    base = Asks("base")
    first = interrupt_cores(machine)
    queues = first or min(QUEUES_MOST, machine.cores)
    why = "a queue of the card for each core that takes its interrupts"
    yield base.network("queues", queues, why, of="nic")
    if first:
        haproxy = Asks("haproxy")
        why = "interrupts stay apart from the threads that serve connections"
        yield haproxy.cpu("irq_cores", f"0-{first - 1}", why)
        yield haproxy.cpu("irqbalance", "off", "it would move them again")
    else:
        yield base.cpu("irqbalance", "on", "spreads interrupts over all cores")


def _sockets(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs((*INTERLEAVED, *BOUND)):
        why = "moving pages between sockets costs a store more than reading them where they are"
        yield Asks(name).kernel("kernel.numa_balancing", 0, why)
    for name in machine.runs(INTERLEAVED):
        why = "its shared memory is spread, so that no socket runs out first"
        yield Asks(name).cpu("NUMAPolicy", "interleave", why, of=name)
        yield Asks(name).cpu("NUMAMask", "all", why, of=name)
    for name in machine.runs(BOUND):
        why = "its one thread stays on the socket of its memory"
        yield Asks(name).cpu("NUMAPolicy", "bind", why, of=name)
        yield Asks(name).cpu("NUMAMask", "0", why, of=name)
