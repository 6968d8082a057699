"""Instances that our roles configure: those of the inventory, with its names and addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.doors import groups_of
from components.network import public_zones
from components.role import service_role
from components.site import Part, Site
from topology.cost.assumptions import BOOT_GB
from topology.cost.hosts import HARD_DISK
from topology.environment import Environment
from topology.flows import HOSTS
from topology.hosts import NODE, Host
from topology.instances import Need, cheapest
from topology.prices import Prices
from topology.units import Disk
from topology.words import Zone

IMAGE = "/aws/service/debian/release/12/latest/amd64"
"""Where Debian publishes its image's identifier."""
PROFILE = "AmazonSSMManagedInstanceCore"
ROOT = "/dev/xvda"
"""Where Debian's images have their system."""
ST1_LEAST_GB = 125


@dataclass(frozen=True)
class HostArgs:
    """One instance."""

    name: str
    instance: str
    zone: Zone
    fault_domain: int
    address: str
    disk_gb: int
    hard_gb: tuple[int, ...]
    """Its hard disks."""
    duties: tuple[str, ...]
    groups: tuple[str, ...]
    """The security groups that it is in."""
    faces_the_world: bool

    @classmethod
    def of(cls, environment: Environment, host: Host, prices: Prices) -> HostArgs:
        """Return what a host becomes."""
        return cls(
            name=host.name.removeprefix(f"{environment.name}-"),
            instance=cheapest(prices, "ec2", Need(host.cores, host.memory_gb, host.gpus)).name,
            zone=host.zone,
            fault_domain=environment.fault_domains.index(host.fault_domain),
            address=str(host.address),
            disk_gb=sum(disk.total_gb for disk in flash(host)) or BOOT_GB,
            hard_gb=() if host.tier == NODE else tuple(_hard_disks(host)),
            duties=host.duties,
            groups=(HOSTS, *groups_of(host)),
            faces_the_world=host.zone in public_zones(environment),
        )


def flash(host: Host) -> list[Disk]:
    """Return a host's disks without hard disks; the one server's data needs flash throughout."""
    return [each for each in host.disks if host.tier == NODE or each.kind != HARD_DISK]


def _hard_disks(host: Host) -> Iterator[int]:
    for disk in host.disks:
        if disk.kind == HARD_DISK:
            yield from [max(ST1_LEAST_GB, disk.size_gb)] * disk.count


def metadata() -> Any:  # noqa: ANN401 - the SDK's own
    """Return how an instance is told about itself: by sessions alone (IMDSv2), and one hop far."""
    return {"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1}


def root_disk(size_gb: int, key: pulumi.Input[str]) -> Any:  # noqa: ANN401 - the SDK's own
    """Return the disk of an instance's system, encrypted with our key."""
    return {"volume_type": "gp3", "volume_size": size_gb, "encrypted": True, "kms_key_id": key}


@dataclass(frozen=True)
class Standing:
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
        ground: Standing,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Hosts", name, site, options)
        profile = self._profile()
        self.profile: pulumi.Output[str] = profile.name
        self.instances = {each.name: self._instance(each, ground, profile) for each in hosts}
        for each in hosts:
            self._add(each, ground)
        self._duties = {each.name: each.duties for each in hosts}
        self.register_outputs({})

    @property
    def arns(self) -> list[pulumi.Output[str]]:
        """The names by which other services know them."""
        return [each.arn for each in self.instances.values()]

    def of(self, tier: str) -> dict[str, pulumi.Output[str]]:
        """Return the instances that do a tier's duty, by their names."""
        names = [name for name, duties in self._duties.items() if tier in duties]
        return {name: self.instances[name].id for name in names}

    def _profile(self) -> aws.iam.InstanceProfile:
        role = service_role(self, self.label, "ec2.amazonaws.com", (PROFILE,))
        self.role: pulumi.Output[str] = role.arn
        return aws.iam.InstanceProfile(
            self.label,
            name=self.named(self.label),
            role=role.name,
            tags=self.tags(self.label),
            opts=self.own,
        )

    def _instance(
        self, host: HostArgs, ground: Standing, profile: aws.iam.InstanceProfile
    ) -> aws.ec2.Instance:
        return aws.ec2.Instance(
            host.name,
            ami=ground.image,
            instance_type=host.instance,
            subnet_id=ground.subnets(host.zone)[host.fault_domain],
            private_ip=host.address,
            vpc_security_group_ids=ground.groups(*host.groups),
            iam_instance_profile=profile.name,
            metadata_options=metadata(),
            root_block_device=root_disk(host.disk_gb, ground.key),
            tags=self.tags(host.name),
            # A new image of the same release is for new hosts: old ones are kept up by our roles.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["ami"]),
        )

    def _add(self, host: HostArgs, ground: Standing) -> None:
        """Give an instance what it has beside itself: hard disks, and an address in the world."""
        for number, size in enumerate(host.hard_gb):
            self._hard_disk(f"{host.name}-data-{number + 1}", host, (number, size), ground)
        if host.faces_the_world:
            address = aws.ec2.Eip(host.name, domain="vpc", tags=self.tags(host.name), opts=self.own)
            aws.ec2.EipAssociation(
                host.name,
                allocation_id=address.allocation_id,
                instance_id=self.instances[host.name].id,
                opts=self.own,
            )

    def _hard_disk(
        self, name: str, host: HostArgs, disk: tuple[int, int], ground: Standing
    ) -> None:
        number, size = disk
        volume = aws.ebs.Volume(
            name,
            availability_zone=self.site.zone(host.fault_domain),
            size=size,
            type="st1",
            encrypted=True,
            kms_key_id=ground.key,
            tags=self.tags(name),
            opts=self.own,
        )
        aws.ec2.VolumeAttachment(
            name,
            device_name=f"/dev/sd{chr(ord('f') + number)}",
            instance_id=self.instances[host.name].id,
            volume_id=volume.id,
            opts=self.own,
        )
