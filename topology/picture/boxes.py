"""Which boxes a picture has: a tier each, here and at the peer, and parties outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from topology.environment import Environment, ManagedService
from topology.flows import ADMINS, CLIENTS, HOSTS, PEER, WITNESS
from topology.picture.edges import NAMES, chips
from topology.picture.parts import Box, Edge, Group, Line
from topology.picture.text import TIE
from topology.sizing import TierPlan
from topology.tiers import ManagedKind
from topology.words import Target, Zone

SITE_COLUMNS: tuple[tuple[Zone, ...], ...] = (
    ("dmz", "guest", "iot", "management"),
    ("application",),
    ("data",),
)
"""Left to right: what faces others, what computes, what keeps."""

TALLEST = 5
"""Boxes of a zone that stand above each other; more make a second column."""

NODES: tuple[ManagedKind, ...] = (
    "rds-postgresql",
    "rds-mysql",
    "elasticache-redis",
    "amazon-mq",
    "opensearch",
)
"""Services of AWS whose nodes are chosen; the others are as large as they need to be."""


EVERYWHERE = "base"
"""The service that every host has, so that no box names it."""

DOMAINS: Mapping[Target, str] = {"onprem": "rack", "aws": "availability zone"}


def columns(environment: Environment, edges: Sequence[Edge]) -> tuple[tuple[Group, ...], ...]:
    """Return the frames of each column: outside parties, the site, the peer."""
    site = [column for zones in SITE_COLUMNS for column in _zones(environment, zones, edges)]
    pair = (*_peer(environment, edges), *_witness(environment, edges))
    return (tuple(_outside(environment, edges)), *site, pair)


def _zones(
    environment: Environment, zones: Iterable[Zone], edges: Sequence[Edge]
) -> Iterator[tuple[Group, ...]]:
    groups = [group for zone in zones if (group := _zone(environment, zone, edges)).boxes]
    if len(groups) > 1:
        yield tuple(groups)
    for whole in groups if len(groups) == 1 else ():
        for part in _parts(whole.boxes):
            yield (replace(whole, boxes=part),)


def _parts(boxes: tuple[Box, ...]) -> Iterator[tuple[Box, ...]]:
    """Cut a zone into columns about as high as each other, its boxes in their order."""
    inner = range(1, len(boxes))
    cuts = min(
        combinations(inner, (len(boxes) - 1) // TALLEST),
        key=lambda cuts: max(sum(map(_rows, boxes[a:b])) for a, b in pairwise((0, *cuts, None))),
    )
    for start, end in pairwise((0, *cuts, None)):
        yield boxes[start:end]


def _rows(box: Box) -> int:
    """Say about how high a box is, in lines: most texts take two, and a title has air."""
    return 3 + 2 * (len(box.lines) + len(box.chips))


def _zone(environment: Environment, zone: Zone, edges: Sequence[Edge]) -> Group:
    boxes = [
        _tier(environment, planned, edges)
        for planned in environment.tiers.values()
        if planned.tier.zone == zone
    ]
    if zone == "management" and any(HOSTS in (edge.source, edge.target) for edge in edges):
        boxes.append(Box(HOSTS, NAMES[HOSTS], "of all zones", (), chips(HOSTS, edges)))
    if environment.is_packed:
        return Group(zone, zone, f"{zone} duties", "", tuple(boxes))
    return Group(zone, zone, f"{zone} zone", str(environment.addresses.zone(zone)), tuple(boxes))


def _tier(environment: Environment, planned: TierPlan, edges: Iterable[Edge]) -> Box:
    service = environment.managed.get(planned.name)
    lines = _managed(environment, service) if service else _hosts(environment, planned)
    alone = len(environment.members.get(planned.name, ())) == 1
    return Box(
        planned.name,
        planned.name,
        _count(environment, planned),
        (Line(planned.tier.duty), *lines, *_stores(environment, planned.name)),
        chips(planned.name, edges, alone=alone),
    )


def _count(environment: Environment, planned: TierPlan) -> str:
    """Say how many hosts or nodes there are; nothing of a tier on the one server of all."""
    service = environment.managed.get(planned.name)
    if service:
        return _plural(planned.count, "node") if service.kind in NODES else "managed"
    if not _has_hosts(environment, planned):
        return ""
    if planned.most > planned.count:
        return f"{planned.count} to {planned.most} hosts"
    return _plural(planned.count, "host")


def _has_hosts(environment: Environment, planned: TierPlan) -> bool:
    return environment.members[planned.name][0].tier == planned.name


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _resources(planned: TierPlan) -> str:
    gpus = f", {planned.gpus} GPU" if planned.gpus else ""
    disks = ", ".join(str(disk) for disk in planned.disks)
    return f"{_plural(planned.cores, 'core')}, {planned.memory_gb} GB{gpus}, {disks}"


def _hosts(environment: Environment, planned: TierPlan) -> Iterator[Line]:
    if _has_hosts(environment, planned):
        yield Line(f"{'each ' if planned.count > 1 else ''}{_resources(planned)}", "plain")
        shared = environment.virtual_address(planned.name)
        domains = [host.fault_domain for host in environment.members[planned.name]]
        where = _where(environment, domains)
        yield Line(f"{where}, shared address {shared}" if shared else where)
    yield Line(f"{TIE}· ".join(name for name in planned.services if name != EVERYWHERE))


def _where(environment: Environment, domains: Sequence[str]) -> str:
    noun = DOMAINS[environment.target]
    used = sorted(set(domains))
    return f"{noun}{'' if len(used) == 1 else 's'} {', '.join(used)}"


def _managed(environment: Environment, service: ManagedService) -> Iterator[Line]:
    yield Line(environment.common.cloud[service.kind].what, "badge")
    if service.kind in NODES:
        yield Line(f"each as {_resources(service.planned)}", "plain")


def _stores(environment: Environment, tier: str) -> Iterator[Line]:
    """Yield what a tier keeps, and how it is copied; how the cloud does it is its own business."""
    peer, managed = environment.peer, tier in environment.managed
    for name, (store, how) in environment.stores.items():
        if tier == store.tier:
            copies: list[str] = []
            if not managed:
                one = how.inside == "none" or len(environment.members.get(tier, ())) == 1
                copies.append("one copy" if one else how.inside)
            if peer and how.between != "none":
                copies.append(f"{how.between} at {peer.name}")
            yield Line(f"keeps {name}{': ' if copies else ''}{', '.join(copies)}", "store")
    for name, files in environment.platform.files.items():
        if tier == files.tier:
            there = f", {files.between} at {peer.name}" if peer and files.between != "none" else ""
            mount = "" if managed else f": {files.mount}"
            yield Line(f"keeps {name}{mount}{there}", "store")


def _outside(environment: Environment, edges: Sequence[Edge]) -> Iterator[Group]:
    """Yield who comes in, and who is only called."""
    what = {name: party.what for name, party in environment.externals.items()}
    what[ADMINS] = "Administrators, from their own networks"
    what[CLIENTS] += _through(environment)
    sources, targets = {edge.source for edge in edges}, {edge.target for edge in edges}
    for title, names in (("coming in", sources), ("called", targets - sources)):
        boxes = tuple(
            Box(name, name, "", (Line(text),), chips(name, edges))
            for name, text in what.items()
            if name in names
        )
        if boxes:
            yield Group(title, "outside", f"outside, {title}", "", boxes)


def _through(environment: Environment) -> str:
    """Say what of the cloud stands between the users and the entry."""
    facts = environment.size_facts
    ways = (facts.cdn and "CloudFront", facts.global_entry and "Global Accelerator")
    there = [way for way in ways if way and environment.target == "aws"]
    return f", through {' and '.join(there)}" if there else ""


def _peer(environment: Environment, edges: Sequence[Edge]) -> Iterator[Group]:
    peer = environment.peer
    if peer is None:
        return
    counts = {**{name: _count(peer, planned) for name, planned in peer.tiers.items()}, HOSTS: ""}
    reached = {name: ends for name in counts if (ends := chips(PEER + name, edges))}
    boxes = [
        Box(PEER + name, NAMES.get(name, name), counts[name], (), ends)
        for name, ends in reached.items()
    ]
    if others := [name for name in peer.tiers if name not in reached]:
        boxes.append(Box("as here", "as here", "", (Line(", ".join(others), "plain"),)))
    one = ", one server" if peer.is_packed else ""
    yield Group("peer", "peer", peer.name, f"{peer.facts.site}{one}", tuple(boxes))


def _witness(environment: Environment, edges: Sequence[Edge]) -> Iterator[Group]:
    witness = environment.witness
    if witness is None:
        return
    lines = (Line("Third voter of the site lease"), Line(f"{witness.site}, {witness.network}"))
    box = Box(WITNESS, "witness", "1 host", lines, chips(WITNESS, edges))
    yield Group("witness", "witness", "third place", "", (box,))
