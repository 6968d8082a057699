"""What stacks declare, counted: kept in `resources.json`, as a run of all programs takes minutes.

`scripts/resources.py` runs them, `make docs` makes the table, a test holds some of the counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from topology.environment import Environment
from topology.look import Look
from topology.repository import Repository
from topology.words import SIZES

Counts = Mapping[str, int]
RECORDED = Path(__file__).with_name("resources.json")
OTHERS = "others"
OURS = ("aws:", "kubernetes:")
"""How the types begin that are built."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "hosts": ("aws:ec2/instance:",),
    "growing groups": ("aws:autoscaling/group:",),
    "balancers": ("aws:lb/loadBalancer:",),
    "databases": ("aws:rds/instance:",),
    "caches": ("aws:elasticache/replicationGroup:",),
    "brokers": ("aws:mq/broker:",),
    "search": ("aws:opensearch/domain:",),
    "clusters": ("aws:eks/cluster:",),
    "in clusters": ("kubernetes:",),
    "buckets, file systems": ("aws:s3/bucket:", "aws:efs/fileSystem:"),
    "doors": ("aws:vpc/securityGroup",),
    "alarms": ("aws:cloudwatch/metricAlarm:",),
}
"""What is counted by itself, by how its types begin."""


def looks(repository: Repository) -> Iterator[Environment]:
    """Yield every environment at every size, as AWS would have it."""
    for name in sorted(repository.names):
        for size in SIZES:
            yield repository.load(name, Look(size=size, target="aws"))


def counted(kinds: Iterable[str]) -> dict[str, int]:
    """Return how many resources there are of each sort; parts and providers of Pulumi's are none.

    >>> counted(["aws:rds/instance:Instance", "tandem:aws:Records", "aws:ec2/vpc:Vpc"])
    {'databases': 1, 'others': 1}
    """
    built = (each for each in kinds if each.startswith(OURS))
    return dict(sorted(Counter(_sort(each) for each in built).items()))


def _sort(kind: str) -> str:
    return next((name for name, ways in COLUMNS.items() if kind.startswith(ways)), OTHERS)


def key(environment: Environment) -> str:
    """Return what a record is kept under.

    >>> key(Repository().load("qps-td"))
    'qps-td/small/managed'
    """
    return f"{environment.name}/{environment.size}/{environment.form}"


def recorded() -> dict[str, Counts]:
    """Return what was recorded, by environment, size and form."""
    found: dict[str, Counts] = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    return found


def record(found: Mapping[str, Counts]) -> None:
    """Keep it, a line for each."""
    lines = (f"{json.dumps(label)}: {json.dumps(each)}" for label, each in found.items())
    RECORDED.write_text("{\n " + ",\n ".join(lines) + "\n}\n")


def heading() -> tuple[str, ...]:
    """Return what stands above the columns."""
    sorts = (each.capitalize() for each in (*COLUMNS, OTHERS, "all"))
    return ("Environment", "Size", "Form", *sorts)


def rows(found: Mapping[str, Counts]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table."""
    for label, counts in found.items():
        cells = (str(counts.get(name, "")) for name in (*COLUMNS, OTHERS))
        yield (*label.split("/"), *cells, str(sum(counts.values())))
