"""Checks that every quorum survives the loss of one fault domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from topology.checks.sight import Sight
from topology.environment import Environment
from topology.environment_file import FAULT_DOMAINS
from topology.hosts import Host, tombstones
from topology.validate import Complaint


def majority_complaints(sight: Sight) -> Iterator[Complaint]:
    """Complain about quorums that one fault domain takes along; td has none to lose."""
    environment = sight.environment
    if environment.place == "td" or not (sight.sure_of_tiers and sight.sure(("fault_domains",))):
        return
    weak: list[str] = []
    for name, hosts in environment.members.items():
        domain, lost = Counter(host.fault_domain for host in hosts).most_common(1)[0]
        if not _counts(sight, name, hosts) or _outlives(len(hosts), lost):
            continue
        if left := _left_by_a_tombstone(environment, name, domain):
            yield left
        else:
            weak.append(f"{name} ({lost} of {len(hosts)} in {domain})")
    if not weak:
        return
    message = f"with one fault domain these lose their majority: {', '.join(weak)}"
    if environment.facts.fault_domains < len(FAULT_DOMAINS):
        yield ("fault_domains",), f"{message}; write `fault_domains: {len(FAULT_DOMAINS)}`"
    else:
        yield ("machines",), f"{message}; spread them by `rack:`"


def _counts(sight: Sight, tier: str, hosts: Sequence[Host]) -> bool:
    """Whether a tier is a quorum of which it is known where the members stand."""
    large = len(hosts) >= len(FAULT_DOMAINS)
    is_quorum = large and sight.environment.tiers[tier].redundancy == "quorum"
    seen = (sight.sure_of_machines(tier, key) for key in ("removed", "rack"))
    return is_quorum and sight.sure_of_count(tier) and all(seen)


def _outlives(members: int, lost: int) -> bool:
    return 2 * (members - lost) > members


def _left_by_a_tombstone(environment: Environment, tier: str, full: str) -> Complaint | None:
    """Return the complaint about a place left empty, where the last member can take it."""
    prefix = f"{environment.name}-{tier}-"
    hosts = environment.members[tier]
    stands = Counter(host.fault_domain for host in hosts)
    derived = [h for h in hosts if h.fault_domain == full and not (h.machine and h.machine.rack)]
    gone = sorted(tombstones(prefix, environment.facts.machines), reverse=True)
    for number in gone:
        empty = environment.fault_domains[(number - 1) % environment.facts.fault_domains]
        last = derived[-1] if derived else None
        if last is None or last.number < number or stands[empty]:
            continue
        if not _outlives(len(hosts), (stands + Counter({empty: 1, full: -1})).most_common(1)[0][1]):
            continue
        follower = last.name.removeprefix(f"{environment.name}-")
        message = (
            f"its place in fault domain {empty} is empty: {follower}, which follows it, stands in "
            f"{full}, and losing {full} would lose the majority"
        )
        remedy = f"add `rack: {empty}` to" if last.machine else "write"
        what = last.name if last.machine else f"`{last.name}: {{rack: {empty}}}`"
        return ("machines", f"{prefix}{number}"), f"{message}; {remedy} {what}"
    return None
