"""EC2 instances and their volumes; figures by hand from the price table."""

from dataclasses import replace

import pytest

from tests.topology.cost.prices import TARIFF, money
from tests.topology.every import load
from topology.cost.hosts import Machines, all_machines, host_lines, volume_lines
from topology.environment import Environment
from topology.instances import Need
from topology.units import Disk

MANAGED = load("logx-dc", "enterprise", "managed")


def machines(*disks: Disk, iops: int | None = None, count: int = 1) -> Machines:
    return Machines("db", count, Need(2, 4), disks, iops)


def of(environment: Environment, tier: str) -> list[Machines]:
    return [each for each in all_machines(environment) if each.tier == tier]


def test_three_flash_volumes_with_ten_thousand_operations() -> None:
    """1,500 GB x 0.0952; 3 x 7,000 x 0.006; 3 x (160 - 125) MB/s x 0.0476."""
    lines = volume_lines(machines(Disk(1, 500, "NVMe"), iops=10_000, count=3), TARIFF)
    assert money(lines) == {
        "ebs-gp3-gb-month": 142.80,
        "ebs-gp3-iops-month": 126.00,
        "ebs-gp3-mbps-month": 5.00,
    }


def test_several_volumes_share_the_operations_and_each_has_some_anyway() -> None:
    """50,000 - 4 x 3,000 = 38,000 x 0.006; 800 - 4 x 125 = 300 x 0.0476."""
    lines = volume_lines(machines(Disk(4, 2000, "NVMe"), iops=50_000), TARIFF)
    assert money(lines) == {
        "ebs-gp3-gb-month": 761.60,
        "ebs-gp3-iops-month": 228.00,
        "ebs-gp3-mbps-month": 14.28,
    }


def test_three_thousand_operations_cost_nothing_more() -> None:
    lines = volume_lines(machines(Disk(1, 100, "SSD"), iops=3000), TARIFF)
    assert money(lines) == {"ebs-gp3-gb-month": 9.52}


def test_hard_disks_are_st1_beside_a_small_volume_to_start_from() -> None:
    lines = list(volume_lines(machines(Disk(1, 4000, "HDD")), TARIFF))
    assert [line.what for line in lines] == ["gp3", "st1"]
    assert money(lines) == {"ebs-gp3-gb-month": 1.90, "ebs-st1-gb-month": 214.40}


def test_hard_disks_do_no_operations_that_could_be_paid_for() -> None:
    lines = volume_lines(machines(Disk(1, 4000, "HDD"), iops=10_000), TARIFF)
    assert "ebs-gp3-iops-month" not in money(lines)


def test_a_server_that_has_flash_starts_from_it() -> None:
    lines = volume_lines(machines(Disk(10, 12_000, "HDD"), Disk(1, 2000, "SSD")), TARIFF)
    assert money(lines) == {"ebs-gp3-gb-month": 190.40, "ebs-st1-gb-month": 6432.00}


def test_a_small_hard_disk_is_paid_as_the_smallest_there_is() -> None:
    lines = volume_lines(machines(Disk(2, 10, "HDD")), TARIFF)
    assert money(lines)["ebs-st1-gb-month"] == 13.40  # 2 x 125 x 0.0536


def test_every_line_says_what_it_is_for_and_what_one_costs() -> None:
    lines = host_lines(load("logx-dc", "medium", "servers"), TARIFF)
    instance, room, operations, speed = [line for line in lines if line.of == "db"]
    assert (instance.what, instance.price) == ("3 x m6i.2xlarge", "ec2/m6i.2xlarge")
    assert (instance.unit, instance.each, instance.assumed) == ("hour", 0.46, False)
    assert [line.what for line in (room, operations, speed)] == ["gp3", "operations", "speed"]
    assert (room.unit, room.each, room.assumed) == ("GB-month", 0.0952, False)
    assert (operations.unit, operations.assumed) == ("IOPS-month above 3000", True)


