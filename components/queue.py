"""A RabbitMQ that Amazon MQ runs, and the account that our runbooks use."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Place, Site
from topology.environment import ManagedService
from topology.instances import cheapest, need_of
from topology.prices import Prices

VERSION = "3.13"  # decided: the last series that Amazon MQ has in every region
OWNER = "owner"
LETTERS = 24  # of a password: 32 characters


@dataclass(frozen=True)
class QueueArgs:
    """How large it is."""

    instance: str
    nodes: int

    @classmethod
    def of(cls, service: ManagedService, prices: Prices) -> QueueArgs:
        """Return what a tier becomes."""
        need = need_of(service.planned, "amazon-mq")
        return cls(cheapest(prices, "amazon-mq", need).name, service.nodes)


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
        password = self._password(place.key).apply(lambda text: json.loads(text)["password"])
        self.broker = aws.mq.Broker(
            name,
            broker_name=self.named(name),
            engine_type="RabbitMQ",
            engine_version=VERSION,
            host_instance_type=args.instance,
            deployment_mode="CLUSTER_MULTI_AZ" if several else "SINGLE_INSTANCE",
            auto_minor_version_upgrade=True,
            publicly_accessible=False,
            encryption_options={"kms_key_id": place.key, "use_aws_owned_key": False},
            subnet_ids=place.subnets if several else place.subnets[:1],
            security_groups=place.groups,
            users=[{"username": OWNER, "password": password}],
            logs={"general": True},
            tags=self.tags(name),
            opts=self.own,
        )
        self.register_outputs({})

    def _password(self, key: pulumi.Input[str]) -> pulumi.Output[str]:
        """Make a password once; every later run keeps it, whatever it would make itself."""
        name = f"{self.label}-owner"
        secret = aws.secretsmanager.Secret(
            name,
            name=self.named(name),
            description=f"The owner of {self.named(self.label)}",
            kms_key_id=key,
            recovery_window_in_days=30 if self.site.lasting else 0,
            tags=self.tags(name),
            opts=self.own,
        )
        made = json.dumps({"username": OWNER, "password": secrets.token_urlsafe(LETTERS)})
        version = aws.secretsmanager.SecretVersion(
            name,
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(made),
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["secretString"]),
        )
        kept: pulumi.Output[str] = version.secret_string
        return kept
