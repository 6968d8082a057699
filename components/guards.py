"""Who did what, and what looks wrong: CloudTrail, GuardDuty and Inspector of one site.

GuardDuty and Inspector are one for each account and region, so only dc and dr have them: pairs of
two platforms that meet in a region need two accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Site

OFTEN = "FIFTEEN_MINUTES"
LOOKED_AT = ("EC2", "ECR")
TRAILS = "trail"
"""Where in the bucket of logs they lie."""


@dataclass(frozen=True)
class GuardsArgs:
    """What is watched over."""

    bucket: pulumi.Input[str]
    """The bucket of logs."""
    after: pulumi.Resource
    """What lets the trail write into it, and must be there first."""
    everywhere: bool
    """Whether this site's trail also has what belongs to no region, and all other regions."""


class Guards(Part):
    """The trail, the detector, the inspector."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: GuardsArgs,
        account: str,
        key: pulumi.Input[str],
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Guards", name, site, options)
        self.trail = aws.cloudtrail.Trail(
            name,
            name=self.named(name),
            s3_bucket_name=args.bucket,
            s3_key_prefix=TRAILS,
            kms_key_id=key,
            enable_log_file_validation=True,
            enable_logging=True,
            include_global_service_events=args.everywhere,
            is_multi_region_trail=args.everywhere,
            tags=self.tags(name),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.after]),
        )
        aws.guardduty.Detector(
            name,
            enable=True,
            finding_publishing_frequency=OFTEN,
            tags=self.tags(name),
            opts=self.own,
        )
        aws.inspector2.Enabler(
            name, account_ids=[account], resource_types=list(LOOKED_AT), opts=self.own
        )
        self.register_outputs({"trail": self.trail.arn})


def trails_may_write(bucket: str, account: str) -> list[dict[str, object]]:
    """Return what a bucket's policy must say for a trail to write into it."""
    who = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    mine = {"StringEquals": {"aws:SourceAccount": account}}
    arn = f"arn:aws:s3:::{bucket}"
    there = f"{arn}/{TRAILS}/AWSLogs/{account}/*"
    return [
        {**who, "Action": "s3:GetBucketAcl", "Resource": arn, "Condition": mine},
        {**who, "Action": "s3:PutObject", "Resource": there, "Condition": mine},
    ]
