"""Disks, what orders their requests, and the filesystems on them.

004 §5.04 C and D ask for filesystem, mount options and scheduler: all are decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting
from topology.tuning.system import WRITES_MB_A_SECOND
from topology.units import Disk

DATA = "data volume"
RANDOM_READERS = ("mariadb", "opensearch", "redis")
"""Stores that read one page here and one there: what is read ahead is thrown away."""
READ_AHEAD_KB: Mapping[str, int] = {"HDD": 4096, "SSD": 512, "NVMe": 256}
"""A head that has arrived reads on; the faster the disk, the less there is to win."""
HARDENED = ("noatime", "nodev", "nosuid", "noexec")
RUNS_FROM_DATA = ("k3s",)
"""Services whose data are programs and devices too: containers."""
LARGE_GB = 100
"""From here on xfs; below, ext4 wastes less."""
STORES = ("postgresql", "mariadb", "redis", "opensearch", "rabbitmq")


def storage(machine: Machine) -> Iterator[Setting]:
    """Yield what the disks of a host are given."""
    for index, disk in enumerate(machine.disks):
        yield from _disk(machine, disk, "data disk" if index == 0 else f"disk {index + 1}")
    yield from _volume(machine)
    yield from _log(machine)
    for mount in machine.mounts:
        if not mount.kept:
            options = ",".join((*mount.options, "_netdev"))
            why = "shared files hold data, never programs; mounted once the network is there"
            yield Asks("base").storage("mount_options", options, why, of=mount.path)


def _log(machine: Machine) -> Iterator[Setting]:
    """Give the write-ahead log a disk of its own, where there is one that is no slower."""
    if len(machine.disks) < 2 or machine.is_shared:
        return
    first, second = (WRITES_MB_A_SECOND[disk.kind] for disk in machine.disks[:2])
    for name in machine.runs(("postgresql",)) if second >= first else ():
        why = "commits wait for the log alone, and it for nothing else"
        yield Asks(name).storage("holds", "pg_wal", why, of="disk 2")


def scheduler(machine: Machine, disk: Disk) -> tuple[str, str]:
    """Return what orders the requests of a disk, and why."""
    if disk.kind == "NVMe":
        return "none", "its own queues are faster than any order that the kernel makes"
    if disk.kind == "SSD":
        return "mq-deadline", "no request waits long, and reads go before writes"
    if machine.is_shared:
        return "bfq", "one head, many services: each gets its turn"
    return "mq-deadline", "one head, one duty: requests in the order of their places"


def _disk(machine: Machine, disk: Disk, of: str) -> Iterator[Setting]:
    base = Asks("base")
    yield base.storage("scheduler", *scheduler(machine, disk), of=of)
    why = f"one request of {disk.kind} reads on for what is read in a row"
    yield base.storage("read_ahead_kb", READ_AHEAD_KB[disk.kind], why, of=of)
    for name in machine.runs(RANDOM_READERS) if of == "data disk" and not machine.is_shared else ():
        why = "reads one page here and one there"
        yield Asks(name).storage("read_ahead_kb", 128, why, of=of)
    if disk.kind != "HDD":
        why = "freed blocks are told to the disk at night, not with every delete"
        yield base.storage("trim", "weekly", why, of=of)
    if disk.count > 1:
        yield base.storage("raid", *_raid(machine, disk), of=of)


def _raid(machine: Machine, disk: Disk) -> tuple[str, str]:
    if machine.target == "aws":
        return "0", "the cloud keeps copies of each volume: together they are only faster"
    if disk.count < 4:
        return "1", "two copies; fewer than four disks leave no other way to lose one"
    if machine.runs(STORES):
        return "10", "small writes: parity would read before each of them"
    return "6", "large files written once: two disks may go while one is rebuilt"


def _volume(machine: Machine) -> Iterator[Setting]:
    """Say what the volume is that carries every directory whose content must survive."""
    base = Asks("base")
    if not machine.directories:
        return
    held = f"a volume of its own under {', '.join(machine.directories)}"
    yield base.storage("filesystem", *_filesystem(machine), of=DATA)
    if machine.runs(RUNS_FROM_DATA):
        why = f"{held}; containers run from it, so programs and devices are allowed"
        yield base.storage("mount_options", "noatime", why, of=DATA)
    else:
        why = f"{held}; no write for a read, and data are never programs or devices"
        yield base.storage("mount_options", ",".join(HARDENED), why, of=DATA)


def _filesystem(machine: Machine) -> tuple[str, str]:
    asked = next((mount.filesystem for mount in machine.mounts if mount.kept), None)
    if asked and not machine.is_shared:
        return asked, "what the platform says for its shared files"
    if machine.data_disk.size_gb >= LARGE_GB:
        return "xfs", "writes in parallel, grows while it is used, takes files of any size"
    return "ext4", "a small volume: a smaller log, and it can shrink"
