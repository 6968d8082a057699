"""Promises: which one an outage is held to, and what is said when it is broken."""

from dataclasses import replace

import pytest

from tests.topology.every import everywhere, load
from tests.topology.outages.variants import by_event, on_servers_of_aws, with_overrides
from topology.environment_file import Overrides
from topology.outages import outages, timer_complaints
from topology.words import Form, Size


@everywhere
def test_every_promise_is_kept(chosen: tuple[str, Size, Form]) -> None:
    late = [outage for outage in outages(load(*chosen)) if not outage.holds]
    assert late == []


@pytest.mark.parametrize("name", ["logx-dc", "logmaster-dc", "securityai-dc", "qps-dc"])
def test_every_promise_is_kept_on_servers_of_aws(name: str) -> None:
    assert list(timer_complaints(on_servers_of_aws(name))) == []


def test_a_budget_that_is_just_met_is_kept() -> None:
    exact = with_overrides(load("logx-dc"), {"targets": {"host_outage": "26500 ms"}})
    assert by_event(exact)["The PostgreSQL leader's host goes off, not fenced"].holds
    tight = with_overrides(load("logx-dc"), {"targets": {"host_outage": "26499 ms"}})
    assert not by_event(tight)["The PostgreSQL leader's host goes off, not fenced"].holds


def test_an_outage_names_the_promise_it_is_held_to() -> None:
    promised = with_overrides(load("logx-dc"), {"targets": {"rto": "1 h"}})
    names = {(each.kind, each.promise, each.budget) for each in outages(promised)}
    assert names == {
        ("host", "host_outage of logx at medium", 30),
        ("site", "rto of logx-dc", 3600),
    }


def test_test_and_development_is_held_to_its_own_size() -> None:
    assert {each.promise for each in outages(load("logx-td"))} == {"host_outage of logx at small"}


def test_one_complaint_for_each_promise_names_the_worst() -> None:
    broken = with_overrides(load("logx-dc"), {"targets": {"host_outage": "5 s", "rto": "10 s"}})
    found = list(timer_complaints(broken))
    assert [where for where, _ in found] == [
        ("overrides", "targets", "host_outage"),
        ("overrides", "targets", "rto"),
    ]
    assert ["= 26.5 s" in found[0][1], "= 43 s" in found[1][1]] == [True, True]


def test_a_profile_that_just_keeps_the_promise_is_advised() -> None:
    # by swift: 22.5 s until the lease has stayed out, 10.5 s until clients are at the other site
    [(_, exact)] = timer_complaints(with_overrides(load("logx-dc"), {"targets": {"rto": "33 s"}}))
    assert exact.endswith("; lease.ttl is the slowest timer; write `rto_profile: swift`")
    tight = with_overrides(load("logx-dc"), {"targets": {"rto": "32 s"}})
    [(_, short)] = timer_complaints(tight)
    assert short.endswith("; no profile keeps it, and 'swift' needs 33 s")


def test_a_peer_points_to_where_the_promise_is_made() -> None:
    dr = load("logx-dr")
    made = Overrides.model_validate({"targets": {"rto": "10 s"}})
    broken = replace(dr, leader_facts=dr.leader_facts.model_copy(update={"overrides": made}))
    assert [where for where, _ in timer_complaints(broken)] == [("peer",)]
