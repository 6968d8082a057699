"""How trials are shown: a table for people, a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lab.trials.events import Event
    from lab.trials.results import Result
    from topology.environment import Environment

HEADINGS = (
    *("Event", "Goal", "Predicted", "Worst", "Ratio", "Each run", "Return", "Records"),
    *("Lost", "Doubled", "Unknown", "Cache lost", "Verdict"),
)


def page(name: str, results: Sequence[Result]) -> dict[str, Any]:
    """Return all figures."""
    return {
        "environment": name,
        "events": [
            {
                **_figures(each),
                "runs": each.runs,
            }
            for each in results
        ],
    }


def _figures(each: Result) -> dict[str, Any]:
    return {
        "event": each.event,
        "what": each.what,
        "goal": each.goal,
        "predicted": each.predicted,
        "judged": each.judged,
        "worst": each.worst,
        "gaps": each.gaps,
        "back": each.back,
        "ratio": each.ratio,
        "foretold": each.is_foretold,
        "verdict": each.verdict,
        "wrong": each.wrong,
        "late": each.late,
        **{n: each.total(n) for n in ("acknowledged", "lost", "doubled", "unknown", "cache lost")},
    }


def line(found: Result) -> str:
    """Return what came of the last run."""
    run = found.runs[-1]
    flow = run.flows.get(found.judged)
    if flow is None:
        return "; ".join(run.wrong)
    kept = f"{run.records['acknowledged']} records, {run.records['lost']} lost"
    return "; ".join([f"{flow.gap:.2f} s", kept, *run.wrong, *run.late])


def table(name: str, results: Sequence[Result]) -> object:
    """Return the table of events."""
    from commands import output

    rows = (
        (
            each.event,
            _seconds(each.goal),
            _seconds(each.predicted),
            _seconds(each.worst),
            "" if each.ratio is None else f"{each.ratio:.2f}{'' if each.is_foretold else ' !'}",
            " ".join(f"{gap:.1f}" for gap in each.gaps),
            _seconds(each.back),
            each.total("acknowledged"),
            each.total("lost"),
            each.total("doubled"),
            each.total("unknown"),
            each.total("cache lost"),
            each.verdict,
        )
        for each in results
    )
    return output.table(HEADINGS, rows, f"{name}: longest pause in writes, in seconds")


def problems(results: Sequence[Result]) -> Iterator[str]:
    """Yield what did not hold, a line each."""
    for each in results:
        yield from (f"{each.event}: {problem}" for problem in (*each.wrong, *each.late))
        if not each.is_foretold:
            yield (
                f"{each.event}: predicted {_seconds(each.predicted)} s, measured"
                f" {_seconds(each.worst)} s: the model or a role is wrong"
            )


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def listing(site: Environment, events: Sequence[Event]) -> object:
    """Return the table of what would be tried."""
    from commands import output

    headings = ("Event", "What is done", "Goal", "Predicted", "Healed", "May lose")
    rows = (
        (
            each.name,
            each.what,
            _seconds(each.goal),
            _seconds(each.prediction(site)),
            each.healed,
            each.loses,
        )
        for each in events
    )
    return output.table(headings, rows, f"{site.name}: events, seconds without an acknowledgement")