def test_every_host_is_an_instance() -> None:
    environment = load("logx-dc", "medium", "servers")
    hosts = [each for each in all_machines(environment) if each.tier != "witness"]
    assert sum(each.count for each in hosts) == len(environment.hosts)


def test_members_that_autoscaling_adds_run_a_quarter_of_the_month() -> None:
    """Web pages: 8 always, 12 more in working hours; c6i.2xlarge at 0.388."""
    always, sometimes = of(MANAGED, "web")
    assert (always.count, always.months) == (8, 1)
    assert (sometimes.count, sometimes.months) == (12, 0.25)
    first, second = (
        line
        for line in host_lines(MANAGED, TARIFF)
        if line.group == "machines" and line.of == "web"
    )
    assert (first.what, first.quantity) == ("8 x c6i.2xlarge", 5840)
    assert (second.what, second.quantity) == ("12 x c6i.2xlarge, 25% of the time", 2190)
    assert first.monthly == pytest.approx(5840 * 0.388)
    assert second.monthly == pytest.approx(2190 * 0.388)


def test_disks_of_members_that_come_and_go_are_paid_as_long_as_they_are_there() -> None:
    disks = [
        line for line in host_lines(MANAGED, TARIFF) if line.of == "web" and line.group == "disks"
    ]
    assert [line.quantity for line in disks] == [8 * 80, 12 * 80 / 4]


def test_a_tier_that_may_be_taken_back_runs_on_spot_where_members_replace_themselves() -> None:
    """Workers: c6i.2xlarge at 0.388, and 0.45 of that."""
    first, *_ = [line for line in host_lines(MANAGED, TARIFF) if line.of == "worker"]
    assert first.what == "5 x c6i.2xlarge, on spot"
    assert first.monthly == pytest.approx(5 * 730 * 0.388 * 0.45)
    assert first.assumed
    assert first.reserved == first.monthly


def test_members_that_autoscaling_adds_are_on_spot_too() -> None:
    """Ten more workers: c6i.2xlarge at 0.388, 0.45 of that, a quarter of 7,300 h."""
    _, second = [
        line
        for line in host_lines(MANAGED, TARIFF)
        if line.of == "worker" and line.group == "machines"
    ]
    assert second.what == "10 x c6i.2xlarge, on spot, 25% of the time"
    assert second.monthly == pytest.approx(1825 * 0.388 * 0.45)
    assert not any(each.spot for each in of(MANAGED, "web"))


def test_hosts_of_ours_are_never_on_spot() -> None:
    assert not any(each.spot for each in all_machines(load("logx-dc", "enterprise", "servers")))


def test_only_lasting_instances_are_reserved() -> None:
    first, second = [
        line
        for line in host_lines(MANAGED, TARIFF)
        if line.of == "web" and line.group == "machines"
    ]
    assert first.reserved == pytest.approx(first.monthly * 0.43)
    assert second.reserved == second.monthly


def test_the_third_voter_is_paid_by_the_dc() -> None:
    (witness,) = of(load("logx-dc"), "witness")
    assert (witness.count, witness.need, witness.disks) == (1, Need(1, 2), (Disk(1, 20, "SSD"),))
    assert of(load("logx-dr"), "witness") == []
    assert of(load("logx-td"), "witness") == []


def test_the_one_server_has_flash_since_databases_share_it() -> None:
    """Its first disk alone: the second holds the archive."""
    assert of(load("logx-td"), "node")[0].disks == (Disk(1, 2000, "SSD"),)
    (server,) = of(load("logmaster-td"), "node")
    assert [disk.kind for disk in server.disks] == ["SSD", "HDD"]


def test_hosts_with_other_disks_than_their_tier_are_paid_for_theirs() -> None:
    environment = load("logx-dc", "medium", "servers")
    first, *others = environment.hosts
    odd = replace(first, disks=(Disk(1, 999, "SSD"),))
    changed = replace(environment)
    changed.__dict__["hosts"] = (odd, *others)
    assert [each.count for each in of(changed, first.tier)] == [1, 1]
