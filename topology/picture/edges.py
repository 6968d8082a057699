"""Which lines a picture has: the firewall table, one line for each two ends, and copies of data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from topology.catalogue import Port
from topology.environment import Environment
from topology.flows import HOSTS, PEER, WITNESS, Flow, flows
from topology.picture.parts import Chip, Edge
from topology.picture.text import TIE
from topology.picture.words import Kind, Shown

LINK = "wireguard"
"""The port of the tunnel between the sites."""

SHOWN: Mapping[Shown, tuple[Kind, ...]] = {
    "platform": ("flow", "replication", "link"),
    "all": ("flow", "replication", "link", "management"),
    "none": ("replication", "link"),
}

NAMES = {HOSTS: "every host"}
"""What people call a word of the rules, where it is not the word."""

Ends = tuple[str, str]


def edges(environment: Environment) -> tuple[Edge, ...]:
    """Return every line, in the order of the rules.

    What comes in from the peer is the same rule seen from there, so it is there once. Services of
    the cloud copy to each other, and end the tunnel, without a flow of ours.
    """
    copied = dict(_copies(environment))
    ports: dict[tuple[Ends, Kind], dict[str, None]] = {}
    for flow, kind in classified(environment):
        ends = (flow.source.name, flow.destination.name)
        ports.setdefault((ends, kind), {})[_spell(flow.port_name, flow.port)] = None
    for ends in copied:
        if ends[1].startswith(PEER):
            ports.setdefault((ends, "replication"), {})
    for ends in _cloud_links(environment):
        ports.setdefault((ends, "link"), {"tunnel": None})
    return tuple(
        Edge(*ends, kind, tuple(names), copied.get(ends, "") if kind == "replication" else "")
        for (ends, kind), names in ports.items()
    )


def classified(environment: Environment) -> Iterator[tuple[Flow, Kind]]:
    """Yield each flow once, and what it stands for."""
    own = {(rule.from_, rule.to, rule.port) for rule in environment.platform.flows}
    copied = dict(_copies(environment))
    for flow in flows(environment):
        ends = (flow.source.name, flow.destination.name)
        if flow.port_name == LINK:
            kind: Kind = "link"
        elif (*ends, flow.port_name) not in own:
            kind = "management"
        else:
            kind = "replication" if ends in copied else "flow"
        from_there = ends[0].startswith(PEER) or (kind == "link" and ends[0] == WITNESS)
        if not from_there:
            yield flow, kind


def chips(key: str, found: Iterable[Edge], *, alone: bool = False) -> tuple[Chip, ...]:
    """Return where lines end at a box: those on the same ports together.

    A member that is alone says nothing to others of its tier.
    """
    together: dict[tuple[Kind, bool, str], list[Edge]] = {}
    for edge in found:
        if edge.target == key and (edge.is_drawn or not alone):
            together.setdefault((edge.kind, edge.is_drawn, edge.says), []).append(edge)
    return tuple(
        Chip(tuple(joined), f"{_who(joined)}: {says}") for (_, _, says), joined in together.items()
    )


def _who(joined: Iterable[Edge]) -> str:
    names = (edge.source if edge.is_drawn else "each other" for edge in joined)
    return ", ".join(NAMES.get(name, name) for name in names)


def _copies(environment: Environment) -> Iterator[tuple[Ends, str]]:
    """Yield each two ends between which data is copied, and how if that is between sites."""
    there = environment.tiers
    for store, how in environment.stores.values():
        named = (store.tier, store.readers)
        tiers = [tier for tier in named if tier is not None and tier in there]
        if how.inside != "none":
            yield from ((ends, "") for ends in product(tiers, tiers))
        if how.between not in ("none", "rebuilt") and store.tier in there:
            yield (store.tier, PEER + store.tier), how.between
    for files in environment.platform.files.values():
        if files.tier in there:
            yield (files.tier, files.tier), ""
            if files.between == "mirrored" and environment.peer:
                yield (files.tier, PEER + files.tier), files.between


def _cloud_links(environment: Environment) -> Iterator[Ends]:
    for name, service in environment.managed.items():
        if service.kind == "site-link" and environment.peer:
            yield name, PEER + name
        if service.kind == "site-link" and environment.witness:
            yield name, WITNESS


def _spell(name: str, port: Port) -> str:
    if port.protocol == "vrrp":
        return name
    return f"{name}{TIE}{str(port).removesuffix('/tcp')}"
