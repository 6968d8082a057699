"""Secrets, and the logs that tell of everything else."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, Tags
from lab.aws.words import Properties

_SECRET = {"SecretId": "{id}"}
_LOGS = {"logGroupName": "{name}"}


def _window(given: Properties) -> Properties:
    """No days to think it over means at once."""
    days = given.get("recoveryWindowInDays")
    return {"forceDeleteWithoutRecovery": True} if days == 0 else {"recoveryWindowInDays": days}


ENTRIES = (
    Entry(
        kind="aws:secretsmanager/secret:Secret",
        service="secretsmanager",
        create=Call("CreateSecret", takes=("name", "description", "kmsKeyId", "tags")),
        id="ARN",
        read=Call("DescribeSecret", fixed=_SECRET),
        find=Call("DescribeSecret", fixed={"SecretId": "{name}"}),
        found="!DeletedDate && @",
        delete=Call(
            "DeleteSecret",
            fixed=_SECRET,
            takes=("recoveryWindowInDays", "forceDeleteWithoutRecovery"),
            make=_window,
        ),
        updates=(Call("UpdateSecret", fixed=_SECRET, takes=("description", "kmsKeyId")),),
        tags=Tags(
            add=Call("TagResource", fixed=_SECRET, takes=("tags",)),
            remove=Call("UntagResource", fixed=_SECRET),
            keys="TagKeys",
        ),
        outputs={"arn": "{id}"},
    ),
    Entry(
        kind="aws:secretsmanager/secretVersion:SecretVersion",
        service="secretsmanager",
        create=Call("PutSecretValue"),
        id="{secretId}",
        read=Call("GetSecretValue", fixed={"SecretId": "{secretId}"}),
        updates=(Call("PutSecretValue", takes=("secretString",)),),
    ),
    Entry(
        kind="aws:cloudwatch/logGroup:LogGroup",
        service="logs",
        create=Call("CreateLogGroup", takes=("name", "kmsKeyId", "tags", "logGroupClass")),
        id="{name}",
        read=Call("DescribeLogGroups", fixed={"logGroupNamePrefix": "{name}"}),
        found="logGroups[?logGroupName=='{name}'] | [0]",
        delete=Call("DeleteLogGroup", fixed=_LOGS),
        updates=(
            Call("PutRetentionPolicy", fixed=_LOGS, takes=("retentionInDays",)),
            Call("AssociateKmsKey", fixed=_LOGS, takes=("kmsKeyId",)),
        ),
        names={"name": "logGroupName"},
        tags=Tags(
            add=Call("TagResource", fixed={"resourceArn": "{arn}"}, takes=("tags",)),
            remove=Call("UntagResource", fixed={"resourceArn": "{arn}"}),
            keys="tagKeys",
            listing=Call("ListTagsForResource", fixed={"resourceArn": "{arn}"}),
            found="tags",
        ),
        outputs={"arn": "arn:aws:logs:{region}:{account}:log-group:{id}"},
    ),
)
