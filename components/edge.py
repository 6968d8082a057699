"""The entry: a balancer that ends TLS and sends requests on to the tiers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Place, Site
from topology.environment import Environment
from topology.flows import flows

TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
IDLE = 60  # seconds


@dataclass(frozen=True)
class EdgeArgs:
    """What stands behind the entry."""

    domain: str
    behind: str
    """The tier that all goes to."""
    port: int
    algorithm: str
    sticky: bool

    @classmethod
    def of(cls, environment: Environment, tier: str) -> EdgeArgs:
        """Return the entry of an environment: the tier behind it, by the flow that leads there."""
        behind, entry = next(iter(environment.platform.entry.items()))
        port = next(
            flow.port.first
            for flow in flows(environment)
            if (flow.source.name, flow.destination.name) == (tier, behind)
        )
        in_turn = entry.balance == "round-robin"
        algorithm = "round_robin" if in_turn else "least_outstanding_requests"
        return cls(environment.facts.domain, behind, port, algorithm, entry.sticky)


@dataclass(frozen=True)
class Behind:
    """The instances that answer."""

    vpc: pulumi.Input[str]
    instances: Mapping[str, pulumi.Input[str]]


class Edge(Part):
    """The balancer with its certificate and what it sends to."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: EdgeArgs,
        place: Place,
        behind: Behind,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Edge", name, site, options)
        self.balancer = aws.lb.LoadBalancer(
            name,
            name=self.named(name),
            internal=False,
            load_balancer_type="application",
            subnets=place.subnets,
            security_groups=place.groups,
            drop_invalid_header_fields=True,
            enable_deletion_protection=site.lasting,
            idle_timeout=IDLE,
            tags=self.tags(name),
            opts=self.own,
        )
        self._listen(args, self._group(args, behind))
        self.register_outputs({"name": self.balancer.dns_name})

    def _group(self, args: EdgeArgs, behind: Behind) -> aws.lb.TargetGroup:
        group = aws.lb.TargetGroup(
            args.behind,
            name=self.named(args.behind),
            port=args.port,
            protocol="HTTPS",
            vpc_id=behind.vpc,
            target_type="instance",
            load_balancing_algorithm_type=args.algorithm,
            stickiness={"enabled": args.sticky, "type": "lb_cookie"},
            health_check={"path": "/health", "protocol": "HTTPS", "matcher": "200"},
            tags=self.tags(args.behind),
            opts=self.own,
        )
        for name, instance in behind.instances.items():
            aws.lb.TargetGroupAttachment(
                name,
                target_group_arn=group.arn,
                target_id=instance,
                port=args.port,
                opts=self.own,
            )
        return group

    def _listen(self, args: EdgeArgs, group: aws.lb.TargetGroup) -> None:
        certificate = aws.acm.Certificate(
            self.label,
            domain_name=args.domain,
            validation_method="DNS",
            tags=self.tags(self.label),
            opts=self.own,
        )
        to_tls = {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"}
        for scheme, port, action, more in (
            ("http", 80, {"type": "redirect", "redirect": to_tls}, {}),
            (
                "https",
                443,
                {"type": "forward", "target_group_arn": group.arn},
                {"certificate_arn": certificate.arn, "ssl_policy": TLS},
            ),
        ):
            aws.lb.Listener(
                f"{self.label}-{scheme}",
                load_balancer_arn=self.balancer.arn,
                port=port,
                protocol=scheme.upper(),
                default_actions=[action],
                tags=self.tags(f"{self.label}-{scheme}"),
                opts=self.own,
                **more,
            )
