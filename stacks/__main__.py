"""An environment in AWS, from its file: `pulumi up -s qps-td`, or `tandem cloud up qps-td`."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.cache import Cache, CacheArgs
from components.doors import Doors, DoorsArgs
from components.edge import Behind, Edge, EdgeArgs
from components.files import Files
from components.hosts import IMAGE, Ground, HostArgs, Hosts
from components.key import Key
from components.network import Network, NetworkArgs
from components.objects import Objects, ObjectsArgs
from components.queue import Queue, QueueArgs
from components.records import Records, RecordsArgs
from components.site import Place, Site
from components.traffic_log import TrafficLog
from stacks.kinds import of_kind
from topology.environment import Environment, ManagedService
from topology.prices import Prices
from topology.repository import ROOT, Repository


def build(environment: Environment, prices: Prices) -> None:
    """Declare all of it."""
    site = Site.of(environment)
    region = aws.Provider("aws", region=site.region)
    own, ask = pulumi.ResourceOptions(provider=region), pulumi.InvokeOptions(provider=region)
    account = aws.get_caller_identity(opts=ask).account_id

    # The ground
    key = Key("data", site, account, own)
    network = Network("network", site, NetworkArgs.of(environment), own)
    doors = Doors("doors", site, DoorsArgs.of(environment), network.vpc.id, own)
    TrafficLog("traffic", site, network.vpc.id, key.arn, own)
    Objects("logs", site, ObjectsArgs.of(environment, account), key.arn, own)

    def place(tier: ManagedService) -> Place:
        return Place(network.ids(tier.zone), doors.ids(tier.tier), key.arn)

    # Data
    for tier in of_kind(environment, "rds-mysql"):
        Records(tier.tier, site, RecordsArgs.of(environment, tier, prices), place(tier), own)
    for tier in of_kind(environment, "elasticache-redis"):
        Cache(tier.tier, site, CacheArgs.of(environment, tier, prices), place(tier), own)
    for tier in of_kind(environment, "amazon-mq"):
        Queue(tier.tier, site, QueueArgs.of(tier, prices), place(tier), own)
    for tier in of_kind(environment, "efs"):
        Files(tier.tier, site, place(tier), own)

    # Hosts, and the entry before them
    image = aws.ssm.get_parameter(name=IMAGE, opts=ask).value
    wanted = [HostArgs.of(environment, host, prices) for host in environment.hosts]
    hosts = Hosts("hosts", site, wanted, Ground(network.ids, doors.ids, image, key.arn), own)
    for tier in of_kind(environment, "alb"):
        edge = EdgeArgs.of(environment, tier.tier)
        behind = Behind(network.vpc.id, hosts.of(edge.behind))
        Edge(tier.tier, site, edge, place(tier), behind, own)


if __name__ == "__main__":
    repository = Repository(ROOT)
    build(repository.load(pulumi.get_stack()), repository.prices)
