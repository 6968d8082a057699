"""A misspelt, missing or impossible input is refused before anything is made."""

from pathlib import Path
from typing import Any

import pytest

from lab.aws.calls import Api
from lab.aws.entry import Entry
from lab.aws.ledger import Ledger
from lab.aws.recorded import carrier
from lab.aws.words import UNKNOWN

SUBNET = "aws:ec2/subnet:Subnet"
KEY = "aws:kms/key:Key"
LIFE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
CACHE = "aws:elasticache/parameterGroup:ParameterGroup"
INSTANCE = "aws:ec2/instance:Instance"


def faults(api: Api, entry: Entry, given: dict[str, Any], home: Path) -> str:
    found = carrier(api, entry, Ledger(home / "ledger.json")).check(given)
    return "\n".join(f"{name}: {reason}" for name, reason in found)


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (SUBNET, {"vpcId": "vpc-1", "cidrBlok": "10.0.0.0/24"}, "did you mean 'cidrBlock'"),
        (SUBNET, {"cidrBlock": "10.0.0.0/24"}, "vpcId: is required"),
        (SUBNET, {"vpcId": ["vpc-1"]}, "vpcId: expected text"),
        (SUBNET, {"vpcId": "vpc-1", "tags": "none"}, "tags: expected a dict"),
        (KEY, {"deletionWindowInDays": "soon"}, "expected a whole number"),
        (SUBNET, {"vpcId": "vpc-1", "mapPublicIpOnLaunch": True}, "does not know how"),
        (LIFE, {"bucket": "b", "rules": [{"id": "a", "status": "On"}]}, "'On' is none of Enabled"),
        (LIFE, {"bucket": "b", "rules": [{"id": "a"}]}, "rules[0].status: is required"),
        (INSTANCE, {"ami": "ami-1", "instanceType": "t3.gigantic"}, "'t3.gigantic' is none of"),
        (CACHE, {"name": "a", "famly": "redis7"}, "did you mean 'family'"),
    ],
)
def test_it_is_refused(
    api: Api, entries: dict[str, Entry], tmp_path: Path, kind: str, given: dict[str, Any], said: str
) -> None:
    assert said in faults(api, entries[kind], given, tmp_path)


def test_what_is_right_or_not_known_yet_passes(
    api: Api, entries: dict[str, Entry], tmp_path: Path
) -> None:
    given = {"vpcId": UNKNOWN, "cidrBlock": "10.0.0.0/24", "tags": {"Name": "a"}}
    assert not faults(api, entries[SUBNET], given, tmp_path)


@pytest.mark.parametrize(
    ("kind", "name", "replaced"),
    [
        (SUBNET, "cidrBlock", "yes"),
        (SUBNET, "tags", ""),
        (KEY, "enableKeyRotation", ""),
        ("aws:rds/instance:Instance", "instanceClass", ""),
        ("aws:rds/instance:Instance", "engine", "yes"),
        ("aws:s3/bucket:Bucket", "bucket", "yes"),
    ],
)
def test_only_what_no_update_carries_is_replaced(
    api: Api, entries: dict[str, Entry], tmp_path: Path, kind: str, name: str, replaced: str
) -> None:
    it = carrier(api, entries[kind], Ledger(tmp_path / "ledger.json"))
    change = it.diff({name: "old"}, {name: "new"})
    assert change.names == (name,)
    assert bool(change.replaces) is bool(replaced)
