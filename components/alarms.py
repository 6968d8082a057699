"""What somebody is told of: alarms that follow from what the platform's size promises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from components.cache import COPIES
from topology.environment import Environment, ManagedService
from topology.tuning import tuning_for_managed

Statistic = Literal["Average", "Maximum", "Minimum", "Sum", "p95"]
Worse = Literal["GreaterThanThreshold", "LessThanThreshold"]
MINUTE = 60
QUARTER = 5 * MINUTE
DAY = 86_400
BUSY = 80  # per cent, decided: a fifth is left for what nobody has planned
FULL = 15  # per cent of a disk, decided: a week of growth at the sizes' figures, and time to act
HEAP = 85  # per cent, decided: above it OpenSearch collects garbage in place of answering
PAIR = 2
MB = 1024 * 1024
GB = 1024 * MB


@dataclass(frozen=True)
class Alarm:
    """One alarm on a tier that the cloud runs, or on an entry or host that has an identifier."""

    name: str
    namespace: str
    metric: str
    dimension: str
    of: str
    """What the dimension names: a name, or the label of a part whose identifier AWS gives."""
    threshold: float
    why: str
    statistic: Statistic = "Average"
    worse: Worse = "GreaterThanThreshold"
    period: int = QUARTER
    times: int = 3
    """How many periods in a row."""
    silence: Literal["missing", "breaching", "notBreaching"] = "missing"


def alarms_of(environment: Environment, following: Collection[str]) -> tuple[Alarm, ...]:
    """Return every alarm whose parts have names that follow from the model.

    `following` are the tiers that are a copy of the other site's now.
    """
    found: list[Alarm] = []
    for tier in environment.managed.values():
        make = KINDS.get(tier.kind)
        found += make(environment, tier) if make else ()
        if tier.tier in following:
            found.append(_lag(environment, tier.tier))
    return tuple(found)


def _databases(environment: Environment, tier: ManagedService) -> Iterator[Alarm]:
    readers = {store.readers for store, _ in environment.stores.values()}
    copies = range(1, tier.nodes + 1) if tier.tier in readers else range(1, tier.nodes - PAIR + 1)
    leading = [] if tier.tier in readers else [tier.tier]
    for name in (*leading, *(f"{tier.tier}-{number}" for number in copies)):
        yield from _database(environment, tier, name)
        if name not in leading:
            yield _lag(environment, name)


def _lag(environment: Environment, name: str) -> Alarm:
    rpo = environment.size_facts.targets.rpo
    return Alarm(
        f"{name}-lag", "AWS/RDS", "ReplicaLag", "DBInstanceIdentifier",
        f"{environment.name}-{name}", float(rpo), "a loss now would break the promised RPO",
        statistic="Maximum", period=MINUTE, times=5, silence="breaching",
    )  # fmt: skip


def _database(environment: Environment, tier: ManagedService, name: str) -> Iterator[Alarm]:
    at = ("AWS/RDS", "DBInstanceIdentifier", f"{environment.name}-{name}")
    settings = {each.name: each.value for each in tuning_for_managed(environment, tier)}
    room = tier.planned.disks[0].total_gb * GB * FULL / 100
    yield _alarm(at, f"{name}-cores", "CPUUtilization", BUSY, "its cores are nearly used up")
    yield _alarm(
        at, f"{name}-room", "FreeStorageSpace", room, "its disk is nearly full", "LessThanThreshold"
    )
    if "max_connections" in settings:
        most = float(str(settings["max_connections"])) * BUSY / 100
        yield _alarm(at, f"{name}-sessions", "DatabaseConnections", most, "sessions run out")


def _caches(environment: Environment, tier: ManagedService) -> Iterator[Alarm]:
    if tier.planned.redundancy == "sharded":
        copies, groups = min(COPIES, tier.nodes), max(1, tier.nodes // COPIES)
        places = [(group, copy) for group in range(groups) for copy in range(copies)]
        names = [f"{group + 1:04d}-{copy + 1:03d}" for group, copy in places]
    else:
        names = [f"{number:03d}" for number in range(1, tier.nodes + 1)]
    for name in names:
        at = ("AWS/ElastiCache", "CacheClusterId", f"{environment.name}-{tier.tier}-{name}")
        label = f"{tier.tier}-{name}"
        yield _alarm(at, f"{label}-cores", "EngineCPUUtilization", BUSY, "its one core is full")
        yield _alarm(at, f"{label}-memory", "DatabaseMemoryUsagePercentage", BUSY, "it will forget")


def _queues(environment: Environment, tier: ManagedService) -> Iterator[Alarm]:
    targets = environment.size_facts.targets
    gap = float(targets.host_outage_managed or targets.host_outage)
    most = environment.size_facts.events_per_second.high * gap
    at = ("AWS/AmazonMQ", "Broker", f"{environment.name}-{tier.tier}")
    yield _alarm(at, f"{tier.tier}-cores", "SystemCpuUtilization", BUSY, "its cores are full")
    yield _alarm(
        at, f"{tier.tier}-waiting", "MessageCount", most,
        "more waits than comes in during the longest break that is promised",
    )  # fmt: skip


def _search(environment: Environment, tier: ManagedService) -> Iterator[Alarm]:
    if not any(store.tier == tier.tier for store, _ in environment.stores.values()):
        return
    at = ("AWS/ES", "DomainName", f"{environment.name}-{tier.tier}")
    room = tier.planned.disks[0].total_gb * GB / MB * FULL / 100
    name = tier.tier
    yield _alarm(at, f"{name}-red", "ClusterStatus.red", 0, "an index has lost a shard")
    yield _alarm(at, f"{name}-heap", "JVMMemoryPressure", HEAP, "it collects garbage")
    yield _alarm(
        at, f"{name}-room", "FreeStorageSpace", room, "a disk is nearly full", "LessThanThreshold"
    )


def _backups(environment: Environment, tier: ManagedService) -> Iterator[Alarm]:
    yield Alarm(
        f"{tier.tier}-failed", "AWS/Backup", "NumberOfBackupJobsFailed", "BackupVaultName",
        f"{environment.name}-{tier.tier}", 0, "a backup was not made", statistic="Sum",
        period=DAY, times=1, silence="notBreaching",
    )  # fmt: skip


def of_the_entry(environment: Environment, tier: str) -> Iterator[Alarm]:
    """Yield the alarms of a balancer of pages, which has no name before it is there."""
    facts = environment.size_facts
    failing = facts.events_per_second.high * QUARTER * (1 - float(facts.targets.availability))
    at = ("AWS/ApplicationELB", "LoadBalancer", tier)
    slow = float(facts.targets.latency_p95)
    told: tuple[tuple[str, str, float, str, Statistic], ...] = (
        ("slow", "TargetResponseTime", slow, "answers come later than promised", "p95"),
        ("failing", "HTTPCode_Target_5XX_Count", failing, "more fails than promised", "Sum"),
        ("shut", "HTTPCode_ELB_5XX_Count", failing, "nothing behind it answers", "Sum"),
    )
    for name, metric, most, why, statistic in told:
        namespace, dimension, of = at
        yield Alarm(
            f"{tier}-{name}", namespace, metric, dimension, of, most, why,
            statistic=statistic, silence="notBreaching",
        )  # fmt: skip


def of_a_host(name: str) -> Alarm:
    """Return the alarm of an instance: it is gone; all else its own exporters tell."""
    return Alarm(
        f"{name}-gone", "AWS/EC2", "StatusCheckFailed", "InstanceId", name, 0, "it is gone",
        statistic="Maximum", period=MINUTE, times=2, silence="breaching",
    )  # fmt: skip


def _alarm(
    at: tuple[str, str, str],
    name: str,
    metric: str,
    threshold: float,
    why: str,
    worse: Worse = "GreaterThanThreshold",
) -> Alarm:
    namespace, dimension, of = at
    return Alarm(name, namespace, metric, dimension, of, threshold, why, worse=worse)


Maker = Callable[[Environment, ManagedService], Iterator[Alarm]]
KINDS: Mapping[str, Maker] = {
    "rds-postgresql": _databases,
    "rds-mysql": _databases,
    "elasticache-redis": _caches,
    "amazon-mq": _queues,
    "opensearch": _search,
    "backup": _backups,
}
"""By what takes a tier's place."""
