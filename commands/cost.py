"""`tandem cost`: what an environment costs, and how that stands to its budgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, AtSize, InForm, OnTarget, OptionalName, repository
from commands.options import environment as environment_of

if TYPE_CHECKING:
    from rich.table import Table

    from topology.comparison import Comparison
    from topology.cost import Verdict
    from topology.words import Form, Size, Target

Looked = tuple["Size | None", "Form | None", "Target | None"]
"""Another size, form and target than the file's."""
DEAREST = 10

ENVIRONMENTS = (
    "Environment",
    "Size",
    "Stands on",
    "AWS",
    "Assumed",
    "Its papers",
    "AWS is",
    "Decided",
    "AWS is",
    "Own floor",
)
LINES = ("Of", "What", "Quantity", "Unit", "$ each", "$ a month", "Price")
MACHINES = ("Machine", "Count", "Cores", "Memory", "$ each", "$")
THREE_YEARS = ("Way", "$ in three years", "$ a month")


FromPlan = Annotated[
    bool, typer.Option("--from-plan", help="Price the resources of the actual preview instead.")
]
AsMarkdown = Annotated[
    bool,
    typer.Option("--markdown", help="With --from-plan: what the change costs, for a pull request."),
]


def cost(
    name: OptionalName = None,
    *,
    size: AtSize = None,
    form: InForm = None,
    target: OnTarget = None,
    from_plan: FromPlan = False,
    as_markdown: AsMarkdown = False,
    as_json: AsJson = False,
) -> None:
    """Show what an environment costs, in AWS and on our own floor; or a table of all of them."""
    if from_plan or as_markdown:
        _from_plan(name, (size, form, target), as_json=as_json, as_markdown=as_markdown)
        return
    from commands import output
    from topology.comparison import compare, page

    files = repository()
    chosen = [name] if name else files.names
    found = [compare(environment_of(each, size, form, target), files.prices) for each in chosen]
    if as_json:
        pages = [page(each) for each in found]
        output.print_json(pages[0] if name else {"environments": pages})
    elif name:
        output.show(*_one(found[0]))
    else:
        title = "What each environment costs, $ a month"
        table = output.table(ENVIRONMENTS, (_row(each) for each in found), title)
        output.show(table, *_notes(found[0]))


def _from_plan(name: str | None, look: Looked, *, as_json: bool, as_markdown: bool) -> None:
    """Price a plan; 1 where something has no price, 2 where no environment is named."""
    from commands import output
    from commands.cloud_report import cost_of_plan

    if name is None:
        said = "name the environment whose plan is priced: `tandem cost qps-td --from-plan`"
        output.console(error=True).print(said, style="red", markup=False)
        raise typer.Exit(2)
    if not cost_of_plan(name, *look, as_json=as_json, as_markdown=as_markdown):
        raise typer.Exit(1)


def _row(found: Comparison) -> tuple[object, ...]:
    chosen, budget = found.environment, found.environment.budget
    return (
        chosen.name,
        chosen.capacity,
        f"{chosen.target} {chosen.form}",
        _money(found.estimate.monthly),
        f"{found.estimate.assumed:.0%}",
        budget.seed or "",
        _short(found.papers),
        _money(budget.decided),
        _short(found.decided),
        _money(found.floor.monthly),
    )


def _short(verdict: Verdict | None) -> str:
    if verdict is None or verdict.word == "inside":
        return verdict.word if verdict else ""
    return f"{verdict.share:.0%} {verdict.word}"


def _notes(found: Comparison) -> Iterator[str]:
    prices = found.tariff.prices
    yield (
        f"AWS: on demand, before tax, as of {prices.dated}; 'assumed' is the share whose prices no "
        "page says. Full: all users, all disks, the site leading."
    )
    yield "Own floor: hardware over three years, software and support; no power, room or people."
    yield "What is counted and what is left out: docs/decisions/0012-cost-is-an-estimate.md"


