"""What Pulumi spells becomes what AWS spells, and nothing is lost on the way."""

from typing import Any

import pytest
from botocore.model import ListShape, Shape, StructureShape
from hypothesis import given
from hypothesis import strategies as st

from lab.aws import shapes
from lab.aws.calls import Api
from lab.aws.reading import plain
from lab.aws.words import UNKNOWN

API = Api("http://127.0.0.1:1")
CALLS = (
    ("ec2", "CreateVpc"),
    ("s3", "PutBucketLifecycleConfiguration"),
    ("s3", "PutBucketEncryption"),
    ("elasticache", "CreateReplicationGroup"),
    ("elbv2", "CreateTargetGroup"),
)


def values(shape: Shape, depth: int = 4) -> st.SearchStrategy[Any]:
    """Return what a shape may hold; maps stay out, whose keys are data and no names."""
    if isinstance(shape, StructureShape):
        members = {
            name: values(each, depth - 1)
            for name, each in shape.members.items()
            if depth and each.type_name not in ("map", "timestamp", "blob")
        }
        return st.fixed_dictionaries({}, optional=members)
    if isinstance(shape, ListShape):
        return st.lists(values(shape.member, depth - 1), max_size=2)
    if shape.type_name == "boolean":
        return st.booleans()
    if shape.type_name in ("integer", "long"):
        return st.integers(0, 10**6)
    return st.text("abc/:*-", max_size=8)


@pytest.mark.parametrize(("service", "operation"), CALLS)
@given(data=st.data())
def test_what_was_read_can_be_written_again(
    service: str, operation: str, data: st.DataObject
) -> None:
    shape = API.shape(service, operation)
    assert isinstance(shape, StructureShape)
    for name, member in shape.members.items():
        if member.type_name in ("map", "timestamp", "blob"):
            continue
        value = data.draw(values(member), label=name)
        assert shapes.to_api(plain(value), member) == value


def test_tags_become_a_list() -> None:
    shape = API.shape("rds", "AddTagsToResource").members["Tags"]
    found = shapes.to_api({"b": "2", "a": "1"}, shape)
    assert found == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]


def test_what_is_not_known_yet_is_no_fault() -> None:
    shape = API.shape("ec2", "CreateSubnet")
    assert not list(shapes.complaints({"VpcId": UNKNOWN, "CidrBlock": "10.0.0.0/24"}, shape))


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "VpcId"),
        ({"VpcId": 5}, "VpcId"),
        ({"VpcId": "vpc-1", "Nonsense": 1}, "Nonsense"),
    ],
)
def test_what_botocore_refuses_is_told(params: dict[str, Any], said: str) -> None:
    shape = API.shape("ec2", "CreateSubnet")
    assert said in "\n".join(shapes.complaints(params, shape))
