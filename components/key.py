"""The key that everything at rest is encrypted with, turned every year."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components.site import Part, Site

WAIT_DAYS = 30  # decided: the longest that KMS lets a deletion be undone
TELLERS = ("cloudwatch.amazonaws.com", "budgets.amazonaws.com", "cloudtrail.amazonaws.com")
"""They encrypt what they publish, or write."""
BRIEF_DAYS = 7  # decided: the shortest, where nothing lasts


class Key(Part):
    """One key, its name, and who may use it."""

    def __init__(
        self,
        name: str,
        site: Site,
        account: str,
        options: pulumi.ResourceOptions,
        region: str | None = None,
    ) -> None:
        """Make it here, or in another region for what is copied there."""
        super().__init__("Key", name, site, options)
        where = region or site.region
        self.key = aws.kms.Key(
            name,
            description=f"Everything at rest of {site.name}",
            enable_key_rotation=True,
            deletion_window_in_days=WAIT_DAYS if site.lasting else BRIEF_DAYS,
            policy=_policy(account, where),
            region=where,
            tags=self.tags(name),
            opts=self.own,
        )
        aws.kms.Alias(
            name,
            name=f"alias/{self.named(name)}",
            target_key_id=self.key.key_id,
            region=where,
            opts=self.own,
        )
        self.arn: pulumi.Output[str] = self.key.arn
        self.register_outputs({"arn": self.arn})


def _policy(account: str, region: str) -> str:
    """The account decides by its roles who uses it; AWS's own may for what they write and tell."""
    root = f"arn:aws:iam::{account}:root"
    logs = f"arn:aws:logs:{region}:{account}:*"
    use = [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
    ]
    statements = [
        {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"},
        {
            "Effect": "Allow",
            "Principal": {"Service": f"logs.{region}.amazonaws.com"},
            "Action": use,
            "Resource": "*",
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
        },
    ]
    mine = {"StringEquals": {"aws:SourceAccount": account}}
    statements.append(
        {
            "Effect": "Allow",
            "Principal": {"Service": list(TELLERS)},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": mine,
        }
    )
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