def _one(found: Comparison) -> Iterator[object]:
    yield _title(found)
    yield _groups(found)
    yield _budgets(found)
    yield _dearest(found)
    yield from _floor(found)
    yield _three_years(found)
    yield from _notes(found)


def _title(found: Comparison) -> str:
    chosen, tariff = found.environment, found.tariff
    here = "stands in AWS" if chosen.target == "aws" else "stands on our own floor"
    title = f"[bold]{chosen.name}[/]  {chosen.platform.title}, {chosen.capacity}, {chosen.form}; "
    factor = tariff.factor.price
    scaled = f": those of {tariff.prices.region} times {factor:g}" if factor != 1 else ""
    return f"{title}{here}; prices of {tariff.region}{scaled}"


def _groups(found: Comparison) -> Table:
    from commands import output

    cloud = found.estimate
    rows: list[tuple[object, ...]] = [
        (group, _money(monthly), f"{monthly / cloud.monthly:.0%}")
        for group, monthly in cloud.groups.items()
    ]
    rows.append(("together", _money(cloud.monthly), "100%"))
    rows.append(("of which assumed", _money(cloud.monthly * cloud.assumed), f"{cloud.assumed:.0%}"))
    return output.table(("For", "$ a month", "Share"), rows, "What it costs in AWS")


def _budgets(found: Comparison) -> Table:
    from commands import output

    budget = found.environment.budget
    rows = [("decided", _money(budget.decided), found.decided, budget.why)]
    if budget.seed and found.papers:
        rows.insert(0, ("the platform's papers", str(budget.seed), found.papers, ""))
    return output.table(
        ("Budget", "$ a month", "The estimate is", "Why it is so much"), rows, "Budgets"
    )


def _dearest(found: Comparison) -> Table:
    from commands import output

    rows = (
        (
            line.of,
            line.what,
            f"{line.quantity:,.0f}" if line.quantity >= 1 else f"{line.quantity:.2g}",
            line.unit,
            f"{line.each:,.4g}",
            _money(line.monthly),
            line.price.partition("/")[0] + (", assumed" if line.assumed else ""),
        )
        for line in found.estimate.dearest(DEAREST)
    )
    title = f"The dearest of {len(found.estimate.lines)} items (--json has them all)"
    return output.table(LINES, rows, title)


def _floor(found: Comparison) -> Iterator[object]:
    from commands import output

    floor = found.floor
    rows: list[tuple[object, ...]] = [
        (
            each.what,
            each.count,
            each.cores or "",
            f"{each.memory} GB" if each.memory else "",
            _money(each.price),
            _money(each.price * each.count),
        )
        for each in floor.machines
    ]
    rows.append(("hardware", "", "", "", "", _money(floor.hardware)))
    rows.append(("software a year", "", "", "", "", _money(floor.on_prem.software_a_year)))
    rows.append(("support a year", "", "", "", "", _money(floor.on_prem.support_a_year)))
    yield output.table(MACHINES, rows, "One site on our own floor")
    yield from _holds(found)


def _holds(found: Comparison) -> Iterator[str]:
    floor = found.floor
    if found.hardware:
        yield (
            f"The platform's papers price the hardware at ${floor.on_prem.price}; "
            f"these machines are {found.hardware}."
        )
    yield (
        f"Its hosts ask for {floor.host_cores:,} cores and {floor.host_memory_gb:,} GB; the "
        f"hardware has {floor.cores:,} and {floor.memory_gb:,}: "
        f"{floor.virtual_per_physical:.1f} virtual cores for each physical one."
    )
    if floor.more:
        yield f"{floor.more} of its servers are beyond the size's own, which do not hold its hosts."


def _three_years(found: Comparison) -> Table:
    from commands import output

    three = found.three_years
    rows = [
        (way, _money(total), _money(total / 36))
        for way, total in (
            ("AWS, on demand", three.on_demand),
            ("AWS, EC2 and OpenSearch reserved for them", three.reserved),
            ("own floor, one site", three.own_floor),
        )
    ]
    return output.table(THREE_YEARS, rows, "Three years")


def _money(amount: float) -> str:
    return f"{amount:,.0f}"
