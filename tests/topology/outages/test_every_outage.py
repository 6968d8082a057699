"""What holds for any outage of any environment."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.topology.every import FILES, everywhere, load
from tests.topology.outages.variants import (
    by_event,
    on_servers_of_aws,
    only_with_a_cache,
    with_lengthened,
)
from topology.outages import Term, outages
from topology.outages.scene import longer, total
from topology.timers import timers
from topology.words import Form, Size


@everywhere
def test_an_outage_is_the_sum_of_its_terms(chosen: tuple[str, Size, Form]) -> None:
    for outage in by_event(load(*chosen)).values():
        assert outage.total == pytest.approx(sum(term.seconds for term in outage.terms))
        assert all(term.seconds > 0 for term in outage.terms)


@everywhere
def test_a_timer_in_an_outage_is_a_configured_one(chosen: tuple[str, Size, Form]) -> None:
    known = timers(load(*chosen))
    for outage in outages(load(*chosen)):
        for term in (each for each in outage.terms if each.basis == "timer"):
            assert term.seconds == term.times * known[term.what].seconds


@pytest.mark.parametrize("name", ["logx-dc", "qps-dc", "logmaster-dr"])
@settings(deadline=None)  # the first example loads the environment
@given(data=st.data())
def test_a_longer_timer_shortens_no_outage(name: str, data: st.DataObject) -> None:
    environment = load(name, form=data.draw(st.sampled_from(["servers", "managed"])))
    key = data.draw(st.sampled_from(sorted(timers(environment))))
    longer_ = with_lengthened(environment, key, data.draw(st.floats(1, 100)))
    for before, after in zip(outages(environment), longer_, strict=True):
        assert after.total >= before.total


def test_the_slowest_timer_is_the_largest_term_that_can_be_changed() -> None:
    for outage in outages(load("logx-dc")):
        ours = [term.seconds for term in outage.terms if term.basis == "timer"]
        assert (outage.slowest.seconds if outage.slowest else 0) == max(ours, default=0)


def test_no_timer_is_slow_where_none_takes_part() -> None:
    assert by_event(load("logx-dc"))["A PostgreSQL replica's host goes off"].slowest is None


def test_every_figure_is_a_part_of_something() -> None:
    limits = {
        "patroni_ttl",
        "patroni_retry",
        "etcd_election",
        "sentinel_ping",
        "net_tick",
        "amqp_heartbeat",
        "stonith",
        "balancer_check",
        "script_interval",
    }
    environments = [
        on_servers_of_aws("qps-dc"),
        only_with_a_cache(load("logx-dc")),
        only_with_a_cache(load("logx-dc", form="managed")),
        *(
            load(name, size, form)
            for name in FILES.names
            for size in ("small", "medium", "large")
            for form in ("servers", "managed")
        ),
    ]
    seen = {
        term.what.replace(" ", "_")
        for environment in environments
        for outage in outages(environment)
        for term in outage.terms
    }
    assert set(type(FILES.timing.fixed).model_fields) - limits <= seen


def test_a_sum_is_spelled_with_its_doubts() -> None:
    assumed = Term("closing", 2, 1, "assumed", "any")
    twice = Term("lease.renew", 6, 2, "timer", "any")
    assert [str(assumed), str(twice)] == ["~2 s closing", "2 x 3 s lease.renew"]
    assert total((assumed, twice)) == 8
    assert longer((assumed,), (twice,)) == longer((twice,), (assumed,)) == (twice,)
