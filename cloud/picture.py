"""The picture of an environment as a plan would have it: what is in each box is the plan's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from policies.resources import NotKnownError, Resource
from topology.picture.parts import Box, Content, Line

SIZES = (
    "instanceClass",
    "instanceType",
    "nodeType",
    "hostInstanceType",
    "clusterConfig.instanceType",
)
"""The inputs that say how large something is."""
_RUNS = """
aws:ec2/instance:Instance aws:autoscaling/group:Group aws:rds/instance:Instance
aws:elasticache/replicationGroup:ReplicationGroup aws:mq/broker:Broker
aws:opensearch/domain:Domain aws:eks/cluster:Cluster aws:lb/loadBalancer:LoadBalancer
aws:efs/fileSystem:FileSystem aws:s3/bucket:Bucket aws:backup/vault:Vault
aws:ec2/vpcPeeringConnection:VpcPeeringConnection
"""
RUNS = frozenset(_RUNS.split())
"""What runs or keeps something: these stand in the boxes, all else is counted."""


_OTHERS = ("outside", "peer", "witness")
"""Frames of others: no plan of ours makes them."""


def as_planned(content: Content, planned: Sequence[Resource]) -> Content:
    """Return a picture whose boxes say what a plan has in the place of each tier."""
    inside = [box.key for _, group, box in content.each if group.look not in _OTHERS]
    of = by_tier(planned, inside, content.name)
    columns = tuple(
        tuple(
            group
            if group.look in _OTHERS
            else replace(group, boxes=tuple(_box(box, of) for box in group.boxes))
            for group in column
        )
        for column in content.columns
    )
    title = f"{content.title}, as its plan has it"
    footer = (*_besides(of, len(planned)), *content.footer)
    return replace(content, title=title, columns=columns, footer=footer)


def by_tier(
    planned: Iterable[Resource], tiers: Iterable[str], environment: str
) -> Mapping[str, Sequence[Resource]]:
    """Return what belongs to each tier, by its name; under no name what belongs to none."""
    known = sorted(tiers, key=len, reverse=True)
    found: dict[str, list[Resource]] = defaultdict(list)
    for each in planned:
        name = each.name.removeprefix(f"{environment}-")
        tier = next((it for it in known if name == it or name.startswith(f"{it}-")), "")
        found[tier].append(each)
    return found


def _box(box: Box, of: Mapping[str, Sequence[Resource]]) -> Box:
    mine = of.get(box.key, ())
    lines = [Line(text, "plain") for text in _running(mine)]
    more = sum(each.kind not in RUNS for each in mine)
    if more:
        lines.append(Line(f"and {more} more around it" if lines else f"{more} around others"))
    # The aside counts what the model wants; what the plan has stands in the lines.
    return replace(box, aside="", lines=tuple(lines) or (Line("nothing of its own in the plan"),))


def _running(resources: Iterable[Resource]) -> Iterator[str]:
    counts = Counter(_said(each) for each in resources if each.kind in RUNS)
    for what, count in sorted(counts.items()):
        yield f"{count} x {what}"


def _said(resource: Resource) -> str:
    size = next((found for path in SIZES if (found := _known(resource, path))), "")
    return f"{_word(resource)} {size}".strip()


def _known(resource: Resource, path: str) -> str:
    try:
        return str(resource.get(path, ""))
    except NotKnownError:
        return ""


def _word(resource: Resource) -> str:
    """Return a type as AWS's people say it: ``rds/instance:Instance`` is an rds instance.

    >>> _word(Resource("aws:lb/loadBalancer:LoadBalancer", "edge", {}))
    'lb load balancer'
    """
    name = resource.kind.rpartition(":")[2]
    words = re.sub(r"(?<!^)([A-Z])", r" \1", name).lower()
    return f"{resource.service} {words}"


def _besides(of: Mapping[str, Sequence[Resource]], whole: int) -> Iterator[str]:
    counts = Counter(_word(each) for each in of.get("", ()))
    most = ", ".join(f"{count} {what}" for what, count in counts.most_common(8))
    yield f"{whole} resources in the plan; of no tier are {counts.total()}, such as {most}."
