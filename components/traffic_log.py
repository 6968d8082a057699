"""Who spoke with whom: the network's flow logs, kept encrypted."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components.site import Part, Site

KEEP_DAYS = 90  # decided: the part of PCI DSS's year that must be at hand
SECONDS = 60
"""The shortest that AWS gathers before it writes."""


class TrafficLog(Part):
    """The log, and the role that may write it."""

    def __init__(
        self,
        name: str,
        site: Site,
        vpc: pulumi.Input[str],
        key: pulumi.Input[str],
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("TrafficLog", name, site, options)
        group = aws.cloudwatch.LogGroup(
            name,
            name=f"/tandem/{site.name}/{name}",
            retention_in_days=KEEP_DAYS,
            kms_key_id=key,
            tags=self.tags(name),
            opts=self.own,
        )
        aws.ec2.FlowLog(
            name,
            vpc_id=vpc,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=self._role(group.arn).arn,
            max_aggregation_interval=SECONDS,
            tags=self.tags(name),
            opts=self.own,
        )
        self.register_outputs({"group": group.name})

    def _role(self, group: pulumi.Output[str]) -> aws.iam.Role:
        name = self.label
        trusted = {"Effect": "Allow", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}
        role = aws.iam.Role(
            name,
            name=self.named(name),
            assume_role_policy=_policy({**trusted, "Action": "sts:AssumeRole"}),
            tags=self.tags(name),
            opts=self.own,
        )
        write = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        aws.iam.RolePolicy(
            name,
            name="write",
            role=role.name,
            policy=group.apply(
                lambda arn: _policy({"Effect": "Allow", "Action": write, "Resource": f"{arn}:*"})
            ),
            opts=self.own,
        )
        return role


def _policy(statement: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
