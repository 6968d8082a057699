"""One environment, all the way round, through the real engine: up, nothing to do, drift, away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from cloud.stack import Stack, ground
from lab.aws.rehearsal import Rehearsal, this_rehearsal
from topology.repository import ROOT, Repository

pytestmark = [pytest.mark.cloud, pytest.mark.slow]
NAME = "qps-td"
HELD = 0.85
"""The part of all resources that moto must hold, by the issue."""


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        mine = this_rehearsal()
        mine.up()
        yield mine
        mine.down()


@pytest.fixture(scope="module")
def stack(rehearsal: Rehearsal) -> Stack:
    assert rehearsal.is_up
    repository = Repository(ROOT)
    return Stack(repository.load(NAME), repository.prices, ground(), lambda _: None)


def client(rehearsal: Rehearsal, service: str) -> Any:  # noqa: ANN401 - made by boto3 at run time
    known = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "x")
    region = "eu-central-1"
    return boto3.client(service, region_name=region, endpoint_url=rehearsal.endpoint, **known)


def test_it_goes_up_and_nothing_is_left_to_do(rehearsal: Rehearsal, stack: Stack) -> None:
    assert stack.up().changes.keys() == {"create"}
    assert stack.preview().is_nothing
    assert stack.refresh(look_only=True).is_nothing
    assert rehearsal.share.part >= HELD


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
    stack.refresh()
    assert stack.up().changes.keys() == {"create", "same", "update"}
    assert stack.refresh(look_only=True).is_nothing


def test_it_goes_away_and_nothing_is_left(rehearsal: Rehearsal, stack: Stack) -> None:
    stack.destroy()
    ec2, objects = client(rehearsal, "ec2"), client(rehearsal, "s3")
    assert not objects.list_buckets()["Buckets"]
    assert all(each["IsDefault"] for each in ec2.describe_vpcs()["Vpcs"])
    assert not client(rehearsal, "rds").describe_db_instances()["DBInstances"]
    assert rehearsal.share.held + rehearsal.share.recorded == 0
    assert Path(rehearsal.home).exists()
