"""One environment, all the way round, through the real engine: up, nothing to do, drift, away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.costing import bill
from cloud.drift import drift
from cloud.report import report_of
from cloud.rounds import HELD
from cloud.stack import Stack
from lab.aws.rehearsal import Rehearsal
from tests.stacks.rehearsing import REHEARSED, circle, client, hasty, rehearsing, stack_of
from topology.look import Look

pytestmark = REHEARSED
NAME = "qps-td"


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with rehearsing(tmp_path_factory.mktemp("state")) as mine:
        yield mine


@pytest.fixture(scope="module")
def stack(rehearsal: Rehearsal) -> Stack:
    assert rehearsal.is_up
    return stack_of(NAME, Look(), hasty())


def test_it_goes_up_and_nothing_is_left_to_do(rehearsal: Rehearsal, stack: Stack) -> None:
    circle(stack)
    assert rehearsal.share.part >= HELD


def test_what_stands_is_told_judged_and_priced(stack: Stack) -> None:
    told, there = stack.outputs(), stack.resources()
    assert told
    assert told.stores.keys() == {"db", "cache", "queue", "search"}
    assert told.stores["db"]
    assert not report_of(stack, there).broken
    assert not report_of(stack, there).unchecked
    priced = bill(there, stack.environment, stack.prices)
    assert not priced.unpriced
    assert priced.monthly <= stack.environment.budget.decided


def test_what_somebody_changed_by_hand_is_found_and_mended(
    rehearsal: Rehearsal, stack: Stack
) -> None:
    ec2, objects = client(rehearsal, "ec2"), client(rehearsal, "s3")
    named = [{"Name": "tag:Name", "Values": [f"{NAME}-db"]}]
    group = ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]["GroupId"]
    ec2.create_tags(Resources=[group], Tags=[{"Key": "by", "Value": "hand"}])
    bucket = objects.list_buckets()["Buckets"][0]["Name"]
    objects.delete_public_access_block(Bucket=bucket)
    found = stack.refresh(look_only=True)
    assert sorted(found.resources) == [
        ("delete", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock logs"),
        ("update", "aws:ec2/securityGroup:SecurityGroup db"),
    ]
    ec2.create_security_group(
        VpcId=ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]["VpcId"],
        GroupName="somebody",
        Description="by hand",
    )
    classes = {(each.cls, each.what) for each in drift(stack) if each.cls != "co-managed"}
    assert classes == {("owned", "delete"), ("owned", "update"), ("foreign", "undeclared")}
    stack.refresh()
    assert stack.up().changes.keys() == {"create", "same", "update"}
    assert stack.refresh(look_only=True).is_nothing


def test_it_goes_away_and_nothing_is_left(rehearsal: Rehearsal, stack: Stack) -> None:
    foreign = client(rehearsal, "ec2")
    for each in foreign.describe_security_groups()["SecurityGroups"]:
        if each["GroupName"] == "somebody":
            foreign.delete_security_group(GroupId=each["GroupId"])
    stack.destroy()
    ec2, objects = client(rehearsal, "ec2"), client(rehearsal, "s3")
    assert not objects.list_buckets()["Buckets"]
    assert all(each["IsDefault"] for each in ec2.describe_vpcs()["Vpcs"])
    assert not client(rehearsal, "rds").describe_db_instances()["DBInstances"]
    assert rehearsal.share.held + rehearsal.share.recorded == 0
    assert Path(rehearsal.home).exists()
