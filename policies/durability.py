"""What must last does: copies, backups, locks, and time to change one's mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policies.resources import Resource, Site
from policies.rules import rule, rule_of_all

KEPT, KEYS, WATCHED = ("9.4.1",), ("3.6.1", "3.7.4"), ("10.5.1",)
LEAST_BACKUP_DAYS = 7
LEAST_LOG_DAYS = 90  # the part of PCI DSS's year that must be at hand
LEAST_WAIT_DAYS = 7


@rule("aws:rds/instance", remedy="set deletion_protection", controls=KEPT)
def databases_of_a_pair_are_guarded(it: Resource, site: Site) -> Iterator[str]:
    """A database of dc or dr cannot be deleted before its guard is taken off."""
    if site.guarded and it.get("deletionProtection") is not True:
        yield "one command deletes it"


@rule("aws:rds/instance", remedy="set skip_final_snapshot to false, and name the snapshot",
      controls=KEPT)  # fmt: skip
def databases_of_a_pair_leave_a_snapshot(it: Resource, site: Site) -> Iterator[str]:
    """A database of dc or dr leaves a last snapshot; a copy's source does it for both."""
    if it.is_given("replicateSourceDb"):
        return
    if site.lasting and (it.get("skipFinalSnapshot") is True
                         or not it.is_given("finalSnapshotIdentifier")):  # fmt: skip
        yield "nothing is left of it"


@rule("aws:lb/loadBalancer", remedy="set enable_deletion_protection")
def entries_of_a_pair_are_guarded(it: Resource, site: Site) -> Iterator[str]:
    """A balancer of dc or dr cannot be deleted before its guard is taken off."""
    if site.guarded and it.get("enableDeletionProtection") is not True:
        yield "one command deletes it"


@rule("aws:eks/cluster", remedy="set deletion_protection")
def kubernetes_of_a_pair_is_guarded(it: Resource, site: Site) -> Iterator[str]:
    """A cluster of dc or dr cannot be deleted before its guard is taken off."""
    if site.guarded and it.get("deletionProtection") is not True:
        yield "one command deletes it"


@rule("aws:s3/bucket:", remedy="leave force_destroy out", controls=KEPT)
def buckets_of_a_pair_are_not_emptied(it: Resource, site: Site) -> Iterator[str]:
    """A bucket of dc or dr is not emptied to be deleted."""
    if site.guarded and it.get("forceDestroy") is True:
        yield "its objects go with it"


@rule("aws:rds/instance", remedy="raise backup_retention_period", controls=KEPT)
def databases_can_be_restored(it: Resource, _: Site) -> Iterator[str]:
    """Any second of the last week of a database can be restored."""
    days = int(it.get("backupRetentionPeriod", 0))
    if days < LEAST_BACKUP_DAYS:
        yield f"only {days} days of it"


@rule("aws:elasticache/replicationGroup", remedy="set snapshot_retention_limit", controls=KEPT)
def caches_have_snapshots(it: Resource, _: Site) -> Iterator[str]:
    """A cache is copied every day."""
    if int(it.get("snapshotRetentionLimit", 0)) < 1:
        yield "it never is"


@rule_of_all(remedy="let the Backup component keep it", controls=KEPT)
def what_the_platform_keeps_is_kept_as_long(
    resources: Sequence[Resource], site: Site
) -> Iterator[str]:
    """Each plan keeps backups as long as the platform's policy says."""
    for each in resources:
        if each.kind != "aws:backup/plan:Plan":
            continue
        what = each.name.partition("-")[2]
        kept = [int(one.get("lifecycle", {}).get("deleteAfter", 0)) for one in each.items("rules")]
        wanted = site.backup_days.get(what)
        if wanted and max(kept, default=0) < wanted:
            yield f"{each.name} keeps {max(kept, default=0)} days of {wanted}"


@rule("aws:backup/plan", remedy="add copy_actions to the peer's region", controls=KEPT)
def backups_of_a_pair_leave_the_region(it: Resource, site: Site) -> Iterator[str]:
    """Backups of dc and dr are copied to the other region."""
    if site.peer_region:
        for each in it.items("rules"):
            if not each.get("copyActions"):
                yield f"{each.get('ruleName')} stays in its region"


