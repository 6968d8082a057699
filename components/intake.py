"""The entry of datagrams: a balancer that hands each on to a receiver that is well."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.edge import Behind
from components.site import Part, Place, Site
from topology.environment import Environment
from topology.flows import flows, ports_of


@dataclass(frozen=True)
class IntakeArgs:
    """What comes in, and where it goes."""

    listens: int
    behind: str
    """The tier that all goes to."""
    port: int
    health: int
    """A TCP port of that tier, which tells that it is well."""

    @classmethod
    def of(cls, environment: Environment, tier: str) -> IntakeArgs:
        """Return the intake of an environment: the tier behind it, by the flows that lead there."""
        opened = next(iter(ports_of(environment, tier).values()))
        onward = [each for each in flows(environment) if each.source.name == tier]
        fed = next(each for each in onward if each.port.protocol == opened.protocol)
        asked = next(
            each
            for each in onward
            if each.destination.name == fed.destination.name and each.port.protocol == "tcp"
        )
        return cls(opened.first, fed.destination.name, fed.port.first, asked.port.first)


class Intake(Part):
    """The balancer and what it sends to."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: IntakeArgs,
        place: Place,
        behind: Behind,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Intake", name, site, options)
        self.balancer = aws.lb.LoadBalancer(
            name,
            name=self.named(name),
            internal=False,
            load_balancer_type="network",
            subnets=place.subnets,
            security_groups=place.groups,
            enable_cross_zone_load_balancing=True,
            enable_deletion_protection=site.guarded,
            tags=self.tags(name),
            opts=self.own,
        )
        group = self._group(args, behind)
        aws.lb.Listener(
            f"{name}-udp",
            load_balancer_arn=self.balancer.arn,
            port=args.listens,
            protocol="UDP",
            default_actions=[{"type": "forward", "target_group_arn": group.arn}],
            tags=self.tags(f"{name}-udp"),
            opts=self.own,
        )
        self.register_outputs({"name": self.balancer.dns_name})

    def _group(self, args: IntakeArgs, behind: Behind) -> aws.lb.TargetGroup:
        group = aws.lb.TargetGroup(
            args.behind,
            name=self.named(args.behind),
            port=args.port,
            protocol="UDP",
            vpc_id=behind.vpc,
            target_type="instance",
            health_check={"protocol": "TCP", "port": str(args.health)},
            tags=self.tags(args.behind),
            opts=self.own,
        )
        for each, instance in behind.of(args.behind).items():
            aws.lb.TargetGroupAttachment(
                each, target_group_arn=group.arn, target_id=instance, port=args.port, opts=self.own
            )
        behind.join(args.behind, group, self.own)
        return group
