"""What everything else of an environment stands on, and knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.copies import Copies
from components.doors import Doors, DoorsArgs
from components.key import Key
from components.network import Network, NetworkArgs
from components.objects import Objects, ObjectsArgs
from components.site import Place, Site
from components.traffic_log import TrafficLog
from stacks.kinds import of_kind
from stacks.outputs import Telling
from stacks.pair import Pair
from topology.environment import Environment, ManagedService
from topology.prices import Prices


@dataclass(frozen=True)
class Ground:
    """The network, the doors and the keys."""

    environment: Environment
    prices: Prices
    site: Site
    pair: Pair
    account: str
    own: pulumi.ResourceOptions
    ask: pulumi.InvokeOptions
    key: Key
    network: Network
    doors: Doors
    logs: Objects
    copies: Copies | None
    """Where what is kept is copied to: the peer's region."""
    kept: dict[str, list[pulumi.Input[str]]] = field(default_factory=dict)
    """What is backed up, by the name of its policy."""

    watched: dict[str, pulumi.Input[str]] = field(default_factory=dict)
    """Identifiers that AWS gives to what is watched, by the label of their part."""

    grown: dict[str, pulumi.Input[str]] = field(default_factory=dict)
    """Groups whose members come and go, by their tier."""

    following: set[str] = field(default_factory=set)
    """Tiers whose database is a copy of the other site's now."""

    said: Telling = field(default_factory=Telling)
    """What the stack says of itself."""

    def place(self, tier: ManagedService) -> Place:
        """Return where a tier stands."""
        return Place(self.network.ids(tier.zone), self.doors.ids(tier.tier), self.key.arn)

    def keep(self, what: str, *arns: pulumi.Input[str]) -> None:
        """Note what is backed up."""
        self.kept.setdefault(what, []).extend(arns)


def ground(environment: Environment, prices: Prices) -> Ground:
    """Declare the network, the doors, the keys and the logs."""
    site = Site.of(environment)
    region = aws.Provider("aws", region=site.region)
    own, ask = pulumi.ResourceOptions(provider=region), pulumi.InvokeOptions(provider=region)
    account = aws.get_caller_identity(opts=ask).account_id
    key = Key("data", site, account, own)
    network = Network("network", site, NetworkArgs.of(environment), own)
    doors = Doors("doors", site, DoorsArgs.of(environment), network.vpc.id, own)
    TrafficLog("traffic", site, network.vpc.id, key.arn, own)
    logs = Objects("logs", site, ObjectsArgs.of(environment, account), key.arn, own)
    copies = None
    if site.away and of_kind(environment, "backup", "s3"):
        there = Key("copies", site, account, own, site.away)
        copies = Copies(site.away, there.arn)
    pair = Pair(environment, site)
    return Ground(
        environment, prices, site, pair, account, own, ask, key, network, doors, logs, copies
    )
