"""A bucket: private, encrypted, versioned, over TLS alone, tidied by age."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Site
from topology.environment import Environment

ABORT_DAYS = 7  # decided: an upload that has not ended in a week never will
DAY = 86_400  # seconds
LEAST = 90 * DAY  # decided: where a platform says nothing


@dataclass(frozen=True)
class ObjectsArgs:
    """What a bucket is for, and how long it keeps what."""

    bucket: str
    """Its name, one in the whole world."""
    keep_days: int
    """How long objects stay; older versions of them stay as long."""

    @classmethod
    def of(cls, environment: Environment, account: str) -> ObjectsArgs:
        """Return the bucket of an environment's logs, kept as long as its platform says."""
        retention = environment.platform.retention
        keep = retention["logs"].keep if "logs" in retention else LEAST
        return cls(f"{environment.name}-logs-{account}", int(keep // DAY))


class Objects(Part):
    """A bucket with all its settings."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: ObjectsArgs,
        key: pulumi.Input[str],
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Objects", name, site, options)
        self.bucket = aws.s3.Bucket(
            name,
            bucket=args.bucket,
            force_destroy=not site.lasting,
            tags=self.tags(name),
            opts=self.own,
        )
        self._guard(name)
        self._encrypt(name, key)
        self._tidy(name, args.keep_days)
        self.register_outputs({"bucket": self.bucket.id})

    def _guard(self, name: str) -> None:
        aws.s3.BucketPublicAccessBlock(
            name,
            bucket=self.bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.own,
        )
        aws.s3.BucketVersioning(
            name,
            bucket=self.bucket.id,
            versioning_configuration={"status": "Enabled"},
            opts=self.own,
        )
        policy = self.bucket.arn.apply(_only_over_tls)
        aws.s3.BucketPolicy(name, bucket=self.bucket.id, policy=policy, opts=self.own)

    def _encrypt(self, name: str, key: pulumi.Input[str]) -> None:
        by_default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key}
        aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=self.bucket.id,
            rules=[
                {
                    "apply_server_side_encryption_by_default": by_default,
                    "bucket_key_enabled": True,
                }
            ],
            opts=self.own,
        )

    def _tidy(self, name: str, days: int) -> None:
        aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=self.bucket.id,
            rules=[
                {
                    "id": "age",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": days},
                    "noncurrent_version_expiration": {"noncurrent_days": days},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": ABORT_DAYS},
                }
            ],
            opts=self.own,
        )


def _only_over_tls(arn: str) -> str:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
