"""A bucket: private, encrypted, versioned, over TLS alone, tidied by age."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.copies import Copied, Copies, replicate
from components.guards import trails_may_write
from components.site import Part, Site
from topology.cost.hosts import HARD_DISK
from topology.environment import Environment, ManagedService

ABORT_DAYS = 7  # decided: an upload that has not ended in a week never will
OLD_DAYS = 90  # decided: how long a version stays that was overwritten
COLD_DAYS = 90  # decided: what was not read in a quarter is read by auditors alone
DAY = 86_400  # seconds
LEAST = 90 * DAY  # decided: where a platform says nothing


@dataclass(frozen=True)
class ObjectsArgs:
    """What a bucket is for, and how long it keeps what."""

    bucket: str
    """Its name, one in the whole world."""
    keep_days: int | None
    """How long objects stay; older versions of them stay as long. Nothing: until deleted."""
    locked: bool = False
    """Whether nobody can delete an object before its time, whoever that is."""
    cold: bool = False
    """Whether it is seldom read."""
    may: tuple[Mapping[str, Any], ...] = ()
    """Who else may do what in it, as statements of its policy."""

    @classmethod
    def of(cls, environment: Environment, account: str) -> ObjectsArgs:
        """Return the bucket of an environment's logs, kept as long as its platform says."""
        retention = environment.platform.retention
        keep = retention["logs"].keep if "logs" in retention else LEAST
        name = f"{environment.name}-logs-{account}"
        return cls(name, int(keep // DAY), may=tuple(trails_may_write(name, account)))

    @classmethod
    def held_by(
        cls, environment: Environment, service: ManagedService, account: str
    ) -> dict[str, ObjectsArgs]:
        """Return the buckets that take a tier's place: one for each thing that it keeps.

        What a law wants kept is locked in compliance mode, where it counts: in dc and dr.
        """
        found = {}
        for name, files in environment.platform.files.items():
            if files.tier != service.tier:
                continue
            rule = environment.platform.retention[files.retention] if files.retention else None
            locked = bool(rule and rule.locked and rule.law and environment.facts.peer)
            found[f"{service.tier}-{name}"] = cls(
                bucket=f"{environment.name}-{name}-{account}",
                keep_days=int(rule.keep // DAY) if rule else None,
                locked=locked,
                cold=service.planned.disks[0].kind == HARD_DISK,
            )
        return found


class Objects(Part):
    """A bucket with all its settings."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: ObjectsArgs,
        key: pulumi.Input[str],
        options: pulumi.ResourceOptions,
        copies: Copies | None = None,
    ) -> None:
        super().__init__("Objects", name, site, options)
        self._versioned: list[aws.s3.BucketVersioning] = []
        self.bucket = self._bucket(name, args, site.region, key)
        if copies:
            there = self._bucket(f"{name}-copies", args, copies.region, copies.key)
            replicate(self, self.bucket, key, copies, Copied(there, self._versioned))
        self.register_outputs({"bucket": self.bucket.id})

    def _bucket(
        self, name: str, args: ObjectsArgs, region: str, key: pulumi.Input[str]
    ) -> aws.s3.Bucket:
        suffix = "-copies" if region != self.site.region else ""
        bucket = aws.s3.Bucket(
            name,
            bucket=f"{args.bucket}{suffix}",
            object_lock_enabled=args.locked or None,
            force_destroy=not self.site.guarded,
            region=region,
            tags=self.tags(name),
            opts=self.own,
        )
        self._guard(name, bucket, region, args)
        self._encrypt(name, bucket, region, key)
        self._tidy(name, bucket, region, args)
        if args.locked:
            self._lock(name, bucket, region, args)
        return bucket

    def _lock(self, name: str, bucket: aws.s3.Bucket, region: str, args: ObjectsArgs) -> None:
        kept = {"mode": "COMPLIANCE", "days": args.keep_days}
        aws.s3.BucketObjectLockConfiguration(
            name,
            bucket=bucket.id,
            rule={"default_retention": kept},
            region=region,
            opts=self.own,
        )

    def _guard(self, name: str, bucket: aws.s3.Bucket, region: str, args: ObjectsArgs) -> None:
        aws.s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.id,
            region=region,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.own,
        )
        versions = aws.s3.BucketVersioning(
            name,
            bucket=bucket.id,
            region=region,
            versioning_configuration={"status": "Enabled"},
            opts=self.own,
        )
        self._versioned = [*self._versioned, versions]
        policy = bucket.arn.apply(lambda arn: _only_over_tls(arn, args.may))
        aws.s3.BucketPolicy(name, bucket=bucket.id, region=region, policy=policy, opts=self.own)

    def _encrypt(
        self, name: str, bucket: aws.s3.Bucket, region: str, key: pulumi.Input[str]
    ) -> None:
        by_default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key}
        aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.id,
            region=region,
            rules=[
                {
                    "apply_server_side_encryption_by_default": by_default,
                    "bucket_key_enabled": True,
                }
            ],
            opts=self.own,
        )

    def _tidy(self, name: str, bucket: aws.s3.Bucket, region: str, args: ObjectsArgs) -> None:
        gone: dict[str, Any] = (
            {
                "expiration": {"days": args.keep_days},
                "noncurrent_version_expiration": {"noncurrent_days": args.keep_days},
            }
            if args.keep_days
            else {"noncurrent_version_expiration": {"noncurrent_days": OLD_DAYS}}
        )
        moved: dict[str, Any] = {"transitions": [{"days": COLD_DAYS, "storage_class": "GLACIER"}]}
        aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.id,
            region=region,
            rules=[
                {
                    "id": "age",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    **gone,
                    **(moved if args.cold else {}),
                    "abort_incomplete_multipart_upload": {"days_after_initiation": ABORT_DAYS},
                }
            ],
            opts=self.own,
        )


def _only_over_tls(arn: str, may: Sequence[Mapping[str, Any]]) -> str:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement, *may]})
