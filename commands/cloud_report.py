"""What rules and drift found, and what a plan costs, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud.drift import Found
    from cloud.seen import Outcome
    from cloud.stack import Stack
    from cloud.twins import Unlike
    from policies.pack import Report
    from policies.resources import Resource
    from stacks.outputs import Outputs
    from topology.cost.lines import Line
    from topology.words import Form, Size, Target


def page(outcome: Outcome) -> dict[str, object]:
    """Return what an operation did, for programs."""
    return {
        "environment": outcome.environment,
        "operation": outcome.operation,
        "seconds": outcome.seconds,
        "changes": outcome.changes,
        "resources": [{"what": done, "resource": of} for done, of in outcome.resources],
    }


def summary(outcome: Outcome) -> str:
    """Return what an operation did, in a line."""
    counts = ", ".join(f"{count} {what}" for what, count in outcome.changes.items())
    nothing = "nothing differs" if outcome.operation == "refresh" else "nothing to do"
    done = nothing if outcome.is_nothing else counts
    return f"{outcome.environment}: {outcome.operation} in {outcome.seconds} s: {done}"


def planned(stack: Stack, outcome: Outcome, *, as_json: bool) -> bool:
    """Tell a plan and the rules that it would break; return whether nothing mandatory is."""
    from cloud.report import report_of
    from commands import output

    report = report_of(stack, outcome.planned)
    if as_json:
        output.print_json({**page(outcome), "rules": _findings(report)})
    else:
        output.show(summary(outcome))
        _show(report)
    return not report.broken


def policies(stack: Stack, resources: Sequence[Resource], *, as_json: bool) -> bool:
    """Ask every rule, tell what is broken, and return whether nothing mandatory is."""
    from cloud.report import report_of
    from commands import output

    report = report_of(stack, resources)
    if as_json:
        output.print_json({"environment": report.environment, **_findings(report)})
    else:
        _show(report)
    return not report.broken


def _findings(report: Report) -> dict[str, object]:
    found = [each for each in report.findings if each.outcome != "passed"]
    return {"counts": report.counts, "findings": found}


def _show(report: Report) -> None:
    from commands import output

    for line in _lines(report):
        output.console().print(line, markup=False, soft_wrap=True)


def _lines(report: Report) -> Iterable[str]:
    for word, findings in (("broken", report.broken), ("advice", report.advice)):
        for each in findings:
            of = f"{each.resource}: " if each.resource else ""
            yield f"{word}: {each.rule}: {of}{each.why}; {each.remedy}"
    for each in report.unchecked:
        yield f"unchecked: {each.rule}: {each.resource}: {each.why}"
    found = {"broken": len(report.broken), "advice": len(report.advice)}
    found |= {word: report.counts.get(word, 0) for word in ("unchecked", "passed")}
    counts = ", ".join(f"{count} {word}" for word, count in found.items() if count)
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


def said(outputs: Outputs, *, as_json: bool) -> None:
    """Tell what a stack says of itself."""
    from commands import output

    if as_json:
        output.print_json(outputs.model_dump())
        return
    for what, value in outputs.model_dump().items():
        for of, told in value.items() if isinstance(value, dict) else [("", value)]:
            line = f"{what} {of}".rstrip() + f": {told or 'AWS tells none'}"
            output.console().print(line, markup=False, soft_wrap=True)


def cost_of_plan(
    name: str,
    size: Size | None,
    form: Form | None,
    target: Target | None,
    *,
    as_json: bool,
    as_markdown: bool,
) -> bool:
    """Price a plan and what is there now, and return whether everything has a price."""
    from cloud.costing import Difference, bill, markdown
    from commands import output
    from commands.cloud_stack import opened
    from topology.cost import estimate

    with opened(name, target, form, quiet=as_json or as_markdown, size=size) as stack:
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
        columns = ("Of", "What", "$ a month", "Price")
        output.show(output.table(columns, _rows(found.after.lines), "From the plan"))
        for each in found.after.unpriced:
            output.console().print(f"not priced: {each}", style="red", markup=False)
    return not found.after.unpriced


def _rows(lines: Iterable[Line]) -> Iterable[tuple[str, str, str, str]]:
    """Yield the dearest first; what costs less than a dollar is told together with its like."""
    small: dict[tuple[str, str], list[Line]] = {}
    for each in sorted(lines, key=lambda it: -it.monthly):
        if each.monthly >= 1:
            yield each.of, each.what, f"{each.monthly:,.2f}", each.price
        else:
            small.setdefault((each.what, each.price), []).append(each)
    for (what, price), alike in small.items():
        of = alike[0].of if len(alike) == 1 else f"{len(alike)} of them"
        yield of, what, f"{sum(each.monthly for each in alike):,.2f}", price


def _show_cost(name: str, monthly: float, budget: float, reckoned: float) -> None:
    from commands import output

    word = "inside" if monthly <= budget else "above"
    output.show(
        f"{name}: ${monthly:,.0f} a month by its plan, ${reckoned:,.0f} by the model;"
        f" {word} the decided budget of ${budget:,.0f}"
    )
