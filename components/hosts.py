"""Instances that our roles configure: those of the inventory, with its names and addresses."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Site
from topology.environment import Environment
from topology.hosts import Host
from topology.instances import Need, cheapest
from topology.prices import Prices
from topology.words import Zone

IMAGE = "/aws/service/debian/release/12/latest/amd64"
"""Where Debian publishes its image's identifier."""
PROFILE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


@dataclass(frozen=True)
class HostArgs:
    """One instance."""

    name: str
    instance: str
    zone: Zone
    fault_domain: int
    address: str
    disk_gb: int
    duties: tuple[str, ...]

    @classmethod
    def of(cls, environment: Environment, host: Host, prices: Prices) -> HostArgs:
        """Return what a host becomes."""
        return cls(
            name=host.name.removeprefix(f"{environment.name}-"),
            instance=cheapest(prices, "ec2", Need(host.cores, host.memory_gb, host.gpus)).name,
            zone=host.zone,
            fault_domain=environment.fault_domains.index(host.fault_domain),
            address=str(host.address),
            disk_gb=sum(disk.total_gb for disk in host.disks),
            duties=host.duties,
        )


@dataclass(frozen=True)
class Ground:
    """What an instance stands on."""

    subnets: Callable[[str], Sequence[pulumi.Input[str]]]
    groups: Callable[..., Sequence[pulumi.Input[str]]]
    image: pulumi.Input[str]
    key: pulumi.Input[str]


class Hosts(Part):
    """All of an environment's instances, and the role that they have in common."""

    def __init__(
        self,
        name: str,
        site: Site,
        hosts: Sequence[HostArgs],
        ground: Ground,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Hosts", name, site, options)
        profile = self._profile()
        self.instances = {each.name: self._instance(each, ground, profile) for each in hosts}
        self._duties = {each.name: each.duties for each in hosts}
        self.register_outputs({})

    def of(self, tier: str) -> dict[str, pulumi.Output[str]]:
        """Return the instances that do a tier's duty, by their names."""
        names = [name for name, duties in self._duties.items() if tier in duties]
        return {name: self.instances[name].id for name in names}

    def _profile(self) -> aws.iam.InstanceProfile:
        may = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
        statement = {**may, "Action": "sts:AssumeRole"}
        role = aws.iam.Role(
            self.label,
            name=self.named(self.label),
            assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
            tags=self.tags(self.label),
            opts=self.own,
        )
        aws.iam.RolePolicyAttachment(self.label, role=role.name, policy_arn=PROFILE, opts=self.own)
        return aws.iam.InstanceProfile(
            self.label,
            name=self.named(self.label),
            role=role.name,
            tags=self.tags(self.label),
            opts=self.own,
        )

    def _instance(
        self, host: HostArgs, ground: Ground, profile: aws.iam.InstanceProfile
    ) -> aws.ec2.Instance:
        return aws.ec2.Instance(
            host.name,
            ami=ground.image,
            instance_type=host.instance,
            subnet_id=ground.subnets(host.zone)[host.fault_domain],
            private_ip=host.address,
            vpc_security_group_ids=ground.groups("hosts", *host.duties),
            iam_instance_profile=profile.name,
            metadata_options={"http_endpoint": "enabled", "http_tokens": "required"},
            root_block_device={
                "volume_type": "gp3",
                "volume_size": host.disk_gb,
                "encrypted": True,
                "kms_key_id": ground.key,
            },
            tags=self.tags(host.name),
            # A new image of the same release is for new hosts: old ones are kept up by our roles.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["ami"]),
        )
