"""Who leads a pair is what AWS says, not how it began; without an answer nothing is declared."""

from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.leading import UnknownLeadError, follows
from tests.components.declaring import declare, of_aws
from topology.environment import Environment
from topology.look import Look
from topology.repository import ROOT, Repository

DC, DR = "qps-dc-db", "qps-dr-db"
OF_DC = f"arn:aws:rds:eu-central-1:123456789012:db:{DC}"
OF_DR = f"arn:aws:rds:eu-west-1:123456789012:db:{DR}"
PAIR = ("qps-dc", "qps-dr")
HOME = "eu-central-1"
FILES = Repository(ROOT)


def site(name: str) -> Environment:
    return FILES.load(name, Look(size="small"))


def declared(name: str, **there: Any) -> dict[tuple[str, str], dict[str, Any]]:  # noqa: ANN401 - of `Declared`
    found = declare(site(name), FILES.prices, **there)
    return {(kind, name): inputs for kind, name, inputs in of_aws(found)}


def database(found: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    return found["aws:rds/instance:Instance", "db"]


def has_lag_alarm(found: dict[tuple[str, str], dict[str, Any]]) -> bool:
    return ("aws:cloudwatch/metricAlarm:MetricAlarm", "db-lag") in found


@pytest.mark.parametrize("standing", [{}, {DC: ""}, {DC: "", DR: OF_DC}])
def test_a_pair_begins_at_its_home(standing: dict[str, str]) -> None:
    home, peer = (declared(name, standing=standing) for name in PAIR)
    assert "replicateSourceDb" not in database(home)
    assert database(home)["engine"]
    assert not has_lag_alarm(home)
    assert database(peer)["replicateSourceDb"] == OF_DC
    assert has_lag_alarm(peer)


def test_a_copy_that_was_promoted_stays_what_it_is_at_both_sites() -> None:
    both = {DC: "", DR: ""}
    home, peer = (declared(name, standing=both) for name in PAIR)
    assert {"replicateSourceDb", "password"}.isdisjoint(database(peer))
    assert database(peer)["finalSnapshotIdentifier"] == "qps-dr-db-last"
    assert not has_lag_alarm(peer)
    assert database(home)["engine"]


def test_the_home_comes_back_as_a_copy_and_keeps_the_owner_s_password() -> None:
    home = declared("qps-dc", standing={DR: ""})
    assert database(home)["replicateSourceDb"] == OF_DR
    assert has_lag_alarm(home)
    assert ("aws:secretsmanager/secret:Secret", "db-owner") in home


def test_a_lost_region_keeps_nobody_from_planning_the_other() -> None:
    found = declared("qps-dr", standing={DC: "", DR: ""}, lost=HOME)
    assert "replicateSourceDb" not in database(found)


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what AWS has, for the test to say; the home's region does not answer."""
    there: dict[str, str] = {}

    def named(*, region: str, filters: list[dict[str, Any]], opts: object) -> SimpleNamespace:
        del opts
        if region == HOME:
            raise ConnectionError("no route")
        return SimpleNamespace(instance_identifiers=there.keys() & {*filters[0]["values"]})

    def one(*, region: str, db_instance_identifier: str, opts: object) -> SimpleNamespace:
        del region, opts
        return SimpleNamespace(replicate_source_db=there[db_instance_identifier])

    monkeypatch.setattr(aws.rds, "get_instances", named)
    monkeypatch.setattr(aws.rds, "get_instance", one)
    return there


def test_where_nobody_can_say_who_leads_that_is_said(standing: dict[str, str]) -> None:
    assert not standing
    with pytest.raises(UnknownLeadError, match=r"nobody can say who leads db: .*no route"):
        follows(site("qps-dr"), "db", pulumi.InvokeOptions())


def test_no_empty_database_takes_the_place_of_one_that_has_a_copy(
    standing: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.components.test_leading.HOME", "")
    standing[DR] = OF_DC
    with pytest.raises(UnknownLeadError, match="promote it"):
        follows(site("qps-dc"), "db", pulumi.InvokeOptions())
