"""An environment in AWS, from its file: `pulumi up -s qps-td`, or `tandem cloud up qps-td`."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.alarms import alarms_of, of_a_host, of_the_entry
from components.backup import Backup, longest_kept, plans_of
from components.cache import Cache, CacheArgs
from components.edge import Behind, Edge, EdgeArgs
from components.files import Files
from components.front import Front
from components.guards import Guards, GuardsArgs
from components.hosts import IMAGE, HostArgs, Hosts, Standing
from components.intake import Intake, IntakeArgs
from components.kube import Kube, KubeArgs
from components.leading import follows
from components.link import Link
from components.names import Names, NamesArgs
from components.objects import Objects, ObjectsArgs
from components.queue import Queue, QueueArgs
from components.records import Readers, Records, RecordsArgs
from components.scaling import Scaling, ScalingArgs
from components.search import Search, SearchArgs, leads
from components.tenant import Tenant, TenantArgs
from components.watch import Watch, WatchArgs
from components.web_filter import WebFilter, WebFilterArgs
from stacks.ground import Ground, ground
from stacks.kinds import of_kind, refuse_what_is_not_built
from topology.environment import Environment
from topology.prices import Prices
from topology.repository import ROOT, Repository


def build(environment: Environment, prices: Prices) -> None:
    """Declare all of it."""
    refuse_what_is_not_built(environment)
    base = ground(environment, prices)
    databases(base)
    caches(base)
    queues_and_search(base)
    files(base)
    entries(base, hosts(base))
    link(base)
    backups(base)
    guards(base)
    watch(base)
    tell(base)


def databases(base: Ground) -> None:
    """RDS: what may lead, then its readers. Who leads of a pair is asked of AWS."""
    made: dict[str, Records] = {}
    readers = {store.readers: store.tier for store, _ in base.environment.stores.values()}
    stores = {store.tier: name for name, (store, _) in base.environment.stores.items()}
    for tier in of_kind(base.environment, "rds-postgresql", "rds-mysql"):
        name, place = tier.tier, base.place(tier)
        if name not in readers and follows(base.environment, name, base.ask):
            base.following.add(name)
        behind = name in base.following
        args = RecordsArgs.of(base.environment, tier, base.prices, follows=behind)
        if name in readers:
            Readers(name, base.site, args, place, base.own, made[readers[name]])
        else:
            made[name] = Records(name, base.site, args, place, base.own, base.account)
            base.keep(stores[name], made[name].instance.arn)
            base.said.add("stores", name, made[name].instance.address)


def caches(base: Ground) -> None:
    """ElastiCache: the second site of a pair joins what the first one leads."""
    for tier in of_kind(base.environment, "elasticache-redis"):
        args = CacheArgs.of(base.environment, tier, base.prices)
        led = base.pair.joined(tier.tier) if args.follows else None
        made = Cache(tier.tier, base.site, args, base.place(tier), base.own, led)
        base.said.add("stores", tier.tier, made.address)
        if made.joined is not None:
            base.said.add("joined", tier.tier, made.joined)


def queues_and_search(base: Ground) -> None:
    """Amazon MQ and OpenSearch."""
    for tier in of_kind(base.environment, "amazon-mq"):
        queue = QueueArgs.of(base.environment, tier, base.prices)
        broker = Queue(tier.tier, base.site, queue, base.place(tier), base.own)
        base.said.add("stores", tier.tier, broker.address)
    for tier in of_kind(base.environment, "opensearch"):
        if leads(base.environment, tier):
            search = SearchArgs.of(base.environment, tier, base.prices)
            made = Search(tier.tier, base.site, search, base.place(tier), base.own, base.account)
            base.said.add("stores", tier.tier, made.domain.endpoint)


def files(base: Ground) -> None:
    """EFS, and buckets."""
    for tier in of_kind(base.environment, "efs"):
        made = Files(tier.tier, base.site, base.place(tier), base.own)
        base.keep(longest_kept(base.environment, tier.tier), made.system.arn)
        base.said.add("buckets", tier.tier, made.system.id)
    for tier in of_kind(base.environment, "s3"):
        held = ObjectsArgs.held_by(base.environment, tier, base.account)
        for name, args in held.items():
            bucket = Objects(name, base.site, args, base.key.arn, base.own, base.copies).bucket
            base.said.add("buckets", name, bucket.id)


def hosts(base: Ground) -> Hosts:
    """Instances that our roles configure, those that come and go, and Kubernetes above them."""
    image = aws.ssm.get_parameter(name=IMAGE, opts=base.ask).value
    standing = Standing(base.network.ids, base.doors.ids, image, base.key.arn)
    wanted = [HostArgs.of(base.environment, each, base.prices) for each in base.environment.hosts]
    made = Hosts("hosts", base.site, wanted, standing, base.own)
    for args in ScalingArgs.all_of(base.environment, base.prices):
        base.grown[args.tier] = Scaling(base.site, args, standing, made.profile, base.own).group
    for tier in of_kind(base.environment, "eks"):
        kube = KubeArgs.of(base.environment, tier)
        runs = Kube(tier.tier, base.site, kube, base.place(tier), made.role, base.own)
        base.said.add("clusters", tier.tier, runs.cluster.name)
        inside = pulumi.ResourceOptions(provider=runs.entered())
        Tenant("tenant", base.site, TenantArgs.of(base.environment), inside)
    base.keep("configuration", *made.arns)
    ids = {name: each.id for name, each in made.instances.items()}
    base.watched.update(ids)
    base.said.say("hosts", ids)
    return made


def entries(base: Ground, behind: Hosts) -> None:
    """Balancers: of pages, and of datagrams."""
    facing = of_kind(base.environment, "alb", "nlb")
    if not facing:
        return
    reached = Behind(base.network.vpc.id, behind.of, names(base), base.grown)
    for tier in of_kind(base.environment, "alb"):
        edge = EdgeArgs.of(base.environment, tier.tier)
        made = Edge(tier.tier, base.site, edge, base.place(tier), reached, base.own)
        base.watched[tier.tier] = made.watched
        base.said.add("entries", tier.tier, made.balancer.dns_name)
        limits = WebFilterArgs.of(base.environment)
        WebFilter(f"{tier.tier}-filter", base.site, limits, made.balancer.arn, base.own)
        if reached.names.args.fronted:
            front(base, made, reached.names)
    for tier in of_kind(base.environment, "nlb"):
        intake = IntakeArgs.of(base.environment, tier.tier)
        datagrams = Intake(tier.tier, base.site, intake, base.place(tier), reached, base.own)
        base.said.add("entries", tier.tier, datagrams.balancer.dns_name)


def front(base: Ground, entry: Edge, leading: Names) -> None:
    """One address for both sites, which the first of them makes."""
    made = Front("front", base.site, entry.balancer.arn, base.pair.front, base.own)
    base.said.say("front", made.listener)
    if made.accelerator:
        leading.lead_to_both(made.accelerator)


def names(base: Ground) -> Names:
    """The zone of the platform's name, which the first site of a pair makes for both."""
    args = NamesArgs.of(base.environment, leads=base.environment.home)
    made = Names("names", base.site, args, base.pair.zone, base.own)
    base.said.say("zone", made.zone)
    return made


