"""A database that RDS runs: encrypted, tuned as the model says, copied in and between sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.password import password
from components.site import Part, Place, Site, runs, settings_of
from topology.catalogue import Runs
from topology.cost.assumptions import GP3_IOPS, GP3_MBPS, IO_KB, RDS_STRIPED_GB, RDS_VOLUMES
from topology.environment import Environment, ManagedService
from topology.instances import cheapest, need_of
from topology.prices import Family, Prices

OWNER = "owner"
KEEP_DAYS = 7  # decided: the platform's daily backups
LONG_KEEP_DAYS = 35  # what RDS keeps at most: any second of them can be restored
PAIR = 2  # nodes: Multi-AZ is a node and its hidden twin


@dataclass(frozen=True)
class Dialect:
    """What one engine calls things that both have."""

    only_tls: tuple[str, str]
    at_restart: tuple[str, ...]
    """Settings that it reads when it starts."""
    logs: tuple[str, ...]


DIALECTS: Mapping[str, Dialect] = {
    "mysql": Dialect(
        ("require_secure_transport", "1"),
        ("innodb_buffer_pool_size", "performance_schema"),
        ("error", "slowquery"),
    ),
    "postgres": Dialect(
        ("rds.force_ssl", "1"),
        ("shared_buffers", "max_connections", "max_worker_processes", "autovacuum_max_workers"),
        ("postgresql", "upgrade"),
    ),
}


@dataclass(frozen=True)
class RecordsArgs:
    """What runs, how large it is, how it is set, and whose copy it is."""

    runs: Runs
    instance: str
    disk_gb: int
    iops: int | None
    mbps: int | None
    """Operations and MB/s above what the disk has anyway."""
    nodes: int
    parameters: tuple[tuple[str, str], ...]
    copied: bool
    """Whether anything is a copy of it, or it of anything."""
    first: bool
    """Whether its site began as the one that leads: it made the owner, and keeps the password."""
    follows: str | None
    """The environment whose database it follows, from another region."""

    @classmethod
    def of(
        cls, environment: Environment, service: ManagedService, prices: Prices, *, follows: bool
    ) -> RecordsArgs:
        """Return what a tier becomes; who leads a pair now is asked of AWS (`leading.py`)."""
        family: Family = "rds-mysql" if service.kind == "rds-mysql" else "rds-postgresql"
        disk, iops, mbps = _disk(service)
        peer = environment.peer
        reads = any(each.readers for each, _ in environment.stores.values())
        return cls(
            runs=runs(environment, service),
            instance=cheapest(prices, family, need_of(service.planned, family)).name,
            disk_gb=disk,
            iops=iops,
            mbps=mbps,
            nodes=service.nodes,
            parameters=settings_of(environment, service),
            copied=bool(peer) or reads or service.nodes > PAIR,
            first=peer is None or environment.home,
            follows=peer.name if peer and follows else None,
        )


def _disk(service: ManagedService) -> tuple[int, int | None, int | None]:
    """Return a disk's size, operations and MB/s; small disks of RDS take no more than usual."""
    size, iops = service.planned.disks[0].total_gb, service.planned.iops or 0
    if iops <= GP3_IOPS:
        return size, None, None
    speed = max(iops * IO_KB // 1000, GP3_MBPS * RDS_VOLUMES)
    return max(size, RDS_STRIPED_GB), max(iops, GP3_IOPS * RDS_VOLUMES), speed


class Records(Part):
    """The database, its copies, where they stand, and their settings."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: RecordsArgs,
        place: Place,
        options: pulumi.ResourceOptions,
        account: str,
    ) -> None:
        super().__init__("Records", name, site, options)
        self._args = args
        self._place = place
        self.parameters = self._settings().name
        subnets = self.subnet_group(aws.rds.SubnetGroup, place).name
        self.instance = instance(
            self,
            name,
            args,
            place,
            parameters=self.parameters,
            storage_encrypted=True,
            kms_key_id=place.key,
            db_subnet_group_name=subnets,
            multi_az=args.nodes >= PAIR,
            **self._source(account),
        )
        for number in range(1, args.nodes - PAIR + 1):
            self._copy(f"{name}-{number}")
        self.arns = [self.instance.arn]
        self.register_outputs({"address": self.instance.address})

    def _source(self, account: str) -> dict[str, Any]:
        """Return what it is made from; RDS turns no password of what has copies."""
        known, args = self._args.runs, self._args
        mine: dict[str, Any] = {"engine": known.engine, "engine_version": known.version}
        mine |= {"allocated_storage": args.disk_gb, "username": OWNER}
        if not args.copied:
            mine["manage_master_user_password"] = True
            return {**mine, "master_user_secret_kms_key_id": self._place.key}
        # Also while the other site leads: its database has this owner and this password.
        kept = password(self, OWNER, self._place.key) if args.first else None
        if args.follows:
            there = f"{self.site.away}:{account}:db:{args.follows}-{self.label}"
            return {"replicate_source_db": f"arn:aws:rds:{there}"}
        # What was promoted keeps the password that it was copied with.
        return {**mine, "password": kept} if args.first else mine

    def _copy(self, name: str) -> None:
        """Make a copy beside it: same network, same key."""
        source = self.instance.identifier
        instance(
            self,
            name,
            self._args,
            self._place,
            parameters=self.parameters,
            replicate_source_db=source,
        )

    def _settings(self) -> aws.rds.ParameterGroup:
        known = DIALECTS[self._args.runs.engine]
        return aws.rds.ParameterGroup(
            self.label,
            name=self.named(self.label),
            family=self._args.runs.family or "",
            description=f"Settings of {self.named(self.label)}",
            parameters=[
                {
                    "name": name,
                    "value": value,
                    "apply_method": "pending-reboot" if name in known.at_restart else "immediate",
                }
                for name, value in (*self._args.parameters, known.only_tls)
            ],
            tags=self.tags(self.label),
            opts=self.own,
        )


class Readers(Part):
    """Copies of a database that only serve reads."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: RecordsArgs,
        place: Place,
        options: pulumi.ResourceOptions,
        source: Records,
    ) -> None:
        super().__init__("Readers", name, site, options)
        for number in range(1, args.nodes + 1):
            instance(
                self,
                f"{name}-{number}",
                args,
                place,
                parameters=source.parameters,
                replicate_source_db=source.instance.identifier,
            )
        self.register_outputs({})


def instance(
    part: Part,
    name: str,
    args: RecordsArgs,
    place: Place,
    *,
    parameters: pulumi.Input[str],
    **of: Any,  # noqa: ANN401 - the SDK's own inputs
) -> aws.rds.Instance:
    """Return one database, as all of them are."""
    lasting = part.site.lasting
    # RDS takes no last snapshot of a copy: its source has one.
    leaves = lasting and "replicate_source_db" not in of
    return aws.rds.Instance(
        name,
        identifier=part.named(name),
        instance_class=args.instance,
        storage_type="gp3",
        iops=args.iops,
        storage_throughput=args.mbps,
        parameter_group_name=parameters,
        vpc_security_group_ids=place.groups,
        publicly_accessible=False,
        backup_retention_period=LONG_KEEP_DAYS if lasting else KEEP_DAYS,
        copy_tags_to_snapshot=True,
        deletion_protection=part.site.guarded,
        skip_final_snapshot=not leaves,
        final_snapshot_identifier=f"{part.named(name)}-last" if leaves else None,
        enabled_cloudwatch_logs_exports=list(DIALECTS[args.runs.engine].logs),
        tags=part.tags(name),
        opts=part.own,
        **of,
    )
