"""A database that RDS runs: encrypted, tuned as the model says, its password RDS's own."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Place, Site, settings_of
from topology.environment import Environment, ManagedService
from topology.instances import cheapest, need_of
from topology.prices import Prices

ENGINE, VERSION, FAMILY = "mysql", "8.4.6", "mysql8.4"  # decided: the long-term series
OWNER = "owner"
RESTART_ONLY = ("innodb_buffer_pool_size", "performance_schema")
KEEP_DAYS = 7  # decided: the platform's daily backups
LONG_KEEP_DAYS = 35  # what RDS keeps at most: any second of them can be restored


@dataclass(frozen=True)
class RecordsArgs:
    """How large it is, and how it is set."""

    instance: str
    disk_gb: int
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, environment: Environment, service: ManagedService, prices: Prices) -> RecordsArgs:
        """Return what a tier becomes."""
        need = need_of(service.planned, "rds-mysql")
        return cls(
            instance=cheapest(prices, "rds-mysql", need).name,
            disk_gb=service.planned.disks[0].total_gb,
            parameters=settings_of(environment, service),
        )


class Records(Part):
    """The database, where it stands, and its settings."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: RecordsArgs,
        place: Place,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Records", name, site, options)
        self.instance = aws.rds.Instance(
            name,
            identifier=self.named(name),
            engine=ENGINE,
            engine_version=VERSION,
            instance_class=args.instance,
            allocated_storage=args.disk_gb,
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=place.key,
            username=OWNER,
            manage_master_user_password=True,
            db_subnet_group_name=self.subnet_group(aws.rds.SubnetGroup, place).name,
            parameter_group_name=self._settings(args).name,
            vpc_security_group_ids=place.groups,
            publicly_accessible=False,
            backup_retention_period=LONG_KEEP_DAYS if site.lasting else KEEP_DAYS,
            copy_tags_to_snapshot=True,
            deletion_protection=site.lasting,
            skip_final_snapshot=not site.lasting,
            enabled_cloudwatch_logs_exports=["error", "slowquery"],
            tags=self.tags(name),
            opts=self.own,
        )
        self.register_outputs({"address": self.instance.address})

    def _settings(self, args: RecordsArgs) -> aws.rds.ParameterGroup:
        return aws.rds.ParameterGroup(
            self.label,
            name=self.named(self.label),
            family=FAMILY,
            description=f"Settings of {self.named(self.label)}",
            parameters=[
                {
                    "name": name,
                    "value": value,
                    "apply_method": "pending-reboot" if name in RESTART_ONLY else "immediate",
                }
                for name, value in (*args.parameters, ("require_secure_transport", "1"))
            ],
            tags=self.tags(self.label),
            opts=self.own,
        )
