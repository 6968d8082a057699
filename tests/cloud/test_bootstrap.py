"""The place of state: closed, encrypted, with versions, copied both ways, made once."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloud.bootstrap import ALIAS, Kept, bootstrap

HOME, AWAY = "eu-central-1", "eu-west-1"
pytestmark = pytest.mark.slow


def client(service: str, region: str) -> Any:  # noqa: ANN401 - made by boto3 at run time
    known = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "x")
    return boto3.client(service, region_name=region, **known)


@pytest.fixture
def kept() -> Iterator[Kept]:
    with mock_aws():
        yield bootstrap(client, "acme-state", HOME, AWAY)


def test_it_is_closed_encrypted_and_has_versions_in_both_regions(kept: Kept) -> None:
    for region, bucket in kept.buckets.items():
        s3 = client("s3", region)
        closed = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert all(closed.values())
        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
        rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
        key = rule["Rules"][0]["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
        assert f":{region}:" in key
        assert "SecureTransport" in s3.get_bucket_policy(Bucket=bucket)["Policy"]


def test_each_bucket_is_copied_to_the_other(kept: Kept) -> None:
    for region, other in ((HOME, AWAY), (AWAY, HOME)):
        rules = client("s3", region).get_bucket_replication(Bucket=kept.buckets[region])
        rule = rules["ReplicationConfiguration"]["Rules"][0]
        assert rule["Destination"]["Bucket"].endswith(kept.buckets[other])
        assert rule["Status"] == "Enabled"


def test_what_is_shut_here_can_be_opened_there(kept: Kept) -> None:
    names = {
        region: client("kms", region).describe_key(KeyId=ALIAS)["KeyMetadata"]
        for region in kept.buckets
    }
    assert names[HOME]["MultiRegion"]
    assert names[HOME]["KeyId"] == names[AWAY]["KeyId"]
    assert client("kms", HOME).get_key_rotation_status(KeyId=names[HOME]["KeyId"])[
        "KeyRotationEnabled"
    ]


def test_a_second_time_makes_nothing_more(kept: Kept) -> None:
    before = {region: len(client("kms", region).list_keys()["Keys"]) for region in kept.buckets}
    assert bootstrap(client, "acme-state", HOME, AWAY) == kept
    assert before == {
        region: len(client("kms", region).list_keys()["Keys"]) for region in kept.buckets
    }
    assert len(client("s3", HOME).list_buckets()["Buckets"]) == 2


def test_it_says_what_to_set_in_each_region(kept: Kept) -> None:
    assert f"export TANDEM_CLOUD_STATE='s3://acme-state-{AWAY}?region={AWAY}'" in kept.lines
