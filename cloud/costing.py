"""What a plan costs a month: each resource priced by the dated table, and what is not, named.

What a resource costs by being there follows from its inputs. What it costs by being used follows
from no plan: those lines come from the model's own reckoning of a full platform, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cloud.free import FREE
from cloud.pricing import PRICED, Pricer
from policies.resources import NotKnownError, Resource
from topology.cost import estimate
from topology.cost.lines import Line
from topology.environment import Environment
from topology.prices import Prices, Tariff
from topology.problems import InvalidInputError

USED: Mapping[str, str] = {
    "nat-gateway-gb": "aws:ec2/natGateway:",
    "alb-lcu-hour": "aws:lb/loadBalancer:",
    "nlb-lcu-hour": "aws:lb/loadBalancer:",
    "global-accelerator-premium-gb": "aws:globalaccelerator/endpointGroup:",
    "waf-requests-million": "aws:wafv2/webAcl:",
    "route53-queries-million": "aws:route53/zone:",
    "transfer-internet-gb": "aws:ec2/vpc:",
    "transfer-zone-gb": "aws:ec2/vpc:",
    "transfer-region-gb": "aws:ec2/vpc:",
    "efs-standard-gb-month": "aws:efs/fileSystem:",
    "efs-ia-gb-month": "aws:efs/fileSystem:",
    "s3-standard-gb-month": "aws:s3/bucket:",
    "s3-standard-ia-gb-month": "aws:s3/bucket:",
    "backup-warm-gb-month": "aws:backup/vault:",
    "cloudwatch-logs-ingested-gb": "aws:cloudwatch/logGroup:",
    "vpc-flow-logs-gb": "aws:ec2/flowLog:",
    "opensearch-ultrawarm-gb-month": "aws:opensearch/domain:",
}
"""Prices of use, and the resource that is used."""
BY_USE = "by use, as the model reckons it"


@dataclass(frozen=True)
class Bill:
    """What a plan, or a state, costs a month."""

    lines: tuple[Line, ...]
    unpriced: tuple[str, ...]
    """Resources that nobody has a price for, each with the reason."""

    @property
    def monthly(self) -> float:
        """All of it."""
        return round(sum(each.monthly for each in self.lines), 2)

    @property
    def assumed(self) -> float:
        """Share of it whose prices no page says."""
        whole = sum(each.monthly for each in self.lines)
        return sum(each.monthly for each in self.lines if each.assumed) / whole if whole else 0


def bill(resources: Sequence[Resource], environment: Environment, prices: Prices) -> Bill:
    """Price everything that there is, or would be."""
    tariff = Tariff(prices, environment.facts.region)
    lines: list[Line] = []
    unpriced: list[str] = []
    around = {each.urn: each for each in resources}
    for each in resources:
        pricer = PRICED.get(each.kind)
        if pricer is None:
            if each.kind not in FREE:
                unpriced.append(f"{each.kind} {each.name}: nobody has said what it costs")
            continue
        priced, why = _priced(pricer, each, Context(environment, tariff, around))
        lines += priced
        unpriced += [f"{each.kind} {each.name}: {why}"] if why else []
    return Bill((*lines, *_by_use(resources, environment, prices)), tuple(unpriced))


@dataclass(frozen=True)
class Context:
    """What a pricer may look at beside its resource."""

    environment: Environment
    tariff: Tariff
    around: Mapping[str, Resource]


def _priced(pricer: Pricer, it: Resource, context: Context) -> tuple[list[Line], str]:
    try:
        return list(pricer(it, context.tariff, context.environment, context.around.values())), ""
    except NotKnownError as error:
        return [], f"{error} is not known before it is there"
    except InvalidInputError as error:
        return [], "; ".join(each.message for each in error.problems)


def _by_use(
    resources: Iterable[Resource], environment: Environment, prices: Prices
) -> Iterator[Line]:
    kinds = {each.kind for each in resources}
    for line in estimate(environment, prices).lines:
        used = USED.get(line.price)
        if used and any(kind.startswith(used) for kind in kinds):
            yield replace(line, what=f"{line.what} ({BY_USE})")


@dataclass(frozen=True)
class Difference:
    """What a change makes of a cost."""

    before: Bill
    after: Bill

    @property
    def rows(self) -> tuple[tuple[str, str, float, float], ...]:
        """Each line that differs: of what, what, before, after."""
        old, new = _by_name(self.before), _by_name(self.after)
        return tuple(
            (*name, old.get(name, 0.0), new.get(name, 0.0))
            for name in sorted({*old, *new})
            if round(old.get(name, 0.0), 2) != round(new.get(name, 0.0), 2)
        )


def _by_name(found: Bill) -> dict[tuple[str, str], float]:
    sums: dict[tuple[str, str], float] = {}
    for each in found.lines:
        name = (each.of, each.what)
        sums[name] = sums.get(name, 0.0) + each.monthly
    return sums


def markdown(name: str, found: Difference, budget: float, reckoned: float) -> str:
    """Return a difference for a pull request."""
    before, after = found.before.monthly, found.after.monthly
    verdict = "Inside" if after <= budget else "**Above**"
    step = f"{after - before:+,.0f}" if found.rows else "as now"
    rows = [
        f"| {of} | {what} | {old:,.2f} | {new:,.2f} | {new - old:+,.2f} |"
        for of, what, old, new in found.rows
    ]
    lines = [
        f"### `{name}`: ${after:,.0f} a month, {step}",
        "",
        f"{verdict} its decided budget of ${budget:,.0f}; the model reckons ${reckoned:,.0f}.",
        "",
        *(["| of | what | before | after | difference |", "|---|---|--:|--:|--:|"] if rows else []),
        *rows,
        *(["", "**Not priced:**", ""] if found.after.unpriced else []),
        *(f"- {each}" for each in found.after.unpriced),
    ]
    return "\n".join(lines) + "\n"
