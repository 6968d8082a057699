"""Timers: each service has its own, by a profile that is refused where it is unsound."""

from typing import Any

import pytest

from tests.topology.every import FILES, everywhere, load
from tests.topology.profiles import TIMING, complaints, profile, timing
from topology.platform import Platform
from topology.timers import profile_complaints, timers, timing_complaints
from topology.words import Form, Size

MEDIUM = {  # logx at medium: check 400 ms, pause 3 s, loop 2 s, connect 1 s, lease 15 s, names 10 s
    "client.connect_timeout": 1,
    "client.retry_pause": 0.1,
    "client.retry_for": 30,
    "dns.ttl": 10,
    "haproxy.inter": 0.4,
    "haproxy.timeout-check": 0.4,
    "haproxy.timeout-connect": 1,
    "data-proxy.inter": 0.4,
    "data-proxy.timeout-check": 0.4,
    "data-proxy.timeout-connect": 1,
    "keepalived.advert_int": 0.4,
    "keepalived.script-interval": 1,
    "etcd.heartbeat-interval": 0.1,
    "etcd.election-timeout": 1,
    "postgresql.loop_wait": 2,
    "postgresql.retry_timeout": 3,
    "postgresql.ttl": 20,
    "postgresql.primary_start_timeout": 0,
    "postgresql.wal_sender_timeout": 6,
    "pgbouncer.server_login_retry": 0.4,
    "pgbouncer.query_wait_timeout": 30,
    "fencing.probe": 0.4,
    "fencing.suspect": 1.6,
    "fencing.confirm": 10,
    "redis.cluster-node-timeout": 3,
    "redis.min-replicas-max-lag": 3,
    "sentinel.down-after-milliseconds": 3,
    "sentinel.failover-timeout": 18,
    "glusterfs.network.ping-timeout": 9,
    "lease.ttl": 15,
    "lease.renew": 3,
    "lease.deadline": 10,
    "lease.heartbeat-interval": 0.2,
    "lease.election-timeout": 2,
    "lease.hold": 5,
}


def test_logx_at_medium() -> None:
    assert {key: each.seconds for key, each in timers(load("logx-dc")).items()} == MEDIUM


def test_pacemaker_and_kubernetes_at_medium() -> None:
    known = timers(load("qps-dc", form="servers"))
    expected = {
        "pacemaker.token": 3,
        "pacemaker.consensus": 3.6,
        "pacemaker.monitor": 2,
        "pacemaker.stonith-timeout": 60,
        "mariadb.rpl_semi_sync_master_timeout": 6,
        "mariadb.slave_net_timeout": 6,
        "rabbitmq.net_ticktime": 60,
        "rabbitmq.heartbeat": 6,
        "opensearch.follower_check.interval": 0.4,
        "opensearch.follower_check.timeout": 3,
        "k3s.node-status-update-frequency": 3,
        "k3s.node-monitor-grace-period": 15,
        "k3s.unreachable-toleration": 30,
        "k3s.http2-read-idle": 6,
        "k3s.http2-ping": 3,
    }
    assert {key: known[key].seconds for key in expected} == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("small", {"ttl": 30, "loop_wait": 10, "retry_timeout": 10}),  # Patroni's own values
        ("enterprise", {"ttl": 20, "loop_wait": 1, "retry_timeout": 3}),
    ],
)
def test_patroni_by_the_other_profiles(size: Size, expected: dict[str, float]) -> None:
    known = timers(load("logx-dc", size))
    assert {name: known[f"postgresql.{name}"].seconds for name in expected} == expected


@pytest.mark.parametrize(
    ("key", "formula"),
    [
        ("etcd.heartbeat-interval", "check / 4"),
        ("etcd.election-timeout", "10 x heartbeat-interval"),
        ("postgresql.ttl", "the longer of 20 s and loop + 2 x retry_timeout"),
        ("fencing.confirm", "postgresql.ttl / 2"),
        ("lease.deadline", "2 x ttl / 3"),
        ("client.retry_for", "targets.host_outage"),
    ],
)
def test_a_formula_says_what_was_computed(key: str, formula: str) -> None:
    assert timers(load("logx-dc"))[key].formula == formula


@everywhere
def test_every_timer_says_why(chosen: tuple[str, Size, Form]) -> None:
    assert all(each.why and each.formula for each in timers(load(*chosen)).values())


