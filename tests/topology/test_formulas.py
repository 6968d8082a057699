"""Formulas: they say what they compute, and no sound profile turns timers against each other."""

from hypothesis import given

from tests.topology.profiles import TIMING, profiles, seconds
from topology.formulas import Span, longer
from topology.timing import Profile


def test_arithmetic_writes_itself_down() -> None:
    one, other = Span(2, "one"), Span(3, "other")
    assert (one + 2 * other) == Span(8, "one + 2 x other")
    assert other / 2 == Span(1.5, "other / 2")
    assert longer(one, other) == Span(3, "the longer of one and other")
    assert longer(other, one) == Span(3, "the longer of other and one")


def test_a_swifter_profile_makes_no_timer_longer() -> None:
    slow, middle, fast = (seconds(TIMING.profiles[n]) for n in ("patient", "standard", "swift"))
    assert all(slow[key] >= middle[key] >= fast[key] for key in slow)


@given(profiles())
def test_patroni_keeps_what_it_is_given(chosen: Profile) -> None:
    known = seconds(chosen)
    ttl, loop = known["postgresql.ttl"], known["postgresql.loop_wait"]
    retry = known["postgresql.retry_timeout"]
    assert ttl >= 20
    assert loop >= 1
    assert retry >= 3
    assert loop + 2 * retry <= ttl
    assert {ttl % 1, loop % 1, retry % 1} == {0}


@given(profiles())
def test_etcd_elects_before_patroni_gives_up(chosen: Profile) -> None:
    known = seconds(chosen)
    election = known["etcd.election-timeout"]
    assert 5 * known["etcd.heartbeat-interval"] <= election <= 50
    assert 2 * election <= known["postgresql.retry_timeout"]


@given(profiles())
def test_a_site_closes_itself_before_the_other_may_open(chosen: Profile) -> None:
    known = seconds(chosen)
    assert known["lease.deadline"] + TIMING.fixed.closing.value <= known["lease.ttl"]


@given(profiles())
def test_a_lost_voter_closes_no_site(chosen: Profile) -> None:
    known = seconds(chosen)
    elected = 2 * known["lease.election-timeout"]
    asked = known["lease.renew"] + elected + known["client.connect_timeout"]
    assert asked <= known["lease.deadline"] + 0.001


@given(profiles())
def test_fencing_is_over_before_the_key_runs_out(chosen: Profile) -> None:
    known = seconds(chosen)
    assert known["fencing.suspect"] + known["fencing.confirm"] < known["postgresql.ttl"]


@given(profiles())
def test_watchers_of_caches_bear_a_lost_ping(chosen: Profile) -> None:
    known = seconds(chosen)
    down = known["sentinel.down-after-milliseconds"]
    assert down >= 2
    assert known["sentinel.failover-timeout"] > down + 3


@given(profiles())
def test_pacemaker_and_rabbitmq_stay_within_their_makers_advice(chosen: Profile) -> None:
    known = seconds(chosen)
    assert known["pacemaker.token"] >= 1
    assert known["pacemaker.consensus"] >= 1.2 * known["pacemaker.token"] - 0.001
    assert known["rabbitmq.net_ticktime"] == 60
    assert known["rabbitmq.heartbeat"] >= 5


@given(profiles())
def test_a_kubernetes_node_finds_another_server_within_its_grace(chosen: Profile) -> None:
    known = seconds(chosen)
    grace = known["k3s.node-monitor-grace-period"]
    assert grace >= 4 * known["k3s.node-status-update-frequency"]
    assert known["k3s.http2-read-idle"] + known["k3s.http2-ping"] < grace


@given(profiles())
def test_no_timer_but_the_crashed_leaders_is_nothing(chosen: Profile) -> None:
    known = seconds(chosen)
    assert [key for key, value in known.items() if value <= 0] == [
        "postgresql.primary_start_timeout"
    ]
