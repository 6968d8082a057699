"""Which part of an environment the lab runs: `tandem lab up ENV --only TIER`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from lab.plan import Plan, tiers_in
from lab.shell import LabError
from topology.problems import nearest

if TYPE_CHECKING:
    from topology.environment import Environment


def tiers(
    there: Plan, environments: Iterable[Environment], names: Iterable[str], only: Sequence[str]
) -> Mapping[str, frozenset[str]]:
    """Return the tiers to run by environment; whole environments are not among them.

    What is up in part stays so until it is named without tiers; tiers add up.
    """
    wanted = {word for each in only for word in each.split(",") if word}
    asked = set(names)
    if wanted and len(asked) != 1:
        raise LabError("tiers are of one environment: name it, as in `tandem lab up ENV --only db`")
    some: dict[str, frozenset[str]] = {}
    for each in environments:
        up = tiers_in(there, each)
        is_new = each.name not in there.sites
        if each.name not in asked:
            chosen = up
        elif wanted:
            chosen = _of(each, wanted) | (frozenset() if is_new else up or _all(each))
        else:
            chosen = None
        if chosen is not None and chosen != _all(each):
            some[each.name] = chosen
    return some


def _all(environment: Environment) -> frozenset[str]:
    return frozenset(host.tier for host in environment.hosts)


def _of(environment: Environment, words: Iterable[str]) -> frozenset[str]:
    """Return the tiers by their names; one that a packed server carries is that server's."""
    carried = {duty: host.tier for host in environment.hosts for duty in (*host.duties, host.tier)}
    for word in words:
        if word not in carried:
            raise LabError(f"{environment.name} has no tier '{word}'{nearest(word, carried)}")
    return frozenset(carried[word] for word in words)
