"""Machines to tune: one that a test changes where it matters, and any at all."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from topology.tuning.derive import derive
from topology.tuning.machine import Machine
from topology.tuning.memory import DEMANDS
from topology.tuning.settings import Setting
from topology.units import Disk
from topology.words import ZONES

PROGRAMS = ("api", "worker", "receiver")
DATABASE = ("base", "etcd", "postgresql", "pgbouncer")

_PLAIN = Machine(
    cores=8,
    cluster_cores=8,
    memory_gb=32,
    disks=(Disk(1, 500, "NVMe"),),
    iops=None,
    network_mbps=10_000,
    gpus=0,
    services=("base",),
    zones=("data",),
    ports=(),
    datagrams=(),
    directories=("/var/lib/data",),
    mounts=(),
    events_per_second=1000,
    target="onprem",
)


def machine(*services: str, **changes: Any) -> Machine:  # noqa: ANN401 - any field of a machine
    """Return a machine of 8 cores and 32 GB that runs some services."""
    changes.setdefault("cluster_cores", changes.get("cores", 8))
    return replace(_PLAIN, services=services or ("base",), **changes)


def values(of: Machine) -> dict[tuple[str, str], object]:
    """Return every value that is set, by what it is set on and its name."""
    return {(each.of, each.name): each.value for each in derive(of).settings}


def setting(of: Machine, name: str, on: str = "") -> Setting:
    """Return one setting."""
    (found,) = (each for each in derive(of).settings if (each.of, each.name) == (on, name))
    return found


def value(of: Machine, name: str, on: str = "") -> object:
    """Return the value of one setting, or nothing where it is not set."""
    return values(of).get((on, name))


@st.composite
def machines(draw: st.DrawFn) -> Machine:
    """Draw any machine with any mix of services."""
    services = draw(st.lists(st.sampled_from((*DEMANDS, *PROGRAMS)), min_size=1, unique=True))
    cores = draw(st.integers(1, 192))
    kinds = st.sampled_from(("HDD", "SSD", "NVMe"))
    disk = st.builds(Disk, st.integers(1, 12), st.integers(10, 20_000), kinds)
    return Machine(
        cores=cores,
        cluster_cores=draw(st.integers(cores, 192)),
        memory_gb=draw(st.integers(1, 2048)),
        disks=tuple(draw(st.lists(disk, min_size=1, max_size=2))),
        iops=draw(st.none() | st.integers(100, 100_000)),
        network_mbps=draw(st.sampled_from((100, 1000, 10_000, 25_000, 100_000))),
        gpus=draw(st.integers(0, 2)),
        services=tuple(services),
        zones=tuple(draw(st.lists(st.sampled_from(ZONES), min_size=1, unique=True))),
        ports=(),
        datagrams=tuple(each for each in services if each == "receiver"),
        directories=("/var/lib/data",),
        mounts=(),
        events_per_second=draw(st.integers(1, 100_000)),
        target=draw(st.sampled_from(("onprem", "aws"))),
    )
