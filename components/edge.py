"""The entry: a balancer that ends TLS and sends requests on to the tiers behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.names import Names
from components.site import Part, Place, Site
from topology.environment import Environment
from topology.flows import flows

TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
IDLE = 60  # seconds
ALGORITHMS = {
    "round-robin": "round_robin",
    "least-connections": "least_outstanding_requests",
}


@dataclass(frozen=True)
class Way:
    """What the entry sends to one tier."""

    tier: str
    port: int
    paths: tuple[str, ...]
    algorithm: str
    sticky: bool


@dataclass(frozen=True)
class EdgeArgs:
    """What stands behind the entry."""

    domain: str
    ways: tuple[Way, ...]
    """The last takes what no other does."""

    @classmethod
    def of(cls, environment: Environment, tier: str) -> EdgeArgs:
        """Return the entry of an environment: the tiers behind it, by the flows that lead there."""
        onward = {
            flow.destination.name: flow.port.first
            for flow in flows(environment)
            if flow.source.name == tier
        }
        ways = [
            Way(name, onward[name], route.paths, ALGORITHMS[route.balance], route.sticky)
            for name, route in environment.platform.entry.items()
        ]
        # The longest beginning decides.
        ways.sort(key=lambda each: -max(map(len, each.paths)))
        return cls(environment.facts.domain, tuple(ways))


@dataclass(frozen=True)
class Behind:
    """Where instances answer, and the name that leads to them."""

    vpc: pulumi.Input[str]
    of: Callable[[str], Mapping[str, pulumi.Input[str]]]
    """The instances that do a tier's duty."""
    names: Names
    grown: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The groups whose members come and go, by their tier."""

    def join(self, tier: str, group: aws.lb.TargetGroup, own: pulumi.ResourceOptions) -> None:
        """Send requests to the members that come and go too."""
        if tier in self.grown:
            aws.autoscaling.Attachment(
                f"{tier}-more",
                autoscaling_group_name=self.grown[tier],
                lb_target_group_arn=group.arn,
                opts=own,
            )


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
            enable_deletion_protection=site.guarded,
            idle_timeout=IDLE,
            tags=self.tags(name),
            opts=self.own,
        )
        groups = [self._group(way, behind) for way in args.ways]
        self._listen(args, groups, behind.names)
        behind.names.lead_to(self.balancer)
        self.watched = self.balancer.arn.apply(lambda arn: arn.split(":loadbalancer/")[-1])
        self.register_outputs({"name": self.balancer.dns_name})

    def _group(self, way: Way, behind: Behind) -> aws.lb.TargetGroup:
        group = aws.lb.TargetGroup(
            way.tier,
            name=self.named(way.tier),
            port=way.port,
            protocol="HTTPS",
            vpc_id=behind.vpc,
            target_type="instance",
            load_balancing_algorithm_type=way.algorithm,
            stickiness={"enabled": way.sticky, "type": "lb_cookie"},
            health_check={"path": "/health", "protocol": "HTTPS", "matcher": "200"},
            tags=self.tags(way.tier),
            opts=self.own,
        )
        for name, instance in behind.of(way.tier).items():
            aws.lb.TargetGroupAttachment(
                name,
                target_group_arn=group.arn,
                target_id=instance,
                port=way.port,
                opts=self.own,
            )
        behind.join(way.tier, group, self.own)
        return group

    def _listen(self, args: EdgeArgs, groups: list[aws.lb.TargetGroup], names: Names) -> None:
        certificate = aws.acm.Certificate(
            self.label,
            domain_name=args.domain,
            validation_method="DNS",
            tags=self.tags(self.label),
            opts=self.own,
        )
        proven = names.prove(certificate).certificate_arn
        to_tls = {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"}
        for scheme, port, action, more in (
            ("http", 80, {"type": "redirect", "redirect": to_tls}, {}),
            (
                "https",
                443,
                {"type": "forward", "target_group_arn": groups[-1].arn},
                {"certificate_arn": proven, "ssl_policy": TLS},
            ),
        ):
            listener = aws.lb.Listener(
                f"{self.label}-{scheme}",
                load_balancer_arn=self.balancer.arn,
                port=port,
                protocol=scheme.upper(),
                default_actions=[action],
                tags=self.tags(f"{self.label}-{scheme}"),
                opts=self.own,
                **more,
            )
        for number, (way, group) in enumerate(zip(args.ways[:-1], groups, strict=False), start=1):
            self._branch(listener, number, way, group)

    def _branch(
        self, listener: aws.lb.Listener, number: int, way: Way, group: aws.lb.TargetGroup
    ) -> None:
        """Send what begins with a tier's paths to it; the last listener made is that of TLS."""
        patterns = [each for path in way.paths for each in (path, f"{path}/*")]
        aws.lb.ListenerRule(
            way.tier,
            listener_arn=listener.arn,
            priority=number,
            actions=[{"type": "forward", "target_group_arn": group.arn}],
            conditions=[{"path_pattern": {"values": patterns}}],
            tags=self.tags(way.tier),
            opts=self.own,
        )
