"""Checks of tiers: their counts, services and places in the address plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from topology.checks.known import Check, Known, Own
from topology.flows import ADMINS, HOSTS, WITNESS
from topology.hosts import NODE
from topology.problems import nearest
from topology.tiers import Tier, TierSize
from topology.validate import Complaint
from topology.words import SIZES, Redundancy, Size

RESERVED = (HOSTS, ADMINS, WITNESS, NODE)
"""Words that mean something else in flows and in host names."""

VOTER = "lease"
"""The service by which a site has a vote in who leads."""

_SLOTS = range(2, 31)
_NEEDS = {"cpu": "target", "requests": "each", "queue": "each"}
"""What a tier that grows must know beside what it watches."""

_TOTALS: Mapping[str, Callable[[TierSize], int]] = {
    "cores": lambda column: column.cores,
    "GB of memory": lambda column: column.memory,
    "GB of disk": lambda column: sum(disk.total_gb for disk in column.disks),
}


def count_fault(redundancy: Redundancy, members: int, size: Size) -> str | None:
    """Say why so many members cannot be what a redundancy promises at a size."""
    fewest = 1 if size == "small" else {"single": 1, "quorum": 3}.get(redundancy, 2)
    if redundancy == "quorum" and members % 2 == 0:
        choice = " or ".join(str(odd) for odd in (members - 1, members + 1) if odd >= fewest)
        return (
            f"a quorum of {members} bears no more losses than one of {members - 1}; write {choice}"
        )
    if members < fewest:
        duty = "decides" if redundancy == "quorum" else "takes over"
        return f"with {members} nobody {duty} after a loss; write {fewest} or more"
    return None


def _counts(own: Own, _: Known) -> Iterator[Complaint]:
    for name, tier in own.tiers.items():
        if tier.redundancy == "quorum" and tier.least % 2 == 0:
            message = (
                f"test and development would have a quorum of {tier.least}; write an odd number"
            )
            yield ("tiers", name, "least"), message
        for size, column in tier.sizes.items():
            for fault in _count_faults(tier, column, size):
                yield ("tiers", name, "sizes", size, "count"), fault


def _count_faults(tier: Tier, column: TierSize, size: Size) -> Iterator[str]:
    low, high = column.count.low, column.count.high
    if low % 1 or high % 1:
        yield f"{column.count} are not whole members"
    for members in sorted({column.members, column.most}):
        if members < tier.least:
            yield f"{members} is less than the tier's `least: {tier.least}`; write that or more"
        elif fault := count_fault(column.redundancy or tier.redundancy, members, size):
            yield fault
    if low < high and tier.autoscale is None:
        yield "a range needs the tier's `autoscale:`, which says when it grows; or write one number"


def _growth(own: Own, _: Known) -> Iterator[Complaint]:
    for name, tier in own.tiers.items():
        scale = tier.autoscale
        needed = _NEEDS.get(scale.watch) if scale else None
        if scale and needed and getattr(scale, needed) is None:
            message = f"`watch: {scale.watch}` needs `{needed}:` beside it"
            yield ("tiers", name, "autoscale"), message
        for fewer, more in pairwise(size for size in SIZES if size in tier.sizes):
            for fault in _falls(tier.sizes[fewer], tier.sizes[more], fewer):
                yield ("tiers", name, "sizes", more), fault


def _falls(less: TierSize, more: TierSize, smaller: Size) -> Iterator[str]:
    for what, of_one in _TOTALS.items():
        was, now = less.members * of_one(less), more.members * of_one(more)
        was_most, now_most = less.most * of_one(less), more.most * of_one(more)
        if now < was:
            yield f"{now:,} {what} in all are less than {smaller}'s {was:,}; capacity never falls"
        elif now_most < was_most:
            fall = f"{now_most:,} {what} at most are less than {smaller}'s {was_most:,}"
            yield f"{fall}; capacity never falls"


def _services(own: Own, known: Known) -> Iterator[Complaint]:
    for name, tier in own.tiers.items():
        for index, service in enumerate(tier.services):
            if service not in known.services:
                message = f"there is no service '{service}'{nearest(service, known.services)}"
                yield ("tiers", name, "services", index), message
        for size, column in tier.sizes.items():
            for index, service in enumerate(column.without):
                if service not in tier.services:
                    message = f"the tier has no '{service}'{nearest(service, tier.services)}"
                    yield ("tiers", name, "sizes", size, "without", index), message


def _managed(own: Own, known: Known) -> Iterator[Complaint]:
    for name, tier in own.tiers.items():
        if tier.managed and tier.managed not in known.shared.cloud:
            message = f"common.yml does not say what '{tier.managed}' offers; add it under `cloud:`"
            yield ("tiers", name, "managed"), message


def _voters(own: Own, known: Known) -> Iterator[Complaint]:
    decides = own is known.shared or any(name in known.shared.tiers for name in own.tiers)
    without = [size for size in SIZES if VOTER not in known.running(size)]
    if without and decides and all(map(known.whole, own.tiers)):
        message = f"no tier runs '{VOTER}' at {', '.join(without)}"
        yield ("tiers",), f"{message}; a site without a voter never leads: add it to a tier"


def _names(own: Own, known: Known) -> Iterator[Complaint]:
    for name in own.tiers:
        if name in RESERVED:
            yield ("tiers", name), f"'{name}' means something else; call the tier otherwise"
        if name in known.externals:
            yield ("tiers", name), f"'{name}' is an external party too; call one of them otherwise"


def _slots(own: Own, known: Known) -> Iterator[Complaint]:
    holders: dict[tuple[str, int], str] = {}
    for name, tier in known.tiers.items():
        holder = holders.setdefault((tier.zone, tier.slot), name)
        if holder == name or name not in own.tiers:
            continue
        taken = {each.slot for each in known.tiers.values() if each.zone == tier.zone}
        free = [str(slot) for slot in _SLOTS if slot not in taken]
        message = f"tier '{holder}' has slot {tier.slot} of zone {tier.zone}"
        yield ("tiers", name, "slot"), f"{message}; write a free one, such as {', '.join(free[:5])}"


CHECKS: tuple[Check[Own], ...] = (
    (_counts, set()),
    (_growth, set()),
    (_managed, set()),
    (_names, {"externals"}),
    (_services, {"services"}),
    (_slots, set()),
    (_voters, {"tiers"}),
)
