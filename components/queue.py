"""A RabbitMQ that Amazon MQ runs, and the account that our runbooks use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.password import password
from components.site import Part, Place, Site, runs
from topology.environment import Environment, ManagedService
from topology.instances import cheapest, need_of
from topology.prices import Prices

OWNER = "owner"


@dataclass(frozen=True)
class QueueArgs:
    """What runs, and how large it is."""

    engine: str
    version: str
    instance: str
    nodes: int

    @classmethod
    def of(cls, environment: Environment, service: ManagedService, prices: Prices) -> QueueArgs:
        """Return what a tier becomes."""
        need = need_of(service.planned, "amazon-mq")
        what = runs(environment, service)
        instance = cheapest(prices, "amazon-mq", need).name
        return cls(what.engine, what.version, instance, service.nodes)


class Queue(Part):
    """The broker and its secret."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: QueueArgs,
        place: Place,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Queue", name, site, options)
        several = args.nodes > 1
        self.broker = aws.mq.Broker(
            name,
            broker_name=self.named(name),
            engine_type=args.engine,
            engine_version=args.version,
            host_instance_type=args.instance,
            deployment_mode="CLUSTER_MULTI_AZ" if several else "SINGLE_INSTANCE",
            auto_minor_version_upgrade=True,
            publicly_accessible=False,
            encryption_options={"kms_key_id": place.key, "use_aws_owned_key": False},
            subnet_ids=place.subnets if several else place.subnets[:1],
            security_groups=place.groups,
            users=[{"username": OWNER, "password": password(self, OWNER, place.key)}],
            logs={"general": True},
            tags=self.tags(name),
            opts=self.own,
        )
        self.address: pulumi.Output[str] = self.broker.instances.apply(_endpoint)
        self.register_outputs({"address": self.address})


def _endpoint(instances: Sequence[Any] | None) -> str:
    """Return where the broker is reached; a cluster has one balancer before all of its nodes."""
    return str(instances[0]["endpoints"][0]) if instances else ""
