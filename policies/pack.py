"""Every rule, and what all of them find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from policies import durability, encryption, exposure, pods, standing, watching
from policies.resources import Resource, Site
from policies.rules import RULES, Finding, Rule, ask

MODULES = (encryption, exposure, durability, standing, watching, pods)
"""Where rules are: reading one writes its rules down."""
PACK: tuple[Rule, ...] = tuple(RULES)


@dataclass(frozen=True)
class Report:
    """What all rules found."""

    environment: str
    findings: tuple[Finding, ...]
    resources: int

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What is wrong, and must not be."""
        return self._such("broken", "mandatory")

    @property
    def advice(self) -> tuple[Finding, ...]:
        """What would better be otherwise."""
        return self._such("broken", "advisory")

    @property
    def unchecked(self) -> tuple[Finding, ...]:
        """What could not be asked, as something was not known yet."""
        return tuple(each for each in self.findings if each.outcome == "unchecked")

    @property
    def counts(self) -> dict[str, int]:
        """How often each outcome was found."""
        return dict(Counter(each.outcome for each in self.findings))

    def _such(self, outcome: str, level: str) -> tuple[Finding, ...]:
        return tuple(
            each for each in self.findings if (each.outcome, each.level) == (outcome, level)
        )


def judge(resources: Sequence[Resource], site: Site) -> Report:
    """Ask every rule of every resource."""
    return Report(site.name, tuple(ask(PACK, resources, site)), len(resources))
