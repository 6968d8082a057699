"""What each type of resource costs by being there; a type not here nor in `free.py` is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from policies.resources import Resource
from topology.cost.assumptions import (
    FLOW_LOG_SHARE,
    GP3_IOPS,
    GP3_MBPS,
    OPENSEARCH_IOPS_A_GB,
    RDS_STRIPED_GB,
    RDS_VOLUMES,
    SCALED_HOURS,
)
from topology.cost.lines import Fleet, Group, Line, instances, line
from topology.cost.network import traffic
from topology.environment import Environment
from topology.instances import Chosen, cheapest, need_of
from topology.prices import Family, Tariff, unpriced

Pricer = Callable[[Resource, Tariff, Environment, Iterable[Resource]], Iterator[Line]]
NODES_OF_A_CLUSTER = 3  # brokers; Amazon MQ makes no other
TWINS = 2


def _typed(family: Family, name: str, tariff: Tariff) -> Chosen:
    found = tariff.prices.instances.get(family, {}).get(name)
    if found is None:
        raise unpriced(f"instances.{family}", f"{name} has no price")
    return Chosen(name, found)


def _fleet(group: Group, it: Resource, what: tuple[Family, str, float], tariff: Tariff) -> Line:
    family, name, count = what
    whole = Fleet(group, it.name, family, _typed(family, name, tariff), 1, months=count)
    return instances(tariff, whole)


def _hourly(
    group: Group, it: Resource, what: str, name: str, tariff: Tariff, count: int = 1
) -> Line:
    return line(tariff, group, it.name, what, (name, count * tariff.prices.hours_per_month))


def _gp3(it: Resource, size: float, tariff: Tariff) -> Line:
    return line(tariff, "disks", it.name, "gp3", ("ebs-gp3-gb-month", size))


def _host(it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]) -> Iterator[Line]:
    yield _fleet("machines", it, ("ec2", it.get("instanceType"), 1), tariff)
    yield _gp3(it, it.get("rootBlockDevice.volumeSize"), tariff)


def _group(
    it: Resource, tariff: Tariff, _: Environment, around: Iterable[Resource]
) -> Iterator[Line]:
    """Members that come and go are there in working hours."""
    template = next(
        each
        for each in around
        if each.kind == "aws:ec2/launchTemplate:LaunchTemplate" and each.name == it.name
    )
    there = int(it.get("maxSize")) * SCALED_HOURS
    yield _fleet("machines", it, ("ec2", template.get("instanceType"), there), tariff)
    yield _gp3(it, template.get("blockDeviceMappings.ebs.volumeSize") * there, tariff)


def _volume(it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]) -> Iterator[Line]:
    kind = it.get("type")
    yield line(tariff, "disks", it.name, kind, (f"ebs-{kind}-gb-month", it.get("size")))


def _address(
    it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]
) -> Iterator[Line]:
    yield _hourly("network", it, "public IPv4", "public-ipv4-hour", tariff)


def _nat(it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]) -> Iterator[Line]:
    yield _hourly("network", it, "NAT gateway", "nat-gateway-hour", tariff)


def _balancer(
    it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]
) -> Iterator[Line]:
    kind = "nlb" if it.get("loadBalancerType") == "network" else "alb"
    yield _hourly("network", it, "balancer", f"{kind}-hour", tariff)
    if it.get("internal") is False:
        zones = len(it.items("subnets"))
        yield _hourly("network", it, "public IPv4", "public-ipv4-hour", tariff, zones)


def _database(
    it: Resource, tariff: Tariff, environment: Environment, around: Iterable[Resource]
) -> Iterator[Line]:
    """A Multi-AZ database is two, with two disks; a copy's disk is as large as its source's."""
    kinds = {each.kind for each in environment.managed.values()}
    family: Family = "rds-mysql" if "rds-mysql" in kinds else "rds-postgresql"
    count = TWINS if it.get("multiAz") is True else 1
    yield _fleet("managed services", it, (family, it.get("instanceClass"), count), tariff)
    size = it.get("allocatedStorage") if it.is_given("allocatedStorage") else _planned(environment)
    striped = size >= RDS_STRIPED_GB
    more = {
        "rds-gp3-gb-month": size,
        "rds-gp3-iops-month": it.get("iops", 0) - GP3_IOPS * (RDS_VOLUMES if striped else 1),
        "rds-gp3-mbps-month": it.get("storageThroughput", 0) - GP3_MBPS * RDS_VOLUMES,
    }
    del around
    for name, each in more.items():
        if each > 0:
            used = (name, each * count)
            yield line(tariff, "managed services", it.name, "storage", used)


def _planned(environment: Environment) -> int:
    """Return the disk of the database that is copied."""
    leading = [
        each
        for each in environment.managed.values()
        if each.kind in ("rds-mysql", "rds-postgresql")
    ]
    tiers = {store.tier for store, _ in environment.stores.values()}
    found = next(each for each in leading if each.tier in tiers)
    size = found.planned.disks[0].total_gb
    return max(size, RDS_STRIPED_GB) if (found.planned.iops or 0) > GP3_IOPS else size


def _cache(
    it: Resource, tariff: Tariff, environment: Environment, _: Iterable[Resource]
) -> Iterator[Line]:
    groups = it.get("numNodeGroups", 0)
    count = groups * (1 + it.get("replicasPerNodeGroup", 0)) or it.get("numCacheClusters", 1)
    node = it.get("nodeType")
    if node is None:  # the second site's follows the first's
        planned = environment.managed[it.name].planned
        node = cheapest(
            tariff.prices, "elasticache-redis", need_of(planned, "elasticache-redis")
        ).name
    yield _fleet("managed services", it, ("elasticache-redis", node, count), tariff)


def _broker(
    it: Resource, tariff: Tariff, environment: Environment, _: Iterable[Resource]
) -> Iterator[Line]:
    count = NODES_OF_A_CLUSTER if it.get("deploymentMode") == "CLUSTER_MULTI_AZ" else 1
    yield _fleet("managed services", it, ("amazon-mq", it.get("hostInstanceType"), count), tariff)
    size = environment.managed[it.name].planned.disks[0].total_gb
    used = ("amazon-mq-gb-month", size * count)
    yield line(tariff, "managed services", it.name, "storage", used)


def _search(it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]) -> Iterator[Line]:
    asked: Mapping[str, Any] = it.get("clusterConfig", {})
    for kind, count in (
        ("instanceType", "instanceCount"),
        ("dedicatedMasterType", "dedicatedMasterCount"),
        ("warmType", "warmCount"),
    ):
        if asked.get(kind):
            what: tuple[Family, str, float] = ("opensearch", asked[kind], int(asked[count]))
            yield _fleet("managed services", it, what, tariff)
    size, nodes = it.get("ebsOptions.volumeSize"), int(asked.get("instanceCount", 1))
    used = ("opensearch-gp3-gb-month", size * nodes)
    yield line(tariff, "managed services", it.name, "storage", used)
    more = it.get("ebsOptions.iops", 0) - max(GP3_IOPS, OPENSEARCH_IOPS_A_GB * size)
    if more > 0:
        used = ("opensearch-gp3-iops-month", more * nodes)
        yield line(tariff, "managed services", it.name, "operations", used)


def _filter(it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]) -> Iterator[Line]:
    count = len(it.items("rules"))
    yield line(tariff, "network", it.name, "web filter", ("waf-web-acl-month", 1))
    yield line(tariff, "network", it.name, f"{count} x rule", ("waf-rule-month", count))


def _detector(
    it: Resource, tariff: Tariff, environment: Environment, _: Iterable[Resource]
) -> Iterator[Line]:
    """GuardDuty reads what the flow log has, as the model reckons it."""
    moved = traffic(environment)
    read = (moved.sent + moved.received + moved.linked) * FLOW_LOG_SHARE
    used = ("guardduty-flow-gb", read)
    yield line(tariff, "names, keys, watching", it.name, "flow and DNS logs", used)


def _inspector(
    it: Resource, tariff: Tariff, _: Environment, around: Iterable[Resource]
) -> Iterator[Line]:
    hosts = sum(each.kind == "aws:ec2/instance:Instance" for each in around)
    used = ("inspector-instance-month", hosts)
    yield line(tariff, "names, keys, watching", it.name, f"{hosts} x host", used)


def _front(it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]) -> Iterator[Line]:
    yield _hourly("network", it, "one address", "global-accelerator-hour", tariff)


def _kube(it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]) -> Iterator[Line]:
    yield _hourly("managed services", it, "EKS control plane", "eks-cluster-hour", tariff)


def _each(what: str, name: str) -> Pricer:
    def price(
        it: Resource, tariff: Tariff, _: Environment, __: Iterable[Resource]
    ) -> Iterator[Line]:
        yield line(tariff, "names, keys, watching", it.name, what, (name, 1))

    return price


PRICED: Mapping[str, Pricer] = {
    "aws:ec2/instance:Instance": _host,
    "aws:autoscaling/group:Group": _group,
    "aws:ebs/volume:Volume": _volume,
    "aws:ec2/eip:Eip": _address,
    "aws:ec2/natGateway:NatGateway": _nat,
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:rds/instance:Instance": _database,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:mq/broker:Broker": _broker,
    "aws:opensearch/domain:Domain": _search,
    "aws:eks/cluster:Cluster": _kube,
    "aws:wafv2/webAcl:WebAcl": _filter,
    "aws:globalaccelerator/accelerator:Accelerator": _front,
    "aws:guardduty/detector:Detector": _detector,
    "aws:inspector2/enabler:Enabler": _inspector,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _each("alarm", "cloudwatch-alarm-month"),
    "aws:cloudwatch/dashboard:Dashboard": _each("dashboard", "cloudwatch-dashboard-month"),
    "aws:route53/zone:Zone": _each("zone", "route53-zone-month"),
    "aws:route53/healthCheck:HealthCheck": _each("check", "route53-health-check-month"),
    "aws:kms/key:Key": _each("key", "kms-key-month"),
    "aws:secretsmanager/secret:Secret": _each("secret", "secrets-manager-secret-month"),
}
