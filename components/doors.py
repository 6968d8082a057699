"""Security groups: one for each tier and one for all hosts, with the flows' doors and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws

from components.site import Part, Site
from topology.environment import Environment
from topology.flows import HOSTS, Flow, flows
from topology.hosts import Host

VRRP = "112"
"""The number of a protocol that has no ports."""
_REFUSED = re.compile(r"[^a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]")
_LONGEST = 255


@dataclass(frozen=True, order=True)
class Door:
    """One rule of one group: a direction, the other end, and a port."""

    group: str
    direction: str
    """`in` or `out`."""
    peer: str
    """A group, or a network in CIDR form."""
    protocol: str
    first: int
    last: int

    @property
    def name(self) -> str:
        """A name that no other door has."""
        ports = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.group}-{self.direction}-{self.peer}-{self.protocol}-{ports}"


@dataclass(frozen=True)
class DoorsArgs:
    """The groups, with what they are for, and the doors, with their reasons."""

    groups: Mapping[str, str]
    doors: Mapping[Door, str]

    @classmethod
    def of(cls, environment: Environment) -> DoorsArgs:
        """Return the doors of an environment: what stays on one host needs none."""
        tiers = {*environment.members, *environment.managed}
        at = {duty: group for host in environment.hosts for duty, group in _groups(host)}
        groups = {
            at.get(name, name): _duty(environment, at.get(name, name))
            for name in sorted(tiers & {*environment.tiers})
        }
        groups[HOSTS] = "Every host"
        return cls(groups, _doors((_at(flow, at) for flow in flows(environment)), groups))


def groups_of(host: Host) -> tuple[str, ...]:
    """Return the groups of a host: AWS lets it into five, so one of all duties has its own."""
    return (host.tier,) if len(host.duties) > 1 else host.duties


def _groups(host: Host) -> Iterator[tuple[str, str]]:
    groups = groups_of(host)
    yield from ((duty, groups[0]) for duty in host.duties)


def _duty(environment: Environment, group: str) -> str:
    known = environment.tiers.get(group)
    return known.tier.duty if known else "The one server that carries every tier"


def _at(flow: Flow, at: Mapping[str, str]) -> Flow:
    """Return a flow between groups."""
    source, there = flow.source, flow.destination
    return replace(
        flow,
        source=replace(source, name=at.get(source.name, source.name)),
        destination=replace(there, name=at.get(there.name, there.name)),
    )


def _doors(open_to: Iterable[Flow], groups: Mapping[str, str]) -> dict[Door, str]:
    reasons: dict[Door, list[str]] = {}
    for flow in open_to:
        if flow.is_local:
            continue
        for door in _both_sides(flow, groups):
            reasons.setdefault(door, []).append(flow.why)
    return {door: "; ".join(dict.fromkeys(reasons[door])) for door in sorted(reasons)}


def _both_sides(flow: Flow, groups: Mapping[str, str]) -> Iterator[Door]:
    """Yield the doors of both ends: each end of ours opens its own, to the other's group if any."""
    vrrp = flow.port.protocol == "vrrp"
    port = (VRRP, -1, -1) if vrrp else (flow.port.protocol, flow.port.first, flow.port.last)
    for own, other, direction in (
        (flow.destination, flow.source, "in"),
        (flow.source, flow.destination, "out"),
    ):
        if own.name in groups:
            peers = [other.name] if other.name in groups else other.addresses
            for peer in peers:
                yield Door(own.name, direction, peer, *port)


class Doors(Part):
    """The groups with their rules."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: DoorsArgs,
        vpc: pulumi.Input[str],
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("Doors", name, site, options)
        self.groups = {
            group: aws.ec2.SecurityGroup(
                group,
                name=self.named(group),
                description=_text(what),
                vpc_id=vpc,
                tags=self.tags(group),
                opts=self.own,
            )
            for group, what in args.groups.items()
        }
        for door, why in args.doors.items():
            self._open(door, why)
        self.register_outputs({})

    def ids(self, *names: str) -> list[pulumi.Output[str]]:
        """Return the groups of some tiers."""
        return [self.groups[name].id for name in names]

    def _open(self, door: Door, why: str) -> None:
        ingress, egress = aws.vpc.SecurityGroupIngressRule, aws.vpc.SecurityGroupEgressRule
        grouped = door.peer in self.groups
        has_ports = door.protocol != VRRP
        (ingress if door.direction == "in" else egress)(
            door.name,
            security_group_id=self.groups[door.group].id,
            referenced_security_group_id=self.groups[door.peer].id if grouped else None,
            cidr_ipv4=None if grouped else door.peer,
            ip_protocol=door.protocol,
            from_port=door.first if has_ports else None,
            to_port=door.last if has_ports else None,
            description=_text(why),
            tags=self.tags(door.name),
            opts=self.own,
        )


def _text(sentence: str) -> str:
    """Return a sentence as EC2 takes it: plain letters and few signs."""
    return _REFUSED.sub("", sentence)[:_LONGEST]
