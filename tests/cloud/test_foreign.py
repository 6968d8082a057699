"""What nobody declared is found by its network, its tags or its name, and classed."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloud.foreign import FINDERS, Thing, look

REGION, NAME = "eu-central-1", "shop-td"
TAGS = [{"Key": "tandem:environment", "Value": NAME}]


def client(service: str, region: str) -> Any:  # noqa: ANN401 - made by boto3 at run time
    known = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "x")
    return boto3.client(service, region_name=region, **known)


@pytest.fixture
def network() -> Iterator[str]:
    with mock_aws():
        ec2 = client("ec2", REGION)
        vpc: str = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        ec2.create_tags(Resources=[vpc], Tags=TAGS)
        yield vpc


def found(*known: str) -> list[Thing]:
    return list(look(client, REGION, NAME, known))


def foreign(*known: str) -> list[str]:
    return [each.kind for each in found(*known) if each.cls == "foreign"]


def test_a_network_of_ours_has_nothing_foreign_in_it(network: str) -> None:
    assert not foreign(network)
    assert {each.kind for each in found(network)} == {"ec2/securityGroup", "ec2/routeTable"}


def test_what_somebody_put_into_our_network_is_foreign(network: str) -> None:
    ec2 = client("ec2", REGION)
    ec2.create_subnet(VpcId=network, CidrBlock="10.9.1.0/24")
    ec2.create_security_group(VpcId=network, GroupName="mine", Description="x")
    assert foreign(network) == ["ec2/subnet", "ec2/securityGroup"]


def test_what_bears_our_tag_or_name_is_foreign_wherever_it_stands(network: str) -> None:
    ec2, logs = client("ec2", REGION), client("logs", REGION)
    ec2.create_volume(
        AvailabilityZone=f"{REGION}a",
        Size=1,
        TagSpecifications=[{"ResourceType": "volume", "Tags": TAGS}],
    )
    logs.create_log_group(logGroupName=f"/tandem/{NAME}/more")
    logs.create_log_group(logGroupName="/tandem/shop-tds/other")
    assert foreign(network) == ["ebs/volume", "cloudwatch/logGroup"]


def test_what_is_declared_is_not_told(network: str) -> None:
    subnet = client("ec2", REGION).create_subnet(VpcId=network, CidrBlock="10.9.1.0/24")
    assert not foreign(network, subnet["Subnet"]["SubnetId"])


def test_no_type_is_looked_for_twice() -> None:
    assert len({each.kind for each in FINDERS}) == len(FINDERS)
