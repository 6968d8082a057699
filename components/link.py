"""The way between the two regions of a pair: a peering, and routes at both ends.

The site that is not its pair's home makes all of it, so that either can be built and taken away
without a circle: the home first, its peer second.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.network import Network
from components.site import Part, Site


class Link(Part):
    """The peering and its routes."""

    def __init__(
        self,
        name: str,
        site: Site,
        ours: Network,
        theirs: Mapping[str, pulumi.Input[str]],
        there: Mapping[str, str],
        options: pulumi.ResourceOptions,
    ) -> None:
        """Make it. `theirs` holds the other's VPC and route tables, `there` its region and CIDR."""
        super().__init__("Link", name, site, options)
        peering = aws.ec2.VpcPeeringConnection(
            name,
            vpc_id=ours.vpc.id,
            peer_vpc_id=theirs["vpc"],
            peer_region=there["region"],
            tags=self.tags(name),
            opts=self.own,
        )
        accepted = aws.ec2.VpcPeeringConnectionAccepter(
            name,
            vpc_peering_connection_id=peering.id,
            auto_accept=True,
            region=there["region"],
            tags=self.tags(name),
            opts=self.own,
        )
        way = accepted.vpc_peering_connection_id
        for table, found in ours.tables.items():
            self._route(f"{table}-peer", found.id, there["cidr"], way, site.region)
        for table, identifier in theirs.items():
            if table != "vpc":
                self._route(f"peer-{table}", identifier, ours.args.cidr, way, there["region"])
        self.register_outputs({"id": peering.id})

    def _route(
        self,
        name: str,
        table: pulumi.Input[str],
        cidr: str,
        way: pulumi.Input[str],
        region: str,
    ) -> None:
        aws.ec2.Route(
            name,
            route_table_id=table,
            destination_cidr_block=cidr,
            vpc_peering_connection_id=way,
            region=region,
            opts=self.own,
        )
