"""The outages of qps, which has every other store and Kubernetes; and hosts without a spare."""

from dataclasses import replace

from tests.topology.every import FILES, load
from tests.topology.outages.variants import by_event, totals, with_members, with_overrides
from topology.repository import Look

QPS = {  # at medium, on servers of our own
    "MySQL's lead is moved, as planned": 4.1,  # 1 + 2 + 1.1
    "MySQL is killed": 6.1,  # 2 + 1 + 2 + 1.1
    "The MySQL leader's host goes off": 11.7,  # 3 + 3.6 + 1 + 1 + 2 + 1.1
    "A MySQL copy's host goes off": 0,
    "The Redis master's host goes off": 6.5,
    "A RabbitMQ node goes off": 11.1,  # 10 + 1.1
    "A search node goes off": 11.7,  # 4 x 0.4 + 3 x 3 + 1 + 0.1
    "A file server goes off": 9,
    "A file server falls silent": 18,
    "The virtual address's holder goes off (edge)": 2.7,
    "Both balancers go off, one returns (edge)": 3.7,
    "A Kubernetes node goes off (kube or work)": 21.1,  # 15 + 5 + 1 + 0.1
    "One of the three voters is lost": 0,
    "The lead moves to the other site, as planned": 10,  # 2 + 2 + 0.5 + 3 + 1 + 0.4 + 1.1
    "A site is lost, a person decides": 17,  # 0.5 + 3 + 1 + 1 + 10 + 0.4 + 1.1
    "A site is lost, the voters decide": 43.5,  # 26.5 + 17
}


def test_qps_at_medium() -> None:
    own = FILES.load("qps-dc", Look(form="servers", target="onprem"))
    assert totals(own) == QPS


def test_slow_heartbeats_outlast_the_election_of_queues() -> None:
    patient = with_overrides(load("qps-dc", form="servers"), {"rto_profile": "patient"})
    found = by_event(patient)["A RabbitMQ node goes off"]
    assert found.terms[0].what == "rabbitmq.heartbeat"
    assert found.total == 23.5  # 20 + 3 + 0.5


def test_a_lone_member_of_several_hosts_restarts_too() -> None:
    tiers = {"cache": {"count": 1}, "files": {"count": 1}}
    events = totals(with_overrides(load("logx-uat"), {"tiers": tiers}))
    assert "A host without a spare restarts (cache, files)" in events
    assert "The Redis master's host goes off" not in events


def test_a_duty_that_may_stop_is_no_outage() -> None:
    # logmaster has one signer and one archive, whose work waits.
    assert not [event for event in totals(load("logmaster-dc")) if "without a spare" in event]


def test_a_pair_of_databases_may_stand_beside_no_proxy() -> None:
    # logmaster's intake has a virtual address too, and one event speaks for both.
    events = totals(load("logmaster-dc"))
    assert events["The virtual address's holder goes off (edge or intake)"] == 2.7


def test_one_store_says_nothing_of_the_next() -> None:
    servers = load("qps-dc", form="servers")
    assert "A RabbitMQ node goes off" in totals(with_members(servers, "cache", 1))


def test_a_store_that_the_cloud_does_not_run_fails_over_on_our_hosts() -> None:
    managed = load("qps-dc", form="managed")
    own = managed.platform.tiers["queue"].model_copy(update={"managed": None})
    tiers = {**managed.platform.tiers, "queue": own}
    mixed = replace(managed, platform=managed.platform.model_copy(update={"tiers": tiers}))
    assert totals(mixed)["A RabbitMQ node goes off"] == 11.1
    assert totals(mixed)["MySQL's leading node goes off"] == 126.1


def test_members_that_keep_no_copies_do_not_take_over() -> None:
    small = with_members(load("logx-dc", "small"), "cache", 3)
    assert "The Redis master's host goes off" not in totals(small)


def test_two_copies_of_shared_files_are_enough_to_fail_over() -> None:
    assert "A file server goes off" in totals(with_members(load("logx-dc"), "files", 2))
