"""Backups: a vault that nobody empties, plans by policy, and copies in the peer region."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.copies import Copies
from components.objects import DAY
from components.role import service_role
from components.site import Part, Site
from topology.environment import Environment
from topology.stores import BackupPolicy

SERVICE = "backup.amazonaws.com"
POLICIES = (
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
)
CONTINUOUS_DAYS = 35  # what AWS Backup keeps of every second, at most
START_MINUTES = 60  # decided: a backup that has not started an hour later is missed, and told
HOUR, MINUTE = 2, 0  # decided: where a policy names no hour
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?!.*:)")
_RHYTHMS = {"daily": "* * ?", "weekly": "? * SUN", "monthly": "1 * ?"}


@dataclass(frozen=True)
class PlanArgs:
    """When one thing is copied, and how long copies stay."""

    hour: int
    minute: int
    keep_days: Mapping[str, int]
    """By rhythm."""
    continuous: bool

    @classmethod
    def of(cls, policy: BackupPolicy) -> PlanArgs:
        """Return a plan; AWS Backup copies only what has changed, so one time a day does it."""
        found = _TIME.search(policy.full)
        hour, minute = (int(found[1]), int(found[2])) if found else (HOUR, MINUTE)
        keep = {each: int(getattr(policy.keep, each) // DAY) for each in _RHYTHMS}
        return cls(hour, minute, keep, policy.continuous)


def plans_of(environment: Environment) -> dict[str, PlanArgs]:
    """Return the plans of an environment, by what they are for."""
    return {name: PlanArgs.of(policy) for name, policy in environment.platform.backup.items()}


def longest_kept(environment: Environment, tier: str) -> str:
    """Return the policy by which a file system is kept: of those for what is on it, the longest."""
    plans = plans_of(environment)
    held = [name for name, files in environment.platform.files.items() if files.tier == tier]
    known = [name for name in held if name in plans]
    return max(known, key=lambda each: sorted(plans[each].keep_days.values()), default=tier)


class Backup(Part):
    """The vaults, the plans, and what they are for."""

    def __init__(
        self,
        name: str,
        site: Site,
        plans: Mapping[str, PlanArgs],
        key: pulumi.Input[str],
        options: pulumi.ResourceOptions,
        copies: Copies | None,
    ) -> None:
        super().__init__("Backup", name, site, options)
        self._plans = plans
        self._role = service_role(self, name, SERVICE, POLICIES)
        self.vault = self._vault(name, key, site.region)
        self._away = self._vault(f"{name}-copies", copies.key, copies.region) if copies else None
        self.register_outputs({"vault": self.vault.arn})

    def keep(self, what: str, arns: Sequence[pulumi.Input[str]]) -> None:
        """Back something up by the plan that is for it; some things have none."""
        plan = self._plans.get(what)
        if plan is None or not arns:
            return
        made = aws.backup.Plan(
            f"{self.label}-{what}",
            name=self.named(what),
            rules=[self._rule(plan, rhythm) for rhythm in _RHYTHMS if plan.keep_days[rhythm]],
            tags=self.tags(what),
            opts=self.own,
        )
        aws.backup.Selection(
            f"{self.label}-{what}",
            name=self.named(what),
            plan_id=made.id,
            iam_role_arn=self._role.arn,
            resources=list(arns),
            opts=self.own,
        )

    def _rule(self, plan: PlanArgs, rhythm: str) -> dict[str, Any]:
        days = plan.keep_days[rhythm]
        every_second = plan.continuous and rhythm == "daily" and days <= CONTINUOUS_DAYS
        rule: dict[str, Any] = {
            "rule_name": rhythm,
            "target_vault_name": self.vault.name,
            "schedule": f"cron({plan.minute} {plan.hour} {_RHYTHMS[rhythm]} *)",
            "start_window": START_MINUTES,
            "enable_continuous_backup": every_second,
            "lifecycle": {"delete_after": days},
        }
        if self._away:
            copy = {"destination_vault_arn": self._away.arn, "lifecycle": {"delete_after": days}}
            rule["copy_actions"] = [copy]
        return rule

    def _vault(self, name: str, key: pulumi.Input[str], region: str) -> aws.backup.Vault:
        vault = aws.backup.Vault(
            name,
            name=self.named(name),
            kms_key_arn=key,
            force_destroy=not self.site.guarded,
            region=region,
            tags=self.tags(name),
            opts=self.own,
        )
        if self.site.guarded:
            known = [
                days for each in self._plans.values() for days in each.keep_days.values() if days
            ]
            aws.backup.VaultLockConfiguration(
                name,
                backup_vault_name=vault.name,
                min_retention_days=min(known),
                max_retention_days=max(known),
                region=region,
                opts=self.own,
            )
        return vault
