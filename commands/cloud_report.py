"""What rules and drift found, and what a plan costs, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud.drift import Found
    from cloud.stack import Stack
    from cloud.twins import Unlike
    from policies.pack import Report
    from policies.resources import Resource
    from stacks.outputs import Outputs
    from topology.words import Size


def policies(
    stack: Stack, resources: Sequence[Resource], *, as_json: bool, quiet: bool = False
) -> bool:
    """Ask every rule, tell what is broken, and return whether nothing mandatory is.

    A plan's JSON is its own; its rules are told beside it, on the error channel.
    """
    from cloud.report import report_of
    from commands import output

    report = report_of(stack, resources)
    if as_json and not quiet:
        found = [each for each in report.findings if each.outcome != "passed"]
        output.print_json(
            {"environment": report.environment, "counts": report.counts, "findings": found}
        )
    else:
        tell = output.console(error=quiet)
        for line in _lines(report):
            tell.print(line, markup=False)
    return not report.broken


def _lines(report: Report) -> Iterable[str]:
    for word, findings in (("broken", report.broken), ("advice", report.advice)):
        for each in findings:
            of = f"{each.resource}: " if each.resource else ""
            yield f"{word}: {each.rule}: {of}{each.why}; {each.remedy}"
    for each in report.unchecked:
        yield f"unchecked: {each.rule}: {each.resource}: {each.why}"
    counts = ", ".join(f"{count} {what}" for what, count in sorted(report.counts.items()))
    yield f"{report.environment}: rules asked of {report.resources} resources: {counts}"


def drifted(name: str, found: Sequence[Found], *, as_json: bool) -> bool:
    """Tell what differs, and return whether nothing does that somebody should look at."""
    from commands import output

    told = [each for each in found if each.cls != "co-managed"]
    if as_json:
        output.print_json({"environment": name, "findings": found})
    else:
        lines = [f"{each.cls}: {each.what}: {each.resource}: {each.why}" for each in found]
        for line in lines:
            output.console().print(line, markup=False)
        output.show(f"{name}: {len(told)} findings, {len(found) - len(told)} co-managed")
    return not told


def alike(found: Sequence[Unlike], *, as_json: bool) -> bool:
    """Tell what two sites of a pair have otherwise, and return whether that is nothing."""
    from commands import output

    if as_json:
        output.print_json({"findings": found})
    else:
        for each in found:
            output.console().print(f"{each.kind} {each.name}: {each.what}", markup=False)
        output.show(f"{len(found)} differences")
    return not found


def said(name: str, outputs: Outputs | None, *, as_json: bool) -> bool:
    """Tell what a stack says of itself, and return whether it says anything."""
    from commands import output

    if outputs is None:
        output.console(error=True).print(f"{name} is not built: `tandem cloud up {name}`")
        return False
    if as_json:
        output.print_json(outputs.model_dump())
        return True
    for what, value in outputs.model_dump().items():
        for of, told in value.items() if isinstance(value, dict) else [("", value or "none")]:
            line = f"{what} {of}".rstrip() + f": {told}"
            output.console().print(line, markup=False, soft_wrap=True)
    return True


def cost_of_plan(name: str, *, size: Size | None, as_json: bool, as_markdown: bool) -> bool:
    """Price a plan and what is there now, and return whether everything has a price."""
    from cloud.costing import Difference, bill, markdown
    from commands import output
    from commands.cloud import opened
    from topology.cost import estimate

    with opened(name, None, None, quiet=as_json or as_markdown, size=size) as stack:
        before, after = stack.resources(), stack.preview().planned
    environment, prices = stack.environment, stack.prices
    found = Difference(bill(before, environment, prices), bill(after, environment, prices))
    reckoned, budget = estimate(environment, prices).monthly, environment.budget.decided
    if as_markdown:
        output.console().print(markdown(name, found, budget, reckoned), markup=False)
    elif as_json:
        page = {"environment": name, "before": found.before.monthly, "after": found.after.monthly}
        more = {"budget": budget, "reckoned": reckoned, "lines": found.after.lines}
        output.print_json({**page, **more, "unpriced": found.after.unpriced})
    else:
        _show_cost(name, found.after.monthly, budget, reckoned)
        rows = sorted(found.after.lines, key=lambda each: -each.monthly)
        table = ((each.of, each.what, f"{each.monthly:,.2f}", each.price) for each in rows)
        output.show(output.table(("Of", "What", "$ a month", "Price"), table, "From the plan"))
        for each in found.after.unpriced:
            output.console().print(f"not priced: {each}", style="red", markup=False)
    return not found.after.unpriced


def _show_cost(name: str, monthly: float, budget: float, reckoned: float) -> None:
    from commands import output

    word = "inside" if monthly <= budget else "above"
    output.show(
        f"{name}: ${monthly:,.0f} a month by its plan, ${reckoned:,.0f} by the model;"
        f" {word} the decided budget of ${budget:,.0f}"
    )
