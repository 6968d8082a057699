"""Services that AWS runs fail over as fast as AWS says."""

from tests.topology.every import load
from tests.topology.outages.variants import totals, with_overrides


def test_managed_services_fail_over_as_fast_as_their_vendor_says() -> None:
    assert totals(load("qps-dc", form="managed")) == {
        "MySQL's leading node goes off": 126.1,  # 120 + 5 + 1.1
        "Redis's leading node goes off": 61.1,
        "RabbitMQ's leading node goes off": 61.1,
        "Search's leading node goes off": 61.1,
        "A Kubernetes node goes off (kube or work)": 21.1,
        "A balancer's zone is lost": 61.1,
        "One of the three voters is lost": 0,
        "The lead moves to the other site, as planned": 307,
        "A site is lost, a person decides": 314,
        "A site is lost, the voters decide": 340.5,
    }


def test_a_managed_node_without_a_copy_is_started_again() -> None:
    events = totals(load("logx-dc", "small", "managed"))
    assert events["PostgreSQL's only node goes off"] == 303.5  # 300 + 3 + 0.5
    assert events["Redis's only node goes off"] == 303.5


def test_kubernetes_of_the_cloud_has_its_own_grace() -> None:
    assert totals(load("securityai-dc", form="managed"))["A Kubernetes node goes off"] == 60.1


def test_behind_a_balancer_of_the_cloud_checks_are_rarer() -> None:
    events = totals(load("logx-dc", form="managed"))
    assert events["A host behind the entry goes off (web or api)"] == 15.1  # 3 x 5 + 0.1


def test_what_is_promised_depends_on_who_runs_the_stores() -> None:
    assert load("logx-dc").targets.host_outage == 30
    assert load("logx-dc", form="managed").targets.host_outage == 180
    promised = with_overrides(
        load("logx-dc", form="managed"), {"targets": {"host_outage": "4 min"}}
    )
    assert promised.targets.host_outage == 240
