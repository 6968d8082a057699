"""Alarms follow from the model: what may fail has one, at the figure that is promised."""

import pytest

from components.alarms import Alarm, alarms_of, of_the_entry
from components.web_filter import LEAST, WebFilterArgs
from topology.environment import Environment
from topology.look import Look
from topology.repository import ROOT, Repository

FILES = Repository(ROOT)
NAMES = [name for name in FILES.names if name.startswith(("qps", "securityai", "logmaster"))]


def site(name: str, size: str = "large") -> Environment:
    return FILES.load(name, Look(size=size, form="managed", target="aws"))  # type: ignore[arg-type]  # one of its words


@pytest.fixture(scope="module", params=NAMES)
def environment(request: pytest.FixtureRequest) -> Environment:
    return site(request.param)


def named(environment: Environment) -> dict[str, Alarm]:
    follows = environment.peer is not None and not environment.home
    following = {store.tier for store, _ in environment.stores.values() if follows}
    return {each.name: each for each in alarms_of(environment, following)}


def test_no_two_alarms_have_one_name(environment: Environment) -> None:
    found = [each.name for each in alarms_of(environment, ())]
    assert len(found) == len(set(found))


def test_every_kind_of_store_is_watched(environment: Environment) -> None:
    watched = {each.namespace for each in alarms_of(environment, ())}
    spaces = {
        "rds-mysql": "AWS/RDS",
        "rds-postgresql": "AWS/RDS",
        "elasticache-redis": "AWS/ElastiCache",
        "amazon-mq": "AWS/AmazonMQ",
        "opensearch": "AWS/ES",
        "backup": "AWS/Backup",
    }
    wanted = {spaces[each.kind] for each in environment.managed.values() if each.kind in spaces}
    assert wanted <= watched


def test_a_copy_in_another_region_may_lag_no_more_than_the_promise() -> None:
    follower, leader = site("qps-dr"), site("qps-dc")
    lag = named(follower)["db-lag"]
    assert lag.threshold == float(follower.size_facts.targets.rpo)
    assert lag.silence == "breaching"
    assert "db-lag" not in named(leader)


def test_a_disk_is_told_of_before_it_is_full(environment: Environment) -> None:
    for each in alarms_of(environment, ()):
        if each.metric == "FreeStorageSpace":
            assert each.worse == "LessThanThreshold"
            assert each.threshold > 0


def test_an_entry_is_held_to_what_its_size_promises(environment: Environment) -> None:
    slow, failing, _ = of_the_entry(environment, "edge")
    targets = environment.size_facts.targets
    assert slow.threshold == float(targets.latency_p95)
    asked = environment.size_facts.events_per_second.high * failing.period
    assert failing.threshold / asked == pytest.approx(1 - float(targets.availability))


def test_an_office_behind_one_address_is_not_shut_out(environment: Environment) -> None:
    found = WebFilterArgs.of(environment).limit
    assert LEAST <= found <= environment.size_facts.events_per_second.high * 300
