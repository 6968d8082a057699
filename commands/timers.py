"""`tandem timers`: every timer, and how long each kind of failure stops writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from commands.options import AsJson, AtSize, InForm, Name, OnTarget, environment

if TYPE_CHECKING:
    from topology.formulas import Timer
    from topology.outages import Outage

LEGEND = "~ assumed until it is measured; every other figure is a timer, measured or documented"


def timers(
    name: Name,
    size: AtSize = None,
    form: InForm = None,
    target: OnTarget = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show every timer with its formula, and the outages that they lead to, added up."""
    from commands import output
    from topology.outages import outages
    from topology.timers import timers as timers_of

    chosen = environment(name, size, form, target)
    known, predicted = timers_of(chosen), outages(chosen)
    profile = chosen.timing.profiles[chosen.rto_profile]
    if as_json:
        output.print_json(
            {
                "environment": name,
                "profile": chosen.rto_profile,
                "values": profile,
                "timers": list(known.values()),
                "outages": [_page(outage) for outage in predicted],
            }
        )
        return
    title = f"{name}: {len(known)} timers by the profile '{chosen.rto_profile}': {profile.what}"
    output.show(_timers(known, title), _outages(predicted), LEGEND)


def _timers(known: Mapping[str, Timer], title: str) -> object:
    from commands import output
    from topology.units import span

    headings = ("Service", "Timer", "Value", "Formula", "Why")
    rows = (
        (timer.service, timer.name, span(timer.seconds), timer.formula, timer.why)
        for timer in known.values()
    )
    return output.table(headings, rows, title)


def _outages(predicted: Sequence[Outage]) -> object:
    from commands import output
    from topology.units import span

    headings = ("Writes stop", "Promised", "", "What fails, how that adds up, and what happens")
    rows = (
        (
            span(outage.total),
            span(outage.budget),
            "ok" if outage.holds else "late",
            "\n".join(_story(outage)),
        )
        for outage in predicted
    )
    return output.table(headings, rows, "Predicted outages, at worst")


def _story(outage: Outage) -> Iterator[str]:
    yield f"[bold]{outage.event}[/bold]"
    if outage.terms:
        yield outage.arithmetic
    yield outage.why


def _page(outage: Outage) -> dict[str, Any]:
    return {
        "event": outage.event,
        "kind": outage.kind,
        "why": outage.why,
        "seconds": outage.total,
        "budget": outage.budget,
        "promise": outage.promise,
        "holds": outage.holds,
        "slowest": outage.slowest.what if outage.slowest else None,
        "arithmetic": outage.arithmetic,
        "terms": outage.terms,
    }
