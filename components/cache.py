"""A Redis that ElastiCache runs: encrypted, one or sharded, in one site or two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.site import Part, Place, Site, runs, settings_of
from topology.catalogue import Runs
from topology.environment import Environment, ManagedService
from topology.instances import cheapest, is_burstable, need_of
from topology.prices import Prices

COPIES = 2  # of each shard, where it is sharded
KEEP_DAYS = 7  # decided: as the platforms' daily backups


@dataclass(frozen=True)
class CacheArgs:
    """What runs, how large it is, how it is set, and how it reaches the other site."""

    runs: Runs
    node: str
    nodes: int
    sharded: bool
    parameters: tuple[tuple[str, str], ...]
    leads: bool
    """Whether the other site's copy follows it."""
    follows: str | None
    """The environment whose cache it follows."""

    @classmethod
    def of(cls, environment: Environment, service: ManagedService, prices: Prices) -> CacheArgs:
        """Return what a tier becomes; AWS joins no sites on nodes that lend their cores."""
        need = need_of(service.planned, "elasticache-redis")
        node = cheapest(prices, "elasticache-redis", need).name
        between = {size.between for store, size in environment.stores.values()
                   if store.tier == service.tier}  # fmt: skip
        peer = environment.peer if "asynchronous" in between and not is_burstable(node) else None
        return cls(
            runs=runs(environment, service),
            node=node,
            nodes=service.nodes,
            sharded=service.planned.redundancy == "sharded",
            parameters=settings_of(environment, service),
            leads=bool(peer) and environment.home,
            follows=peer.name if peer and not environment.home else None,
        )

    @property
    def shape(self) -> dict[str, Any]:
        """How its nodes are used: as shards and their copies, or as one and its copies."""
        several = self.nodes > 1
        if self.sharded:
            copies = COPIES - 1 if several else 0
            groups = max(1, self.nodes // COPIES)
            return {
                "num_node_groups": groups,
                "replicas_per_node_group": copies,
                "automatic_failover_enabled": True,
                "multi_az_enabled": several,
            }
        return {
            "num_cache_clusters": self.nodes,
            "automatic_failover_enabled": several,
            "multi_az_enabled": several,
        }


class Cache(Part):
    """The cache, where it stands, and its settings."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: CacheArgs,
        place: Place,
        options: pulumi.ResourceOptions,
        joined: pulumi.Input[str] | None = None,
    ) -> None:
        """Make it; `joined` is the pair's global datastore, at the site that follows."""
        super().__init__("Cache", name, site, options)
        kind: dict[str, Any] = {"global_replication_group_id": joined}
        if not joined:
            kind = {
                "engine": args.runs.engine,
                "engine_version": args.runs.version,
                "node_type": args.node,
                "transit_encryption_enabled": True,
                "parameter_group_name": self._settings(args).name,
            }
        self.group = aws.elasticache.ReplicationGroup(
            name,
            replication_group_id=self.named(name),
            description=f"Cache of {site.name}",
            at_rest_encryption_enabled=True,
            kms_key_id=place.key,
            subnet_group_name=self.subnet_group(aws.elasticache.SubnetGroup, place).name,
            security_group_ids=place.groups,
            snapshot_retention_limit=KEEP_DAYS if site.lasting else 1,
            tags=self.tags(name),
            opts=self.own,
            **kind,
            **args.shape,
        )
        self.address = _address(self.group, sharded=args.sharded)
        self.joined: pulumi.Output[str] | None = self._join().id if args.leads else None
        self.register_outputs({"address": self.address})

    def _join(self) -> aws.elasticache.GlobalReplicationGroup:
        """Let the other site's cache follow; which of them leads later is turned by a failover."""
        return aws.elasticache.GlobalReplicationGroup(
            self.label,
            global_replication_group_id_suffix=self.named(self.label),
            global_replication_group_description=f"Cache of {self.site.name} and its peer",
            primary_replication_group_id=self.group.id,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["primaryReplicationGroupId"]),
        )

    def _settings(self, args: CacheArgs) -> aws.elasticache.ParameterGroup:
        name = self.label
        sharded = (("cluster-enabled", "yes"),) if args.sharded else ()
        return aws.elasticache.ParameterGroup(
            name,
            name=self.named(name),
            family=args.runs.family or "",
            description=f"Settings of {self.named(name)}",
            parameters=[
                {"name": each, "value": value} for each, value in (*args.parameters, *sharded)
            ],
            tags=self.tags(name),
            opts=self.own,
        )


def _address(group: aws.elasticache.ReplicationGroup, *, sharded: bool) -> pulumi.Output[str]:
    """Return where it is entered: a sharded one tells its clients itself which node has what."""
    found: pulumi.Output[str] = (
        group.configuration_endpoint_address if sharded else group.primary_endpoint_address
    )
    return found
