"""A file system that several hosts share, and that EFS runs in each availability zone."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.site import Part, Place, Site


class Files(Part):
    """The file system, and a door to it in each subnet."""

    def __init__(
        self,
        name: str,
        site: Site,
        place: Place,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Files", name, site, options)
        self.system = aws.efs.FileSystem(
            name,
            creation_token=self.named(name),
            encrypted=True,
            kms_key_id=place.key,
            performance_mode="generalPurpose",
            throughput_mode="elastic",
            tags=self.tags(name),
            opts=self.own,
        )
        for index, subnet in enumerate(place.subnets):
            aws.efs.MountTarget(
                f"{name}-{site.fault_domains[index]}",
                file_system_id=self.system.id,
                subnet_id=subnet,
                security_groups=place.groups,
                opts=self.own,
            )
        self.register_outputs({"id": self.system.id})
