"""EC2 instances and their volumes: every host, and those that autoscaling adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from topology.cost.assumptions import (
    BOOT_GB,
    GP3_IOPS,
    GP3_MBPS,
    IO_KB,
    SCALED_HOURS,
    ST1_LEAST_GB,
    WITNESS_CORES,
    WITNESS_DISK_GB,
    WITNESS_GB,
)
from topology.cost.lines import Fleet, Line, instances, line
from topology.environment import Environment
from topology.hosts import NODE, Host
from topology.instances import Need, cheapest
from topology.prices import Tariff
from topology.sizing import TierPlan
from topology.units import Disk

HARD_DISK = "HDD"
WITNESS = "witness"


@dataclass(frozen=True)
class Machines:
    """Equal EC2 instances with equal disks."""

    tier: str
    count: int
    need: Need
    disks: tuple[Disk, ...]
    """The data disk first."""
    iops: int | None
    months: float = 1
    spot: bool = False


def host_lines(environment: Environment, tariff: Tariff) -> Iterator[Line]:
    """Yield what all EC2 instances of an environment cost."""
    for machines in all_machines(environment):
        chosen = cheapest(tariff.prices, "ec2", machines.need)
        fleet = Fleet(
            "machines",
            machines.tier,
            "ec2",
            chosen,
            machines.count,
            machines.months,
            machines.spot,
        )
        yield instances(tariff, fleet)
        yield from volume_lines(machines, tariff)


def all_machines(environment: Environment) -> Iterator[Machines]:
    """Yield hosts that are always there, hosts that come and go, and the third voter."""
    equal = Counter((host.tier, _need(host), _disks(host), host.iops) for host in environment.hosts)
    for (tier, need, disks, iops), count in equal.items():
        yield Machines(tier, count, need, disks, iops, spot=_spot(environment, tier))
    for planned in _scaled(environment):
        name, more = planned.name, planned.most - planned.count
        need, spot = _need(planned), _spot(environment, name)
        yield Machines(name, more, need, planned.disks, planned.iops, SCALED_HOURS, spot)
    if environment.facts.witness:
        disk = Disk(1, WITNESS_DISK_GB, "SSD")
        yield Machines(WITNESS, 1, Need(WITNESS_CORES, WITNESS_GB), (disk,), None)


def volume_lines(machines: Machines, tariff: Tariff) -> Iterator[Line]:
    """Yield what the volumes of equal instances cost: gp3 for flash, st1 for hard disks."""
    flash = sum(disk.total_gb for disk in machines.disks if disk.kind != HARD_DISK)
    hard = sum(
        disk.count * max(ST1_LEAST_GB, disk.size_gb)
        for disk in machines.disks
        if disk.kind == HARD_DISK
    )
    for what, name, each in (
        ("gp3", "ebs-gp3-gb-month", flash or BOOT_GB),
        ("st1", "ebs-st1-gb-month", hard),
        *_speed(machines.disks[0], machines.iops),
    ):
        if each:
            used = (name, each * machines.count * machines.months)
            yield line(tariff, "disks", machines.tier, what, used)


def _speed(data: Disk, iops: int | None) -> Iterator[tuple[str, str, float]]:
    """Yield operations and MB/s above what the volumes of the data disk have anyway."""
    if iops is None or data.kind == HARD_DISK:
        return
    yield "operations", "ebs-gp3-iops-month", max(0, iops - GP3_IOPS * data.count)
    yield "speed", "ebs-gp3-mbps-month", max(0, iops * IO_KB / 1000 - GP3_MBPS * data.count)


def _scaled(environment: Environment) -> Iterator[TierPlan]:
    """Yield tiers of hosts that may have more members than are always there."""
    own = {host.tier for host in environment.hosts}
    for planned in environment.host_tiers:
        if planned.most > planned.count and planned.name in own:
            yield planned


def _disks(host: Host) -> tuple[Disk, ...]:
    """Return a host's disks; databases on the one server need flash, whatever was bought there."""
    data, *others = host.disks
    return (replace(data, kind="SSD"), *others) if host.tier == NODE else host.disks


def _need(each: Host | TierPlan) -> Need:
    return Need(each.cores, each.memory_gb, each.gpus)


def _spot(environment: Environment, tier: str) -> bool:
    """Spot capacity is for members that replace themselves; hosts of ours have names to keep."""
    planned = environment.tiers.get(tier)
    return environment.form == "managed" and planned is not None and planned.tier.spot
