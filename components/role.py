"""A role that one of AWS's services plays for us."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pulumi_aws as aws

from components.site import Part


def service_role(part: Part, name: str, service: str, policies: Iterable[str] = ()) -> aws.iam.Role:
    """Return a role that a service may play, with policies of AWS's own by the end of their ARN."""
    who = {"Effect": "Allow", "Principal": {"Service": service}}
    may = {**who, "Action": "sts:AssumeRole"}
    role = aws.iam.Role(
        name,
        name=part.named(name),
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [may]}),
        tags=part.tags(name),
        opts=part.own,
    )
    for each in policies:
        aws.iam.RolePolicyAttachment(
            f"{name}-{each.rpartition('/')[2]}",
            role=role.name,
            policy_arn=f"arn:aws:iam::aws:policy/{each}",
            opts=part.own,
        )
    return role
