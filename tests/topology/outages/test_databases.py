"""Databases with two members, with one, and with slow or no fencing."""

from tests.topology.every import load
from tests.topology.outages.variants import (
    by_event,
    on_servers_of_aws,
    totals,
    with_inside,
    with_members,
    with_overrides,
)


def test_two_members_stall_until_the_leader_is_alone() -> None:
    pair = totals(with_members(load("logx-dc"), "db", 2))
    assert pair["A PostgreSQL replica's host goes off"] == 8  # 6 + 2
    copies = totals(with_members(load("qps-dc", form="servers"), "db", 2))
    assert copies["A MySQL copy's host goes off"] == 6


def test_copies_that_nothing_waits_for_stall_nobody() -> None:
    pair = totals(with_inside(with_members(load("logx-dc"), "db", 2), "asynchronous"))
    assert pair["A PostgreSQL replica's host goes off"] == 0.1
    copies = with_members(load("qps-dc", form="servers"), "db", 2)
    assert totals(with_inside(copies, "asynchronous"))["A MySQL copy's host goes off"] == 0


def test_a_lone_database_is_started_again() -> None:
    alone = totals(with_members(load("qps-uat", form="servers"), "db", 1))
    # 30 + 1.1: uat has the timers of its structure, medium
    assert alone["MySQL is killed"] == 31.1


def test_fencing_in_the_cloud_takes_longer_than_waiting_is_worth() -> None:
    cloud = totals(on_servers_of_aws("logx-dc"))
    assert "The PostgreSQL leader's host goes off, fenced" not in cloud
    assert cloud["The PostgreSQL leader's host goes off, not fenced"] == 26.5


def test_mysql_is_never_promoted_without_fencing() -> None:
    cloud = by_event(on_servers_of_aws("qps-dc"))["The MySQL leader's host goes off"]
    assert "~15 s power off cloud" in cloud.arithmetic
    assert cloud.total == 25.7


def test_a_slow_etcd_holds_a_fenced_leaders_key_longer() -> None:
    patient = with_overrides(load("logx-dc"), {"rto_profile": "patient"})
    found = by_event(patient)["The PostgreSQL leader's host goes off, fenced"]
    # two elections of 5 s outlast 4 checks of 2 s and 1 s for the device
    assert found.terms[0].what == "etcd.election-timeout"
    assert found.total == 15  # 10 + 2 + 0.5 + 2 + 0.5
