"""Where state is kept in AWS: a bucket in each of two regions, copied both ways, and one key.

Pulumi's own lock lies in the bucket beside the state. Whoever loses a region goes on with the other
bucket: the key is one key in two regions, so what was encrypted here can be read there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

Client = Callable[[str, str], Any]
"""Makes the client of a service in a region."""
ALIAS = "alias/tandem-state"
KEEP_DAYS = 365  # decided: a year of states, as long as PCI DSS keeps what was done
ROLE = "tandem-state-copies"


@dataclass(frozen=True)
class Kept:
    """Where state is kept."""

    buckets: Mapping[str, str]
    """By region."""
    secrets: Mapping[str, str]
    """What encrypts secrets there, as Pulumi calls it."""

    @property
    def lines(self) -> Iterator[str]:
        """What to set, in each region."""
        for region, bucket in self.buckets.items():
            yield f"# {region}"
            yield f"export TANDEM_CLOUD_STATE='s3://{bucket}?region={region}'"
            yield f"export TANDEM_CLOUD_KEY='{self.secrets[region]}'"


def bootstrap(client: Client, name: str, home: str, away: str) -> Kept:
    """Make what is not there yet, and set all of it as it should be."""
    account = client("sts", home).get_caller_identity()["Account"]
    keys = _keys(client, home, away)
    buckets = {home: f"{name}-{home}", away: f"{name}-{away}"}
    for region, bucket in buckets.items():
        _bucket(client("s3", region), bucket, region, keys[region])
    role = _role(client("iam", home), account, buckets, keys)
    for region, other in ((home, away), (away, home)):
        _copies(client("s3", region), buckets[region], buckets[other], keys[other], role)
    named = {region: f"awskms:///{ALIAS}?region={region}" for region in buckets}
    return Kept(buckets, named)


def _keys(client: Client, home: str, away: str) -> dict[str, str]:
    """Return the key's name in both regions: one key, whose copy can open what it has shut."""
    here = _known(client("kms", home))
    if not here:
        made = client("kms", home).create_key(
            Description="State of Tandem", MultiRegion=True, Tags=_tags("TagKey", "TagValue")
        )
        here = made["KeyMetadata"]["Arn"]
        client("kms", home).create_alias(AliasName=ALIAS, TargetKeyId=here)
    client("kms", home).enable_key_rotation(KeyId=here)
    there = here.replace(f":{home}:", f":{away}:")
    regions = (
        client("kms", home)
        .describe_key(KeyId=here)["KeyMetadata"]
        .get("MultiRegionConfiguration", {})
    )
    if there not in {each["Arn"] for each in regions.get("ReplicaKeys", ())}:
        client("kms", home).replicate_key(KeyId=here.rpartition("/")[2], ReplicaRegion=away)
    if not _known(client("kms", away)):
        client("kms", away).create_alias(AliasName=ALIAS, TargetKeyId=there)
    return {home: here, away: there}


def _known(kms: Any) -> str:  # noqa: ANN401 - made by boto3 at run time
    pages = kms.get_paginator("list_aliases").paginate()
    known = {each["AliasName"]: each for page in pages for each in page["Aliases"]}
    target = known.get(ALIAS, {}).get("TargetKeyId")
    return str(kms.describe_key(KeyId=target)["KeyMetadata"]["Arn"]) if target else ""


def _bucket(s3: Any, name: str, region: str, key: str) -> None:  # noqa: ANN401 - made by boto3
    try:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration=dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"),
            True,
        ),
    )
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": True}]
        },
    )
    s3.put_bucket_policy(Bucket=name, Policy=_only_over_tls(name))
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _tags("Key", "Value")})
    _age(s3, name)


def _age(s3: Any, name: str) -> None:  # noqa: ANN401 - made by boto3 at run time
    """Let old states go."""
    s3.put_bucket_lifecycle_configuration(
        Bucket=name,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "age",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": KEEP_DAYS},
                }
            ]
        },
    )


def _copies(s3: Any, here: str, there: str, key: str, role: str) -> None:  # noqa: ANN401 - boto3's
    """Copy every state to the other region, deletions and locks too: both are one state."""
    encrypted = {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    s3.put_bucket_replication(
        Bucket=here,
        ReplicationConfiguration={
            "Role": role,
            "Rules": [
                {
                    "ID": "other-region",
                    "Status": "Enabled",
                    "Priority": 1,
                    "Filter": {"Prefix": ""},
                    "DeleteMarkerReplication": {"Status": "Enabled"},
                    "SourceSelectionCriteria": encrypted,
                    "Destination": {
                        "Bucket": f"arn:aws:s3:::{there}",
                        "EncryptionConfiguration": {"ReplicaKmsKeyID": key},
                    },
                }
            ],
        },
    )


def _role(iam: Any, account: str, buckets: Mapping[str, str], keys: Mapping[str, str]) -> str:  # noqa: ANN401 - boto3's
    """Return the role that S3 plays to copy."""
    who = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}}
    mine = {"StringEquals": {"aws:SourceAccount": account}}
    trust = [{**who, "Action": "sts:AssumeRole", "Condition": mine}]
    try:
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=_document(trust))
    except ClientError as error:
        if error.response["Error"]["Code"] != "EntityAlreadyExists":
            raise
    may = _to_copy(buckets, keys)
    iam.put_role_policy(RoleName=ROLE, PolicyName="copy", PolicyDocument=_document(may))
    return f"arn:aws:iam::{account}:role/{ROLE}"


def _to_copy(buckets: Mapping[str, str], keys: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what S3 may do to copy."""
    names = [f"arn:aws:s3:::{bucket}" for bucket in buckets.values()]
    return [
        {
            "Effect": "Allow",
            "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            "Resource": names,
        },
        {
            "Effect": "Allow",
            "Action": [
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
                "s3:ReplicateObject",
                "s3:ReplicateDelete",
                "s3:ReplicateTags",
            ],
            "Resource": [f"{each}/*" for each in names],
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:Encrypt"],
            "Resource": sorted(keys.values()),
        },
    ]


def _only_over_tls(bucket: str) -> str:
    arn = f"arn:aws:s3:::{bucket}"
    return _document(
        [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [arn, f"{arn}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ]
    )


def _document(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _tags(key: str, value: str) -> list[dict[str, str]]:
    return [{key: "tandem:owner", value: "tandem"}, {key: "tandem:cost", value: "tandem/state"}]
