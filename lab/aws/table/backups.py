"""AWS Backup: vaults, their locks, plans, and what they are for."""

from __future__ import annotations

from typing import Any

from lab.aws.entry import Call, Entry, Tags
from lab.aws.words import Properties

_VAULT = {"BackupVaultName": "{name}"}
_LOCKED = {"BackupVaultName": "{backupVaultName}"}
_PLAN = {"BackupPlanId": "{id}"}
_TAGS = Tags(
    add=Call("TagResource", fixed={"ResourceArn": "{arn}"}, takes=("tags",)),
    remove=Call("UntagResource", fixed={"ResourceArn": "{arn}"}),
    keys="TagKeyList",
    listing=Call("ListTags", fixed={"ResourceArn": "{arn}"}),
)
_COPIES = (
    "CopyActions[].{destinationVaultArn: DestinationBackupVaultArn,"
    " lifecycle: {deleteAfter: Lifecycle.DeleteAfterDays}}"
)
_RULES = (
    "Rules[].{ruleName: RuleName, targetVaultName: TargetBackupVaultName,"
    " schedule: ScheduleExpression, startWindow: StartWindowMinutes,"
    " enableContinuousBackup: EnableContinuousBackup,"
    " lifecycle: {deleteAfter: Lifecycle.DeleteAfterDays}, copyActions: " + _COPIES + "}"
)


def _days(lifecycle: Properties | None) -> Properties:
    return {"deleteAfterDays": lifecycle["deleteAfter"]} if lifecycle else {}


def _rule(each: Properties) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "ruleName": each.get("ruleName"),
        "targetBackupVaultName": each.get("targetVaultName"),
        "scheduleExpression": each.get("schedule"),
        "startWindowMinutes": each.get("startWindow"),
        "enableContinuousBackup": each.get("enableContinuousBackup"),
        "lifecycle": _days(each.get("lifecycle")),
    }
    if each.get("copyActions"):
        rule["copyActions"] = [
            {
                "destinationBackupVaultArn": copy["destinationVaultArn"],
                "lifecycle": _days(copy.get("lifecycle")),
            }
            for copy in each["copyActions"]
        ]
    return rule


def _plan(given: Properties) -> Properties:
    """Return a plan as its calls take it."""
    rules = [_rule(each) for each in given.get("rules") or []]
    made: Properties = {"backupPlan": {"backupPlanName": given.get("name"), "rules": rules}}
    return {**made, "backupPlanTags": given["tags"]} if given.get("tags") else made


ENTRIES = (
    Entry(
        kind="aws:backup/vault:Vault",
        service="backup",
        create=Call("CreateBackupVault"),
        id="{name}",
        read=Call("DescribeBackupVault", fixed=_VAULT),
        delete=Call("DeleteBackupVault", fixed=_VAULT),
        names={
            "name": "BackupVaultName",
            "kmsKeyArn": "EncryptionKeyArn",
        },
        tags=_TAGS,
        outputs={"arn": "arn:aws:backup:{region}:{account}:backup-vault:{id}"},
        unsent={"forceDestroy": "how the plugin itself goes about removing a vault"},
    ),
    Entry(
        kind="aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        service="backup",
        create=Call("PutBackupVaultLockConfiguration"),
        id="{backupVaultName}",
        read=Call("DescribeBackupVault", fixed=_LOCKED),
        found="Locked && @",
        delete=Call("DeleteBackupVaultLockConfiguration", fixed=_LOCKED),
        updates=(
            Call(
                "PutBackupVaultLockConfiguration",
                fixed=_LOCKED,
                takes=("minRetentionDays", "maxRetentionDays"),
                whole=True,
            ),
        ),
    ),
    Entry(
        kind="aws:backup/plan:Plan",
        service="backup",
        create=Call("CreateBackupPlan", takes=("name", "rules", "tags"), make=_plan),
        id="BackupPlanId",
        read=Call("GetBackupPlan", fixed=_PLAN),
        found="!DeletionDate && BackupPlan",
        delete=Call("DeleteBackupPlan", fixed=_PLAN),
        updates=(Call("UpdateBackupPlan", fixed=_PLAN, takes=("name", "rules"), make=_plan),),
        seen={"name": "BackupPlanName", "rules": _RULES},
        tags=_TAGS,
        outputs={"arn": "arn:aws:backup:{region}:{account}:backup-plan:{id}"},
    ),
    Entry(
        kind="aws:backup/selection:Selection",
        service="backup",
        create=Call("CreateBackupSelection", fixed={"BackupPlanId": "{planId}"}),
        id="SelectionId",
        read=Call("GetBackupSelection", fixed={"BackupPlanId": "{planId}"}),
        delete=Call("DeleteBackupSelection", fixed={"BackupPlanId": "{planId}"}),
        names={
            "planId": "BackupPlanId",
            "name": "BackupSelection.SelectionName",
            "iamRoleArn": "BackupSelection.IamRoleArn",
            "resources": "BackupSelection.Resources",
        },
        recorded="moto refuses CreateBackupSelection",
    ),
)
