"""Members that come and go: a launch template, and a group that follows what is watched."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.hosts import Standing, metadata, root_disk
from components.site import Part, Site
from topology.cost.hosts import all_machines
from topology.environment import Environment
from topology.instances import cheapest
from topology.prices import Prices
from topology.sizing import TierPlan
from topology.words import Zone

PERCENT = 100


@dataclass(frozen=True)
class ScalingArgs:
    """A tier that grows, beyond the members that are always there."""

    tier: str
    instance: str
    zone: Zone
    more: int
    disk_gb: int
    target: float
    """The use of its cores to hold, in per cent."""
    spot: bool

    @classmethod
    def all_of(cls, environment: Environment, prices: Prices) -> tuple[ScalingArgs, ...]:
        """Return every tier of hosts that may have more members than are always there."""
        plans = [each for each in environment.host_tiers if _grows(environment, each)]
        machines = {each.tier: each for each in all_machines(environment) if each.months < 1}
        return tuple(
            cls(
                tier=each.name,
                instance=cheapest(prices, "ec2", machines[each.name].need).name,
                zone=each.tier.zone,
                more=each.most - each.count,
                disk_gb=sum(disk.total_gb for disk in each.disks),
                target=PERCENT * (each.tier.autoscale.target or 0.7) if each.tier.autoscale else 70,
                spot=each.tier.spot,
            )
            for each in plans
        )


def _grows(environment: Environment, planned: TierPlan) -> bool:
    own = {host.tier for host in environment.hosts}
    return planned.most > planned.count and planned.name in own


class Scaling(Part):
    """The template, the group, and what it watches."""

    def __init__(
        self,
        site: Site,
        args: ScalingArgs,
        ground: Standing,
        profile: pulumi.Input[str],
        options: pulumi.ResourceOptions,
    ) -> None:
        name = f"{args.tier}-more"
        super().__init__("Scaling", name, site, options)
        template = self._template(args, ground, profile)
        group = aws.autoscaling.Group(
            name,
            name=self.named(name),
            min_size=0,
            max_size=args.more,
            vpc_zone_identifiers=ground.subnets(args.zone),
            launch_template={"id": template.id, "version": "$Latest"},
            health_check_type="EC2",
            tags=[
                {"key": key, "value": value, "propagate_at_launch": True}
                for key, value in self.tags(name).items()
            ],
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["desiredCapacity"]),
        )
        self._follow(args, group)
        self.group: pulumi.Output[str] = group.name
        self.register_outputs({})

    def _follow(self, args: ScalingArgs, group: aws.autoscaling.Group) -> None:
        """Hold the use of its members' cores."""
        name = self.label
        aws.autoscaling.Policy(
            name,
            name=self.named(name),
            autoscaling_group_name=group.name,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration={
                "predefined_metric_specification": {
                    "predefined_metric_type": "ASGAverageCPUUtilization"
                },
                "target_value": args.target,
            },
            opts=self.own,
        )

    def _template(
        self, args: ScalingArgs, ground: Standing, profile: pulumi.Input[str]
    ) -> aws.ec2.LaunchTemplate:
        market = {"market_type": "spot"} if args.spot else None
        return aws.ec2.LaunchTemplate(
            self.label,
            name=self.named(self.label),
            image_id=ground.image,
            instance_type=args.instance,
            iam_instance_profile={"name": profile},
            vpc_security_group_ids=ground.groups("hosts", args.tier),
            metadata_options=metadata(),
            block_device_mappings=[
                {
                    "device_name": "/dev/xvda",
                    "ebs": {**root_disk(args.disk_gb, ground.key), "encrypted": "true"},
                }
            ],
            instance_market_options=market,
            update_default_version=True,
            tags=self.tags(self.label),
            # A new image is for new members only, once somebody has decided so.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["imageId"]),
        )
