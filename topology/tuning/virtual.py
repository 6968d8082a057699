"""Advice for whoever runs the hypervisor, or chooses the cloud's machines: no role sets it.

004 §5.04 C asks for virtual processors, overcommitment and disk I/O: all is decided. KVM, VMware
and Oracle VM (OVM) are named where their words differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.cpu import SOCKET_CORES
from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting
from topology.tuning.system import STORES

DEDICATED = (*STORES, "haproxy", "k3s", "wireguard")
"""Services that are heard by everyone when a neighbour takes their core."""


def virtual(machine: Machine) -> Iterator[Setting]:
    """Yield advice about a host as a virtual machine."""
    if machine.target == "aws":
        yield from _cloud(machine)
        return
    yield from _cores(machine)
    yield from _devices(machine)
    base = Asks("base")
    why = "no balloon, no swapping by the hypervisor: what is planned here must be there"
    yield base.advice("memory", f"{machine.memory_gb} GB, all reserved", why)
    why = "one hypervisor lost is one member lost"
    yield base.advice("placement", "members of a tier on different hypervisors", why)
    why = "two clocks that set one another: chrony has the time servers"
    yield base.advice("time", "guest tools set no clock", why)
    if machine.runs(STORES):
        why = "it stalls the store for seconds, and is no backup: the store's own tool makes one"
        yield base.advice("snapshots", "never of a running store", why)


def _cores(machine: Machine) -> Iterator[Setting]:
    base = Asks("base")
    count = machine.cores
    steady = machine.runs(DEDICATED)
    for name in steady:
        why = "a stolen core is heard as latency, or as a lost leader"
        yield Asks(name).advice("vcpu", f"{count}, each pinned to a core of its own", why)
    if not steady:
        why = "stateless: it waits, and others carry the load meanwhile"
        yield base.advice("vcpu", f"{count}, up to two on one core", why)
    if count > SOCKET_CORES:
        why = "the guest must see what is near to what"
        yield base.advice("sockets", "as many virtual sockets as real ones, memory bound", why)
    why = "new instructions, for encryption above all; equal on all hypervisors it may move to"
    yield base.advice("cpu_model", "host-passthrough (KVM), EVC of the oldest host (VMware)", why)


def _devices(machine: Machine) -> Iterator[Setting]:
    base = Asks("base")
    why = "emulated devices cost a core"
    drivers = "virtio-scsi (KVM), PVSCSI (VMware), xen-blkfront (OVM)"
    yield base.advice("disk_driver", drivers, why)
    cards = "virtio-net (KVM), VMXNET3 (VMware), xen-netfront (OVM)"
    yield base.advice("network_driver", cards, why)
    queues = min(8, machine.cores)
    if queues > 1:
        why = "one queue would be one core's work"
        yield base.advice("network_queues", queues, why)
    why = "what the guest was told is on disk must be on disk; its own cache is enough"
    yield base.advice("disk_cache", "none, with native I/O", why)
    why = "a block that is first found while it is written is late"
    yield base.advice("disk_space", "reserved, not thin", why)


def _cloud(machine: Machine) -> Iterator[Setting]:
    base = Asks("base")
    for name in machine.runs(DEDICATED):
        why = "its cores must not run out of credits in the busiest hour"
        yield Asks(name).advice("instance", "no burstable class", why)
    if machine.iops:
        why = "the platform's figure; the volume's own default is 3,000"
        yield base.advice("volume", f"gp3 with {machine.iops:,} IOPS", why)
    why = "one rack lost is one member lost"
    yield base.advice("placement", "spread group inside a zone", why)
    why = "the cloud's card without an emulated one between"
    yield base.advice("network_driver", "ENA", why)
