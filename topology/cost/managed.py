"""Services that the cloud runs in place of a tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from topology.cost.assumptions import (
    EFS_HOT_SHARE,
    GP3_IOPS,
    GP3_MBPS,
    IO_KB,
    OPENSEARCH_IOPS_A_GB,
    RDS_STRIPED_GB,
    RDS_VOLUMES,
)
from topology.cost.hosts import HARD_DISK
from topology.cost.lines import Fleet, Group, Line, instances, line
from topology.environment import Environment, ManagedService
from topology.instances import cheapest, need_of, warm_nodes
from topology.prices import Family, Tariff
from topology.sizing import TierPlan
from topology.tiers import ManagedKind

GROUP: Group = "managed services"

Pricing = Callable[[ManagedService, Tariff], Iterator[Line]]


def managed_lines(environment: Environment, tariff: Tariff) -> Iterator[Line]:
    """Yield what the services cost that stand in place of tiers; entries are `network_lines`'."""
    for service in environment.managed.values():
        if service.kind not in ENTRIES:
            yield from PRICED[service.kind](service, tariff)


def room_gb(planned: TierPlan) -> int:
    """Return how much different data a tier holds: copies on other members count once."""
    single = planned.disks[0].total_gb
    if planned.redundancy == "single":
        return single * planned.count
    return single * planned.count // 2 if planned.redundancy == "sharded" else single


def _nodes(service: ManagedService, family: Family, tariff: Tariff) -> Line:
    chosen = cheapest(tariff.prices, family, need_of(service.planned, family))
    return instances(tariff, Fleet(GROUP, service.tier, family, chosen, service.nodes))


def _rds(family: Family, service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    """Each node is a database of its own, single-AZ; so has each its own storage."""
    yield _nodes(service, family, tariff)
    iops = service.planned.iops or 0
    size = service.planned.disks[0].total_gb
    if iops > GP3_IOPS:
        size = max(size, RDS_STRIPED_GB)
    used = {
        "rds-gp3-gb-month": size,
        "rds-gp3-iops-month": max(0, iops - GP3_IOPS * RDS_VOLUMES),
        "rds-gp3-mbps-month": max(0, iops * IO_KB / 1000 - GP3_MBPS * RDS_VOLUMES),
    }
    yield from _storage(service, tariff, used)


def _elasticache(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    yield _nodes(service, "elasticache-redis", tariff)


def _amazon_mq(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    yield _nodes(service, "amazon-mq", tariff)
    used = {"amazon-mq-gb-month": service.planned.disks[0].total_gb}
    yield from _storage(service, tariff, used)


def _opensearch(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    """Data nodes and masters on gp3; what is planned on hard disks becomes UltraWarm."""
    data = service.planned.disks[0]
    if data.kind == HARD_DISK:
        yield from _ultrawarm(service, tariff)
        return
    yield _nodes(service, "opensearch", tariff)
    included = max(GP3_IOPS, OPENSEARCH_IOPS_A_GB * data.total_gb)
    used = {
        "opensearch-gp3-gb-month": data.total_gb,
        "opensearch-gp3-iops-month": max(0, (service.planned.iops or 0) - included),
    }
    yield from _storage(service, tariff, used)


def _ultrawarm(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    room = room_gb(service.planned)
    chosen, count = warm_nodes(tariff.prices, room)
    yield instances(tariff, Fleet(GROUP, service.tier, "opensearch", chosen, count))
    yield line(tariff, GROUP, service.tier, "warm data", ("opensearch-ultrawarm-gb-month", room))


def _eks(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    used = ("eks-cluster-hour", tariff.prices.hours_per_month)
    yield line(tariff, GROUP, service.tier, "EKS control plane", used)


def _efs(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    room = room_gb(service.planned)
    hot = room * EFS_HOT_SHARE
    yield line(tariff, GROUP, service.tier, "EFS, in use", ("efs-standard-gb-month", hot))
    yield line(tariff, GROUP, service.tier, "EFS, at rest", ("efs-ia-gb-month", room - hot))


def _s3(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    """What is planned on hard disks is seldom read, and goes to the infrequent-access class."""
    seldom = service.planned.disks[0].kind == HARD_DISK
    name = "s3-standard-ia-gb-month" if seldom else "s3-standard-gb-month"
    what = "S3, infrequent access" if seldom else "S3"
    yield line(tariff, GROUP, service.tier, what, (name, room_gb(service.planned)))


def _backup(service: ManagedService, tariff: Tariff) -> Iterator[Line]:
    """As much as the repository of the servers form holds."""
    used = ("backup-warm-gb-month", room_gb(service.planned))
    yield line(tariff, "backups", service.tier, "AWS Backup", used)


def _storage(service: ManagedService, tariff: Tariff, used: Mapping[str, float]) -> Iterator[Line]:
    for name, each in used.items():
        if each:
            quantity = each * service.nodes
            yield line(tariff, GROUP, service.tier, "storage", (name, quantity))


PRICED: Mapping[ManagedKind, Pricing] = {
    "rds-postgresql": partial(_rds, "rds-postgresql"),
    "rds-mysql": partial(_rds, "rds-mysql"),
    "elasticache-redis": _elasticache,
    "amazon-mq": _amazon_mq,
    "opensearch": _opensearch,
    "eks": _eks,
    "efs": _efs,
    "s3": _s3,
    "backup": _backup,
}

ENTRIES: frozenset[ManagedKind] = frozenset({"alb", "nlb", "cloudfront", "site-link"})
"""What `network_lines` prices."""