def test_an_environment_has_the_timers_of_its_own_services() -> None:
    services = {each.service for each in timers(load("logx-dc")).values()}
    assert "pacemaker" not in services
    assert "opensearch" not in services


def test_what_the_cloud_runs_has_no_timers_of_ours() -> None:
    services = {each.service for each in timers(load("logx-dc", form="managed")).values()}
    assert services == {"client", "dns", "data-proxy", "alb", "lease"}


def test_the_etcd_inside_k3s_has_timers_too() -> None:
    assert "etcd.election-timeout" in timers(load("qps-dc", form="servers"))


def test_a_balancer_of_the_cloud_is_asked_as_often_as_it_allows() -> None:
    known = timers(load("logmaster-dc", form="managed"))
    assert known["alb.health-interval"].seconds == known["nlb.health-interval"].seconds == 5


def test_only_our_own_kubernetes_has_a_grace_of_ours() -> None:
    known = timers(load("securityai-dc", form="managed"))
    assert not [key for key in known if key.startswith("k3s.")]
    assert "k3s.node-monitor-grace-period" in timers(load("qps-dc", form="managed"))


def test_the_shipped_profiles_are_sound() -> None:
    assert list(timing_complaints(TIMING)) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"loop": "500 ms"}, "expected whole seconds; found 500 ms"),
        ({"names": "1500 ms"}, "expected whole seconds; found 1.5 s"),
        ({"names": "0 s"}, "expected whole seconds; found 0 s"),
        (
            {"check": "99 ms"},
            (
                "the least (100 ms) must not be longer than check (99 ms): "
                "nothing is asked more than ten times a second"
            ),
        ),
        (
            {"connect": "50 ms"},
            "the least (100 ms) must not be longer than connect (50 ms): no client is nearer",
        ),
        (
            {"check": "608 ms", "lease": "20 s"},
            (
                "2 x etcd.election-timeout (3.04 s) must not be longer than "
                "postgresql.retry_timeout (3 s): "
                "Patroni would demote a healthy leader while etcd elects one of its own"
            ),
        ),
        (
            {"check": "21 s", "pause": "200 s", "lease": "2000 s"},
            (
                "etcd.election-timeout (52.5 s) must not be longer than the longest (50 s): "
                "etcd takes no more"
            ),
        ),
        (
            {"pause": "1 s"},
            (
                "2 x Sentinel's ping (2 s) must not be longer than "
                "sentinel.down-after-milliseconds (1 s): one lost ping would be a failover"
            ),
        ),
        (
            {"lease": "10 s"},
            (
                "lease.renew + 2 x lease.election-timeout + client.connect_timeout (7 s) must "
                "not be longer than lease.deadline (6.667 s): "
                "a site would close itself when one voter of three is lost"
            ),
        ),
        (
            {"check": "100 ms", "connect": "100 ms", "lease": "5 s"},
            (
                "lease.deadline + closing (5.333 s) must not be longer than lease.ttl (5 s): "
                "the other site could open before this one is closed"
            ),
        ),
    ],
)
def test_a_profile_against_itself_is_refused(values: dict[str, str], message: str) -> None:
    assert complaints(**values) == [message]


@pytest.mark.parametrize(
    "values",
    [
        {"check": "600 ms"},  # 2 x 1.5 s of election are Patroni's 3 s
        {"pause": "2 s"},
        {"lease": "11 s"},
        {"check": "100 ms", "connect": "100 ms", "lease": "6 s"},
        {"loop": "1 s", "names": "1 s"},
    ],
)
def test_the_last_good_value_is_taken(values: dict[str, str]) -> None:
    assert complaints(**values) == []


def test_a_complaint_stands_at_its_profile() -> None:
    locations = [where for where, _ in timing_complaints(timing(profile(loop="0 s", pause="1 s")))]
    assert locations == [("profiles", "tried", "loop"), ("profiles", "tried")]


def test_an_unknown_profile_is_refused() -> None:
    logx = FILES.platform("logx")
    facts: dict[Any, Any] = dict(logx.sizes)
    facts["large"] = facts["large"].model_copy(update={"rto_profile": "swfit"})
    changed: Platform = logx.model_copy(update={"sizes": facts})
    assert list(profile_complaints(changed, TIMING)) == [
        (
            ("sizes", "large", "rto_profile"),
            (
                "there is no profile 'swfit'; did you mean 'swift'? "
                "Known here: patient, standard, swift"
            ),
        )
    ]
