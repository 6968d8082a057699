"""An OpenSearch domain: in our network, encrypted everywhere, with masters and warm nodes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pulumi
import pulumi_aws as aws

from components.password import password
from components.site import Part, Place, Site, runs, settings_of
from topology.catalogue import Runs
from topology.cost.assumptions import GP3_IOPS, GP3_MBPS, OPENSEARCH_IOPS_A_GB
from topology.cost.hosts import HARD_DISK
from topology.cost.managed import room_gb
from topology.environment import Environment, ManagedService
from topology.instances import cheapest, need_of, warm_nodes
from topology.prices import Family, Prices

OWNER = "owner"
MASTERS = 3
"""AWS takes no even number of them, and one is none."""
TLS = "Policy-Min-TLS-1-2-PFS-2023-10"


@dataclass(frozen=True)
class Nodes:
    """Equal nodes with one duty."""

    type: str
    count: int


@dataclass(frozen=True)
class SearchArgs:
    """What runs, and on which nodes."""

    runs: Runs
    data: Nodes
    disk_gb: int
    iops: int
    masters: Nodes | None
    warm: Nodes | None
    zones: int
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, environment: Environment, service: ManagedService, prices: Prices) -> SearchArgs:
        """Return what a tier becomes, with the tiers that stand by it."""
        family: Family = "opensearch"
        beside = [each for each in environment.managed.values() if each.kind == service.kind]
        cold = [each for each in beside if each.planned.disks[0].kind == HARD_DISK]
        deciding = [each for each in beside if is_master(environment, each)]
        warm = None
        if cold:
            chosen, count = warm_nodes(prices, sum(room_gb(each.planned) for each in cold))
            warm = Nodes(chosen.name, count)
        masters = None
        # AWS serves warm data only beside dedicated masters, and takes no burstable node there.
        if deciding and (warm or deciding[0].nodes >= MASTERS):
            need = replace(need_of(deciding[0].planned, family), steady=bool(warm))
            masters = Nodes(cheapest(prices, family, need).name, max(MASTERS, deciding[0].nodes))
        need = replace(need_of(service.planned, family), steady=bool(warm))
        disk = service.planned.disks[0].total_gb
        return cls(
            runs=runs(environment, service),
            data=Nodes(cheapest(prices, family, need).name, service.nodes),
            disk_gb=disk,
            iops=max(service.planned.iops or 0, GP3_IOPS, OPENSEARCH_IOPS_A_GB * disk),
            masters=masters,
            warm=warm,
            zones=min(service.nodes, environment.facts.fault_domains),
            parameters=settings_of(environment, service),
        )

    @property
    def disk(self) -> dict[str, Any]:
        """A data node's disk as AWS asks for it."""
        size = {"volume_type": "gp3", "volume_size": self.disk_gb}
        return {"ebs_enabled": True, **size, "iops": self.iops, "throughput": GP3_MBPS}

    @property
    def cluster(self) -> dict[str, Any]:
        """The nodes as AWS asks for them."""
        wanted: dict[str, Any] = {
            "instance_type": self.data.type,
            "instance_count": self.data.count,
            "zone_awareness_enabled": self.zones > 1,
        }
        if self.zones > 1:
            wanted["zone_awareness_config"] = {"availability_zone_count": self.zones}
        if self.masters:
            wanted |= {"dedicated_master_enabled": True}
            wanted |= {"dedicated_master_type": self.masters.type}
            wanted |= {"dedicated_master_count": self.masters.count}
        if self.warm:
            wanted |= {"warm_enabled": True, "warm_type": self.warm.type}
            wanted |= {"warm_count": self.warm.count}
        return wanted


def is_master(environment: Environment, service: ManagedService) -> bool:
    """Tell whether a tier only decides."""
    return any(store.masters == service.tier for store, _ in environment.stores.values())


def leads(environment: Environment, service: ManagedService) -> bool:
    """Tell whether a tier is what a domain is named after: it holds a store's newest data."""
    return any(store.tier == service.tier for store, _ in environment.stores.values())


class Search(Part):
    """The domain and its owner."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: SearchArgs,
        place: Place,
        options: pulumi.ResourceOptions,
        account: str,
    ) -> None:
        super().__init__("Search", name, site, options)
        arn = f"arn:aws:es:{site.region}:{account}:domain/{self.named(name)}"
        self.domain = aws.opensearch.Domain(
            name,
            domain_name=self.named(name),
            engine_version=f"{args.runs.engine}_{args.runs.version}",
            cluster_config=args.cluster,
            ebs_options=args.disk,
            vpc_options={
                "subnet_ids": place.subnets[: args.zones],
                "security_group_ids": place.groups,
            },
            encrypt_at_rest={"enabled": True, "kms_key_id": place.key},
            node_to_node_encryption={"enabled": True},
            domain_endpoint_options={"enforce_https": True, "tls_security_policy": TLS},
            advanced_security_options={
                "enabled": True,
                "internal_user_database_enabled": True,
                "master_user_options": {
                    "master_user_name": OWNER,
                    "master_user_password": password(self, OWNER, place.key),
                },
            },
            advanced_options=dict(args.parameters),
            access_policies=_inside(arn),
            tags=self.tags(name),
            opts=self.own,
        )
        self.register_outputs({"endpoint": self.domain.endpoint})


def _inside(arn: str) -> str:
    """Whoever reaches it in our network must still log in: the owner's accounts decide."""
    may = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:ESHttp*"}
    statement = {**may, "Resource": f"{arn}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
