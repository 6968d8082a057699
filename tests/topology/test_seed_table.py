"""The model has what the papers ask for, row by row of `seed_table.md`; dc for all that has hosts.

uat, td and dr are held to their rules in `test_sizing.py`.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Any

import pytest

from tests.topology.every import FILES, load
from tests.topology.seed_table import Figure, Row, for_each, rows
from topology.hardware import HardwareGuide, Machine, OnPrem
from topology.hosts import Host
from topology.sizing import TierPlan
from topology.units import Disk, Range
from topology.words import SIZES, Size

TIERS = rows("tier")
ONE_SERVER = {(row.platform, row.size) for row in TIERS if row["tier"] == "node"}
SHARES = [row for row in TIERS if row["tier"] != "node"]
ON_SERVERS = [
    row for row in TIERS if row["tier"] == "node" or (row.platform, row.size) not in ONE_SERVER
]
SCALED = [row for row in SHARES if row.most > row.fewest]

every_platform = pytest.mark.parametrize("platform", FILES.platform_names)
every_size = pytest.mark.parametrize("size", SIZES)


def modelled(value: Range | float | str | None) -> Figure:
    """Return a figure of the model in the table's form."""
    if isinstance(value, Range):
        return value.low, value.high
    return value if value is None or isinstance(value, str) else (value, value)


def at(model: object, path: str) -> Figure:
    """Return the figure at a path such as `targets.rto`."""

    def step(found: Any, name: str) -> Any:  # noqa: ANN401 - any part of the model
        return found.get(name) if isinstance(found, dict) else getattr(found, name)

    found: Any = reduce(step, path.split("."), model)
    return modelled(found)


def close_to(figure: Figure) -> object:
    """Return what equals a figure but for the last digits of a float."""
    return pytest.approx(figure) if isinstance(figure, tuple) else figure


def texts(disks: Iterable[Disk]) -> list[str]:
    """Return disks as the table writes them."""
    return [str(disk) for disk in disks]


def resources(one: Host | TierPlan) -> tuple[object, ...]:
    """Return what one member has, in the order of `asked`."""
    figures = (one.cores, one.memory_gb, one.network_mbps, one.iops, one.gpus or None)
    return texts(one.disks), *map(modelled, figures)


def asked(row: Row) -> tuple[object, ...]:
    """Return what one member of a tier has by the papers."""
    also = (row.part("also", unit) for unit in ("Gbps", "IOPS", "GPU"))
    return row.parts("disks"), row.figure("cores"), row.figure("memory"), *also


def on_prem(row: Row) -> OnPrem:
    """Return what the row's size is on our own floor."""
    return FILES.platform(row.platform).sizes[row.size].on_prem


@for_each(ON_SERVERS, "tier")
def test_on_servers_a_tier_has_the_hosts_that_the_papers_ask_for(row: Row) -> None:
    environment = load(f"{row.platform}-dc", row.size, "servers")
    hosts = [resources(host) for host in environment.hosts if host.tier == row["tier"]]
    assert hosts == [asked(row)] * row.fewest


@for_each(SHARES, "tier")
def test_in_aws_a_tier_is_the_service_or_the_hosts_that_the_papers_ask_for(row: Row) -> None:
    environment = load(f"{row.platform}-dc", row.size, "managed")
    hosts = [("hosts", resources(host)) for host in environment.members.get(row["tier"], ())]
    service = environment.managed.get(row["tier"])
    nodes = [(service.kind, resources(service.planned))] * service.nodes if service else []
    assert hosts + nodes == [(row["in AWS"], asked(row))] * row.fewest


@for_each(SCALED, "tier")
def test_a_tier_that_scales_grows_to_what_the_papers_ask_for(row: Row) -> None:
    assert load(f"{row.platform}-dc", row.size).tiers[row["tier"]].most == row.most


@every_platform
@every_size
def test_the_table_has_every_tier(platform: str, size: Size) -> None:
    listed = [row["tier"] for row in SHARES if (row.platform, row.size) == (platform, size)]
    assert sorted(listed) == sorted(load(f"{platform}-dc", size).tiers)


@every_platform
@every_size
def test_one_server_carries_all_tiers_where_the_table_says_so(platform: str, size: Size) -> None:
    tiers = {host.tier for host in load(f"{platform}-dc", size, "servers").hosts}
    assert (tiers == {"node"}) == ((platform, size) in ONE_SERVER)


@for_each(rows("figure"), "figure")
def test_a_size_has_the_figures_of_the_papers(row: Row) -> None:
    facts = FILES.platform(row.platform).sizes[row.size]
    assert at(facts, row["figure"]) == close_to(row.figure(row.size))


@for_each(rows("one figure"), "one figure")
def test_a_platform_has_the_figures_of_the_papers(row: Row) -> None:
    assert at(FILES.platform(row.platform), row["one figure"]) == close_to(row.figure("value"))


@for_each(rows("machine"), "machine")
def test_the_papers_machines_are_in_the_bill_of_materials(row: Row) -> None:
    def bought(one: Machine) -> tuple[object, ...]:
        figures = (one.count, one.cores, one.memory, one.network, one.price)
        return texts(one.disks), *map(modelled, figures)

    columns = ("count", "cores", "memory", "card", "price")
    expected = row.parts("disks"), *map(row.figure, columns)
    assert expected in [bought(machine) for machine in on_prem(row).machines]


@for_each(rows("all machines"), "all machines")
def test_all_machines_together_cost_what_the_papers_say(row: Row) -> None:
    spent = sum(machine.count * machine.price for machine in on_prem(row).machines)
    assert modelled(spent) == row.figure(row.size)


@for_each(rows("class"), "class")
def test_the_papers_classes_of_hardware_are_in_the_guide(row: Row) -> None:
    def offered(one: HardwareGuide) -> tuple[object, ...]:
        figures = (one.cores, one.memory, one.network, one.room, one.iops, one.latency)
        return texts(one.disks), *map(modelled, (*figures, one.throughput))

    columns = ("cores", "memory", "card", "room")
    also = (row.part("also", unit) for unit in ("IOPS", "ms", "Gbps"))
    expected = row.parts("disks"), *map(row.figure, columns), *also
    assert expected in [offered(one) for one in on_prem(row).guide]
