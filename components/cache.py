"""A Redis that ElastiCache runs: encrypted at rest and in transit."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Place, Site, settings_of
from topology.environment import Environment, ManagedService
from topology.instances import cheapest, need_of
from topology.prices import Prices

VERSION, FAMILY = "7.1", "redis7"  # decided: the last Redis that ElastiCache has


@dataclass(frozen=True)
class CacheArgs:
    """How large it is, and how it is set."""

    node: str
    nodes: int
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, environment: Environment, service: ManagedService, prices: Prices) -> CacheArgs:
        """Return what a tier becomes."""
        need = need_of(service.planned, "elasticache-redis")
        return cls(
            node=cheapest(prices, "elasticache-redis", need).name,
            nodes=service.nodes,
            parameters=settings_of(environment, service),
        )


class Cache(Part):
    """The cache, where it stands, and its settings."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: CacheArgs,
        place: Place,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Cache", name, site, options)
        several = args.nodes > 1
        self.group = aws.elasticache.ReplicationGroup(
            name,
            replication_group_id=self.named(name),
            description=f"Cache of {site.name}",
            engine="redis",
            engine_version=VERSION,
            node_type=args.node,
            num_cache_clusters=args.nodes,
            automatic_failover_enabled=several,
            multi_az_enabled=several,
            at_rest_encryption_enabled=True,
            transit_encryption_enabled=True,
            kms_key_id=place.key,
            subnet_group_name=self.subnet_group(aws.elasticache.SubnetGroup, place).name,
            parameter_group_name=self._settings(args).name,
            security_group_ids=place.groups,
            tags=self.tags(name),
            opts=self.own,
        )
        self.register_outputs({"address": self.group.primary_endpoint_address})

    def _settings(self, args: CacheArgs) -> aws.elasticache.ParameterGroup:
        name = self.label
        return aws.elasticache.ParameterGroup(
            name,
            name=self.named(name),
            family=FAMILY,
            description=f"Settings of {self.named(name)}",
            parameters=[{"name": each, "value": value} for each, value in args.parameters],
            tags=self.tags(name),
            opts=self.own,
        )
