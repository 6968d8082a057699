"""What an environment costs a month in AWS, and how that stands to its budgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from topology.cost.account import account_lines
from topology.cost.hosts import host_lines
from topology.cost.lines import GROUPS, Group, Line
from topology.cost.managed import managed_lines
from topology.cost.network import network_lines
from topology.environment import Environment
from topology.prices import Prices, Tariff
from topology.units import Range


@dataclass(frozen=True)
class Estimate:
    """Everything that is paid for each month, on demand."""

    lines: tuple[Line, ...]

    @property
    def monthly(self) -> float:
        """All of it."""
        return _sum(each.monthly for each in self.lines)

    @property
    def reserved(self) -> float:
        """The same, with all that is always there taken for three years."""
        return _sum(each.reserved for each in self.lines)

    @property
    def assumed(self) -> float:
        """Share of it whose prices no page says."""
        return _sum(each.monthly for each in self.lines if each.assumed) / self.monthly

    @property
    def groups(self) -> dict[Group, float]:
        """It by kind."""
        found = {
            group: _sum(each.monthly for each in self.lines if each.group == group)
            for group in GROUPS
        }
        return {group: monthly for group, monthly in found.items() if monthly}

    def dearest(self, count: int) -> tuple[Line, ...]:
        """Return the dearest lines, the dearest first."""
        return tuple(sorted(self.lines, key=lambda each: -each.monthly)[:count])


@dataclass(frozen=True)
class Verdict:
    """How a cost stands to a budget."""

    word: Literal["below", "inside", "above"]
    gap: float
    """Dollars below its lower end, left to its upper end, or above that."""
    share: float
    """The gap as a share of that end."""

    def __str__(self) -> str:
        """Say it."""
        gap, share = f"${self.gap:,.0f}", f"({self.share:.0%})"
        if self.word == "inside":
            return f"inside, {gap} left {share}"
        return f"{gap} {self.word} {share}"


def estimate(environment: Environment, prices: Prices) -> Estimate:
    """Return what an environment costs, or would cost, in AWS."""
    tariff = Tariff(prices, environment.facts.region)
    parts = (host_lines, managed_lines, network_lines, account_lines)
    return Estimate(tuple(line for part in parts for line in part(environment, tariff)))


def judge(cost: float, budget: Range) -> Verdict:
    """Hold a cost against a budget."""
    if cost > budget.high:
        return Verdict("above", cost - budget.high, cost / budget.high - 1)
    if cost < budget.low:
        return Verdict("below", budget.low - cost, 1 - cost / budget.low)
    return Verdict("inside", budget.high - cost, 1 - cost / budget.high)


def _sum(figures: Iterable[float]) -> float:
    return round(sum(figures), 2)
