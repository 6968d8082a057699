"""How trials of alerts are shown: a table for people, a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lab.alerts.places import Places
    from lab.alerts.results import Found

HEADINGS = (
    *("Alert", "Severity", "Fault", "Must last", "Pending", "Firing", "Told", "Resolved"),
    *("Told", "Verdict"),
)


def page(name: str, hurry: float, results: Sequence[Found]) -> dict[str, Any]:
    """Return all figures."""
    return {"environment": name, "hurry": hurry, "alerts": list(map(_figures, results))}


def _figures(each: Found) -> dict[str, Any]:
    return {
        "alert": each.alert,
        "severity": each.severity,
        "fault": each.fault,
        "waits": each.waits,
        "pending": each.pending,
        "firing": each.firing,
        "told": each.told,
        "held_by": each.held_by,
        "resolved": each.resolved,
        "told_resolved": each.told_resolved,
        "verdict": each.verdict,
        "wrong": each.wrong,
        "said": each.said or each.none,
    }


def line(found: Found) -> str:
    """Return what came of one alert."""
    if found.none:
        return f"{found.alert}: not here: {found.none}"
    firing = f"fires after {_seconds(found.firing)} s" if found.firing is not None else "is silent"
    seconds = _seconds(found.resolved)
    resolved = f"resolved {seconds} s after healing" if seconds else ""
    return "; ".join(
        filter(None, (f"{found.alert}: {firing}", _told(found), resolved, found.said, *found.wrong))
    )


def _told(found: Found) -> str:
    if found.told is not None:
        return f"told after {_seconds(found.told)} s"
    return f"held back by {found.held_by}" if found.held_by else ""


def table(name: str, hurry: float, results: Sequence[Found]) -> object:
    """Return the table of alerts that were tried."""
    from commands import output

    rows = (
        (
            each.alert,
            each.severity,
            each.fault,
            _seconds(each.waits),
            _seconds(each.pending),
            _seconds(each.firing),
            _seconds(each.told) or each.held_by,
            _seconds(each.resolved),
            _seconds(each.told_resolved),
            each.verdict,
        )
        for each in results
        if not each.none
    )
    how = "rules as they are" if hurry == 1 else f"rules hurried by {hurry:g}, to a minute at least"
    return output.table(HEADINGS, rows, f"{name}: seconds from the fault, and from healing; {how}")


def problems(results: Sequence[Found]) -> Iterator[str]:
    """Yield what did not hold, and what was not tried, a line each."""
    for each in results:
        yield from (f"{each.alert}: {problem}" for problem in each.wrong)
    for each in results:
        if each.none:
            yield f"{each.alert}: not here: {each.none}"
        elif each.said:
            yield f"{each.alert}: {each.said}"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def listing(name: str, names: Sequence[str], places: Places) -> object:
    """Return the table of what raises which."""
    from commands import output
    from lab.alerts.table import TABLE

    rows = (
        (
            each,
            "; ".join(str(b) for b in (*TABLE[each].before, *TABLE[each].breaks)),
            places.missing(TABLE[each], ()),
        )
        for each in names
    )
    return output.table(("Alert", "Raised by", "Not here, since"), rows, f"{name}: alerts")
