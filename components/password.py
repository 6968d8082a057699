"""A password that is made once and kept in Secrets Manager."""

from __future__ import annotations

import json
import secrets

import pulumi
import pulumi_aws as aws

from components.site import Part

LETTERS = 24  # of a password: 32 characters
THINK_DAYS = 30  # decided: the longest that a secret's deletion can be undone


def password(part: Part, owner: str, key: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the password of a part's owner; every later run keeps it, whatever it would make."""
    name = f"{part.label}-owner"
    secret = aws.secretsmanager.Secret(
        name,
        name=part.named(name),
        description=f"The owner of {part.named(part.label)}",
        kms_key_id=key,
        recovery_window_in_days=THINK_DAYS if part.site.lasting else 0,
        tags=part.tags(name),
        opts=part.own,
    )
    made = json.dumps({"username": owner, "password": secrets.token_urlsafe(LETTERS)})
    version = aws.secretsmanager.SecretVersion(
        name,
        secret_id=secret.id,
        secret_string=pulumi.Output.secret(made),
        opts=pulumi.ResourceOptions(parent=part, ignore_changes=["secretString"]),
    )
    kept: pulumi.Output[str] = version.secret_string.apply(
        lambda text: json.loads(text)["password"]
    )
    return kept