def link(base: Ground) -> None:
    """The way to the other site, which the second site of a pair makes at both ends."""
    base.said.say("reached", base.network.reached)
    for tier in of_kind(base.environment, "site-link"):
        if base.pair.joins:
            theirs, there = base.pair.reached(), base.pair.there
            Link(tier.tier, base.site, base.network, theirs, there, base.own)


def backups(base: Ground) -> None:
    """Vaults, and a plan for each thing that is kept."""
    for tier in of_kind(base.environment, "backup"):
        plans = plans_of(base.environment)
        made = Backup(tier.tier, base.site, plans, base.key.arn, base.own, base.copies)
        for what, arns in base.kept.items():
            made.keep(what, arns)


def guards(base: Ground) -> None:
    """CloudTrail, GuardDuty and Inspector, where what is built is to last."""
    if base.site.lasting:
        args = GuardsArgs(base.logs.bucket.id, base.logs, everywhere=not base.pair.joins)
        Guards("guards", base.site, args, base.account, base.key.arn, base.own)


def watch(base: Ground) -> None:
    """Alarms by what is promised, one picture of them, and the budget."""
    entries = [each.tier for each in of_kind(base.environment, "alb")]
    alarms = (
        *alarms_of(base.environment, base.following),
        *(each for entry in entries for each in of_the_entry(base.environment, entry)),
        *(of_a_host(name) for name in base.watched if name not in entries),
    )
    args = WatchArgs(alarms, base.environment.budget.decided)
    made = Watch("watch", base.site, args, base.key.arn, base.watched, base.own)
    base.said.say("alerts", made.topic.arn)


def tell(base: Ground) -> None:
    """What all of it is called, for those who use it: `stacks/outputs.py` says what is told."""
    base.said.say("region", base.site.region)
    base.said.tell()


if __name__ == "__main__":
    repository = Repository(ROOT)
    build(repository.load(pulumi.get_stack()), repository.prices)
