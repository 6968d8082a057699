"""A pair, all the way round: built, its copy promoted and followed, its home a copy, away."""

from collections.abc import Iterator

import pytest

from cloud.round import unguarded
from cloud.rounds import HELD
from cloud.stack import Stack
from lab.aws.rehearsal import Rehearsal
from tests.stacks.rehearsing import REHEARSED, circle, client, hasty, rehearsing, stack_of
from topology.look import Look

pytestmark = REHEARSED
Pair = tuple[Rehearsal, Stack, Stack]
DB = "aws:rds/instance:Instance db"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with rehearsing(tmp_path_factory.mktemp("state")) as rehearsal:
        dc, dr = (stack_of(f"qps-{each}", Look(size="small"), hasty()) for each in ("dc", "dr"))
        yield rehearsal, dc, dr


def test_its_home_stands_and_its_peer_follows(pair: Pair) -> None:
    rehearsal, *stacks = pair
    for stack in stacks:
        circle(stack)
    assert rehearsal.share.part >= HELD


def test_after_a_promotion_the_program_follows_and_fights_nothing(pair: Pair) -> None:
    rehearsal, dc, dr = pair
    there = client(rehearsal, "rds", dr.environment.facts.region)
    there.promote_read_replica(DBInstanceIdentifier="qps-dr-db")
    dr.refresh()
    planned = dr.preview()
    assert sorted(planned.resources) == [
        # It lags behind nobody now; and what leads leaves a last snapshot, should it ever go.
        ("delete", "aws:cloudwatch/metricAlarm:MetricAlarm db-lag"),
        ("update", "aws:cloudwatch/dashboard:Dashboard watch"),
        ("update", DB),
    ]
    dr.up()
    found = there.describe_db_instances(DBInstanceIdentifier="qps-dr-db")["DBInstances"][0]
    assert not found.get("ReadReplicaSourceDBInstanceIdentifier")
    assert [each.preview().resources for each in (dc, dr)] == [(), ()]
    assert [each.refresh(look_only=True).resources for each in (dc, dr)] == [(), ()]


def test_a_home_that_lost_its_database_gets_it_back_as_a_copy(pair: Pair) -> None:
    rehearsal, dc, dr = pair
    here = client(rehearsal, "rds", dc.environment.facts.region)
    here.modify_db_instance(DBInstanceIdentifier="qps-dc-db", DeletionProtection=False)
    here.delete_db_instance(DBInstanceIdentifier="qps-dc-db", SkipFinalSnapshot=True)
    dc.refresh()
    assert ("create", DB) in dc.preview().resources
    dc.up()
    found = here.describe_db_instances(DBInstanceIdentifier="qps-dc-db")["DBInstances"][0]
    assert found["ReadReplicaSourceDBInstanceIdentifier"].endswith(":db:qps-dr-db")
    assert [each.preview().resources for each in (dc, dr)] == [(), ()]


def test_both_go_away_and_nothing_is_left(pair: Pair) -> None:
    rehearsal, dc, dr = pair
    for stack in (dc, dr):
        stack.environment = unguarded(stack.environment)
        stack.up()
    # What follows goes first; here that is the home, and the names and the link are the peer's.
    for stack in (dr, dc):
        stack.destroy()
    assert rehearsal.share.held + rehearsal.share.recorded == 0
