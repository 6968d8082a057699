"""Checks of an environment's networks: each of a fitting size, and no two of a platform in one."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPV4LENGTH, IPv4Network

from topology.addresses import LARGEST, SMALLEST
from topology.checks.kin import Kin, KinCheck
from topology.environment_file import EnvironmentFile
from topology.problems import Location
from topology.validate import Complaint

LARGEST_IN_AWS = 16  # of a VPC, and of a subnet
SMALLEST_WITNESS = 28  # of a subnet in AWS
LARGEST_OF_ADMINS = 8


def _sizes(kin: Kin) -> Iterator[Complaint]:
    facts = kin.facts
    in_aws = facts.target == "aws"
    largest = LARGEST_IN_AWS if in_aws else LARGEST
    if fault := _misfit(facts.network, largest, SMALLEST):
        yield ("network",), f"{fault}, as AWS has them" if in_aws else fault
    witness = facts.witness.network if facts.witness else None
    if witness and (fault := _misfit(witness, LARGEST_IN_AWS, SMALLEST_WITNESS)):
        yield ("witness", "network"), fault
    for index, network in enumerate(facts.admins):
        if fault := _misfit(network, LARGEST_OF_ADMINS, IPV4LENGTH):
            yield ("admins", index), f"{fault}, of administrators alone"


def _misfit(network: IPv4Network, largest: int, smallest: int) -> str | None:
    if largest <= network.prefixlen <= smallest:
        return None
    fault = "too small" if network.prefixlen > smallest else "too large"
    return f"{network} is {fault}; expected a network from /{largest} to /{smallest}"


def _overlaps(kin: Kin) -> Iterator[Complaint]:
    own = list(_networks(kin.facts))
    strangers = [
        (f"{name}'s {location[0]}", network)
        for name, other in kin.others.items()
        for location, network in _networks(other)
    ]
    for location, network in own:
        rest = [(f"its own {at[0]}", other) for at, other in own if at > location]
        for owner, other in rest + strangers:
            if network.overlaps(other):
                yield location, f"{network} overlaps {owner}, {other}; move one of them"


def _networks(facts: EnvironmentFile) -> Iterator[tuple[Location, IPv4Network]]:
    yield ("network",), facts.network
    if facts.witness:
        yield ("witness", "network"), facts.witness.network


CHECKS: tuple[KinCheck, ...] = (
    (_sizes, {"network", "target"}),
    (_overlaps, {"network"}),
)
