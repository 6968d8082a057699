"""The cloud against our own floor, and both against the budgets of an environment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from topology.bill_of_materials import YEARS, OwnFloor, own_floor
from topology.cost import Estimate, Verdict, estimate, judge
from topology.environment import Environment
from topology.prices import Prices, Tariff
from topology.units import Range


@dataclass(frozen=True)
class ThreeYears:
    """The same environment for three years, in three ways."""

    on_demand: float
    """In AWS, by the hour."""
    reserved: float
    """In AWS, with all that is always there taken for three years."""
    own_floor: float
    """Hardware, software and support of one site."""


@dataclass(frozen=True)
class Comparison:
    """What an environment costs, and how that stands to its budgets."""

    environment: Environment
    tariff: Tariff
    estimate: Estimate
    papers: Verdict | None
    """Against the budget of the platform's own papers, where those name one."""
    decided: Verdict
    """Against the budget that it is held to."""
    floor: OwnFloor
    hardware: Verdict | None
    """What its hardware costs, against the price of the platform's own papers."""

    @property
    def three_years(self) -> ThreeYears:
        """What three years of it cost."""
        months = YEARS * 12
        cloud = self.estimate
        return ThreeYears(cloud.monthly * months, cloud.reserved * months, self.floor.three_years)


def compare(environment: Environment, prices: Prices) -> Comparison:
    """Return an environment's costs in AWS and on our own floor, and its verdicts."""
    cloud = estimate(environment, prices)
    floor = own_floor(environment)
    budget, price = environment.budget, floor.on_prem.price
    return Comparison(
        environment=environment,
        tariff=Tariff(prices, environment.facts.region),
        estimate=cloud,
        papers=judge(cloud.monthly, budget.seed) if budget.seed else None,
        decided=judge(cloud.monthly, Range(0, budget.decided)),
        floor=floor,
        hardware=judge(floor.hardware, price) if price else None,
    )


def page(found: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON has it."""
    environment, cloud = found.environment, found.estimate
    return {
        "environment": environment.name,
        "size": environment.size,
        "capacity": environment.capacity,
        "target": environment.target,
        "form": environment.form,
        "region": found.tariff.region,
        "prices_dated": str(found.tariff.prices.dated),
        "region_factor": found.tariff.factor.price,
        "aws": {
            "monthly": cloud.monthly,
            "reserved_monthly": cloud.reserved,
            "assumed_share": cloud.assumed,
            "groups": cloud.groups,
            "lines": [asdict(line) for line in cloud.lines],
        },
        "budget": _budget(found),
        "own_floor": _floor(found),
        "three_years": asdict(found.three_years),
    }


def _budget(found: Comparison) -> dict[str, Any]:
    budget = found.environment.budget
    return {
        "papers": budget.seed,
        "papers_verdict": found.papers,
        "decided": budget.decided,
        "decided_verdict": found.decided,
        "why": budget.why,
    }


def _floor(found: Comparison) -> dict[str, Any]:
    floor = found.floor
    return {
        "machines": floor.machines,
        "more_servers": floor.more,
        "hardware": floor.hardware,
        "papers": floor.on_prem.price,
        "papers_verdict": found.hardware,
        "software_a_year": floor.on_prem.software_a_year,
        "support_a_year": floor.on_prem.support_a_year,
        "monthly": floor.monthly,
        "cores": floor.cores,
        "memory_gb": floor.memory_gb,
        "host_cores": floor.host_cores,
        "host_memory_gb": floor.host_memory_gb,
    }
