"""The network: one VPC, a subnet for each zone of trust and availability zone, and ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.site import Part, Site
from topology.cost.network import nat_gateways
from topology.environment import Environment
from topology.hosts import NODE_ZONE
from topology.words import ZONES, Zone

PUBLIC: tuple[Zone, ...] = ("dmz",)
"""Zones that the world may send to."""


def public_zones(environment: Environment) -> tuple[Zone, ...]:
    """Return the zones that the world may send to: also that of the one server, if there is one."""
    return (*PUBLIC, NODE_ZONE) if environment.is_packed else PUBLIC


@dataclass(frozen=True)
class NetworkArgs:
    """How the network is cut."""

    cidr: str
    zones: Mapping[str, tuple[str, ...]]
    """The networks of each zone of trust, one for each availability zone."""
    public: tuple[str, ...]
    """Zones that the world may send to."""
    outward: tuple[str, ...]
    """Zones whose members open connections to the world."""
    gateways: int
    """NAT gateways."""
    letters: tuple[str, ...]
    """Of the availability zones."""

    @classmethod
    def of(cls, environment: Environment) -> NetworkArgs:
        """Return the network of an environment: zones in which nothing stands are left out."""
        hosted = {host.zone for host in environment.hosts}
        public = public_zones(environment)
        used = hosted | {each.zone for each in environment.managed.values()}
        return cls(
            cidr=str(environment.facts.network),
            zones={
                zone: tuple(str(each) for each in environment.subnets(zone))
                for zone in ZONES
                if zone in used
            },
            public=tuple(zone for zone in public if zone in used),
            outward=tuple(zone for zone in ZONES if zone in hosted and zone not in public),
            gateways=nat_gateways(environment) if hosted - {*public} else 0,
            letters=environment.fault_domains,
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its route tables."""
        return ("public", *(f"outward-{letter}" for letter in self.letters), "inward")


class Network(Part):
    """The VPC and all that moves packets in it."""

    def __init__(
        self, name: str, site: Site, args: NetworkArgs, options: pulumi.ResourceOptions
    ) -> None:
        super().__init__("Network", name, site, options)
        self.args = args
        self.tables: dict[str, aws.ec2.RouteTable] = {}
        self.vpc = aws.ec2.Vpc(
            name,
            cidr_block=args.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self.tags(name),
            opts=self.own,
        )
        self.subnets = {
            zone: [self._subnet(zone, index, cidr) for index, cidr in enumerate(cidrs)]
            for zone, cidrs in args.zones.items()
        }
        self._open(self._internet_gateway())
        self._send_out(self._nat_gateways())
        self._close_the_rest()
        self.register_outputs({"vpc": self.vpc.id})

    def ids(self, zone: str) -> list[pulumi.Output[str]]:
        """Return the subnets of a zone."""
        return [subnet.id for subnet in self.subnets[zone]]

    @property
    def reached(self) -> dict[str, pulumi.Output[str]]:
        """What the other site of a pair must know: the VPC, and the route tables by name."""
        return {"vpc": self.vpc.id} | {name: table.id for name, table in self.tables.items()}

    def _subnet(self, zone: str, index: int, cidr: str) -> aws.ec2.Subnet:
        name = f"{zone}-{self.site.fault_domains[index]}"
        return aws.ec2.Subnet(
            name,
            vpc_id=self.vpc.id,
            cidr_block=cidr,
            availability_zone=self.site.zone(index),
            tags=self.tags(name),
            opts=self.own,
        )

    def _internet_gateway(self) -> aws.ec2.InternetGatewayAttachment:
        gateway = aws.ec2.InternetGateway("internet", tags=self.tags("internet"), opts=self.own)
        return aws.ec2.InternetGatewayAttachment(
            "internet", internet_gateway_id=gateway.id, vpc_id=self.vpc.id, opts=self.own
        )

    def _open(self, internet: aws.ec2.InternetGatewayAttachment) -> None:
        """Let the public zones out, and the world in as far as security groups let it."""
        table = self._table("public")
        aws.ec2.Route(
            "public-internet",
            route_table_id=table.id,
            destination_cidr_block="0.0.0.0/0",
            gateway_id=internet.internet_gateway_id,
            opts=self.own,
        )
        for zone in self.args.public:
            for index in range(len(self.subnets[zone])):
                self._associate(zone, index, table)

    def _nat_gateways(self) -> list[aws.ec2.NatGateway]:
        if not self.args.public:
            return []
        public = self.subnets[self.args.public[0]]
        return [self._nat(index, public[index]) for index in range(self.args.gateways)]

    def _nat(self, index: int, subnet: aws.ec2.Subnet) -> aws.ec2.NatGateway:
        name = f"nat-{self.site.fault_domains[index]}"
        address = aws.ec2.Eip(name, domain="vpc", tags=self.tags(name), opts=self.own)
        return aws.ec2.NatGateway(
            name,
            allocation_id=address.allocation_id,
            subnet_id=subnet.id,
            connectivity_type="public",
            tags=self.tags(name),
            opts=self.own,
        )

    def _send_out(self, gateways: list[aws.ec2.NatGateway]) -> None:
        """Let zones with hosts out, by the gateway of their own availability zone if it has one."""
        for index, letter in enumerate(self.site.fault_domains):
            table = self._table(f"outward-{letter}")
            if gateways:
                aws.ec2.Route(
                    f"outward-{letter}-nat",
                    route_table_id=table.id,
                    destination_cidr_block="0.0.0.0/0",
                    nat_gateway_id=gateways[index % len(gateways)].id,
                    opts=self.own,
                )
            for zone in self.args.outward:
                self._associate(zone, index, table)

    def _close_the_rest(self) -> None:
        """Give zones that only answer a table without a way out."""
        table = self._table("inward")
        for zone in sorted(self.subnets.keys() - {*self.args.public, *self.args.outward}):
            for index in range(len(self.subnets[zone])):
                self._associate(zone, index, table)

    def _table(self, name: str) -> aws.ec2.RouteTable:
        made = aws.ec2.RouteTable(name, vpc_id=self.vpc.id, tags=self.tags(name), opts=self.own)
        self.tables[name] = made
        return made

    def _associate(self, zone: str, index: int, table: aws.ec2.RouteTable) -> None:
        aws.ec2.RouteTableAssociation(
            f"{zone}-{self.site.fault_domains[index]}",
            subnet_id=self.subnets[zone][index].id,
            route_table_id=table.id,
            opts=self.own,
        )
