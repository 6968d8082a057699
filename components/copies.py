"""Copies of a bucket's objects in another region, under a key of there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.role import service_role
from components.site import Part


@dataclass(frozen=True)
class Copies:
    """Where things are copied to."""

    region: str
    key: pulumi.Input[str]


@dataclass(frozen=True)
class Copied:
    """The bucket of there, and what must be switched on first at both ends."""

    bucket: aws.s3.Bucket
    after: Sequence[pulumi.Resource]


def replicate(
    part: Part, source: aws.s3.Bucket, key: pulumi.Input[str], copies: Copies, there: Copied
) -> None:
    """Copy every new object of a bucket to the other region."""
    name = f"{part.label}-copies"
    role = service_role(part, name, "s3.amazonaws.com")
    aws.iam.RolePolicy(
        name,
        name="copy",
        role=role.name,
        policy=pulumi.Output.all(source.arn, there.bucket.arn, key, copies.key).apply(
            lambda found: _may_copy(*found)
        ),
        opts=part.own,
    )
    aws.s3.BucketReplicationConfig(
        part.label,
        bucket=source.id,
        role=role.arn,
        rules=[_everything(there.bucket.arn, copies.key)],
        opts=pulumi.ResourceOptions(parent=part, depends_on=list(there.after)),
    )


def _everything(bucket: pulumi.Input[str], key: pulumi.Input[str]) -> Any:  # noqa: ANN401 - the SDK's own
    """Return the rule that copies all objects, and the marks of what was deleted."""
    return {
        "id": "all",
        "status": "Enabled",
        "priority": 1,
        "filter": {"prefix": ""},
        "delete_marker_replication": {"status": "Enabled"},
        "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
        "destination": {
            "bucket": bucket,
            "storage_class": "STANDARD_IA",
            "encryption_configuration": {"replica_kms_key_id": key},
        },
    }


def _may_copy(source: str, there: str, key: str, other: str) -> str:
    statements: list[dict[str, Any]] = [
        {"Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"], "Resource": source},
        {
            "Action": [
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
                "s3:GetObjectRetention",
                "s3:GetObjectLegalHold",
            ],
            "Resource": f"{source}/*",
        },
        {
            "Action": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
            "Resource": f"{there}/*",
        },
        {"Action": "kms:Decrypt", "Resource": key},
        {"Action": "kms:Encrypt", "Resource": other},
    ]
    allowed = [{"Effect": "Allow", **each} for each in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": allowed})
