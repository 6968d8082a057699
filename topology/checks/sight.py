"""A finished environment of which some facts may be in doubt, and what can be said of it so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from topology.environment import Environment
from topology.problems import Location


@dataclass(frozen=True)
class Sight:
    """An environment, and where in its file (or its dc's, for what it takes from there) is a fault.

    A check asks whether it is sure of what it reads: a fault is told once, and nothing that only
    follows from it.
    """

    environment: Environment
    faults: frozenset[Location] = frozenset()

    def sure(self, *patterns: Location) -> bool:
        """Whether no fault lies at, above or below some places; a part may hold a ``*``."""
        return not any(_meet(fault, each) for fault in self.faults for each in patterns)

    def sure_of_count(self, tier: str) -> bool:
        """Whether it is known how many members a tier has."""
        return self.sure_of_tiers and self.sure(("overrides", "tiers", tier, "count"))

    def sure_of_machines(self, tier: str, key: str) -> bool:
        """Whether one fact of all machines of a tier can be read."""
        return self.sure(("machines", f"{self.environment.name}-{tier}-*", key))

    @property
    def sure_of_tiers(self) -> bool:
        """Whether it is known which tiers there are."""
        return self.sure(("size",), ("form",))

    def doubting(self, locations: Iterable[Location]) -> Sight:
        """Return the same with more faults."""
        return replace(self, faults=self.faults.union(locations))


def _meet(fault: Location, pattern: Location) -> bool:
    """Whether one leads to the other, or both are one."""
    pairs = zip(fault, pattern, strict=False)
    return all(fnmatchcase(str(part), str(wanted)) for part, wanted in pairs)