@rule_of_all(remedy="add a VaultLockConfiguration", controls=KEPT)
def vaults_of_a_pair_are_locked(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """A vault of dc or dr is locked: no backup goes before its time."""
    locked = {each.name for each in resources if "vaultLockConfiguration" in each.kind}
    for each in resources:
        if site.guarded and each.kind == "aws:backup/vault:Vault" and each.name not in locked:
            yield f"{each.name} is not locked"


@rule_of_all(remedy="lock the bucket in compliance mode, as long as the law says",
             controls=("10.5.1",))  # fmt: skip
def what_a_law_wants_is_locked(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """What a law wants kept is locked in compliance mode as long as it says (5651: two years)."""
    locks = [each for each in resources if "bucketObjectLockConfiguration" in each.kind]
    if site.locked_days and site.lasting and not locks:
        yield f"nothing is locked, and {site.locked_days} days are wanted"
    for each in locks:
        days = int(each.get("rule.defaultRetention.days", 0))
        if each.get("rule.defaultRetention.mode") != "COMPLIANCE":
            yield f"{each.name} is locked in a mode that somebody can lift"
        if days < site.locked_days:
            yield f"{each.name} is locked for {days} days of {site.locked_days}"


@rule_of_all(remedy="add a BucketVersioning", controls=KEPT)
def every_bucket_has_versions(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """Every bucket keeps what was overwritten."""
    kept = {
        each.name
        for each in resources
        if "bucketVersioning" in each.kind
        and each.get("versioningConfiguration.status") == "Enabled"
    }
    for each in resources:
        if each.kind == "aws:s3/bucket:Bucket" and each.name not in kept:
            yield f"bucket {each.name} does not"


@rule("aws:kms/key", remedy="set enable_key_rotation", controls=KEYS)
def keys_turn(it: Resource, _: Site) -> Iterator[str]:
    """A key is turned every year."""
    if it.get("enableKeyRotation") is not True:
        yield "it never is"


@rule("aws:kms/key", remedy="set deletion_window_in_days to 30", controls=KEYS)
def keys_are_deleted_slowly(it: Resource, site: Site) -> Iterator[str]:
    """A key's deletion can be undone for a week, in dc and dr for a month."""
    days, least = int(it.get("deletionWindowInDays", 30)), 30 if site.lasting else LEAST_WAIT_DAYS
    if days < least:
        yield f"only for {days} days"


@rule("aws:secretsmanager/secret:", remedy="set recovery_window_in_days", controls=KEYS)
def secrets_of_a_pair_are_deleted_slowly(it: Resource, site: Site) -> Iterator[str]:
    """A secret's deletion in dc and dr can be undone."""
    if site.lasting and int(it.get("recoveryWindowInDays", 30)) < LEAST_WAIT_DAYS:
        yield "it is gone at once"


@rule("aws:rds/instance", remedy="let RDS manage it, or rotate it by a runbook", level="advisory",
      controls=("8.3.9",))  # fmt: skip
def passwords_turn_by_themselves(it: Resource, _: Site) -> Iterator[str]:
    """A database's password is turned by AWS; RDS cannot where the database has copies."""
    if it.is_given("password") and it.get("manageMasterUserPassword") is not True:
        yield "somebody must turn it: its copies keep RDS from doing so"


@rule("aws:cloudwatch/logGroup", remedy="raise retention_in_days", controls=WATCHED)
def logs_are_kept(it: Resource, _: Site) -> Iterator[str]:
    """A log is at hand for three months, and not for ever."""
    days = int(it.get("retentionInDays", 0))
    if days < LEAST_LOG_DAYS:
        yield f"{days} days" if days else "it is kept for ever"


@rule_of_all(remedy="add a FlowLog to the VPC", controls=("10.2.1",))
def every_network_is_logged(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """Every network has a log of who spoke with whom."""
    kinds = [each.kind for each in resources]
    if "aws:ec2/vpc:Vpc" in kinds and "aws:ec2/flowLog:FlowLog" not in kinds:
        yield "it has none"


@rule("aws:rds/instance", "aws:mq/broker", "aws:eks/cluster", remedy="export its logs",
      controls=("10.2.1",))  # fmt: skip
def services_write_logs(it: Resource, _: Site) -> Iterator[str]:
    """A service writes down what happens."""
    written = it.items("enabledCloudwatchLogsExports") or it.items("enabledClusterLogTypes")
    if not written and it.get("logs.general") is not True:
        yield "it writes nothing"
