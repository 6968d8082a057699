"""A post-incident review, filled in from the report of a run as far as it knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commands.output import markdown

Told = Mapping[str, Any]


def review(told: Told) -> str:
    """Return the review as Markdown; what only people know stands in angle brackets."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Told) -> Iterator[str]:
    yield f"# Review of {told['run']}"
    yield ""
    moved = f"{told['verb']} from {told['old']} to {told['new']}, asked for at {told['at']}"
    yield f"{moved}: {told['outcome']}, in {told['lives']} part{'s' * (told['lives'] > 1)}."
    parts: tuple[tuple[str, Iterator[str]], ...] = (
        ("What users saw", _seen(told)),
        ("Held against what was promised", _promises(told)),
        ("Timeline", _timeline(told)),
        *((question, iter(["<to be written>"])) for question in QUESTIONS),
        ("What is done about it", markdown(("what", "who", "until"), [("<...>",) * 3])),
    )
    for title, body in parts:
        yield from ("", f"## {title}", "")
        yield from body


def _promises(told: Told) -> Iterator[str]:
    rows = [
        ("RTO", _span(told["recovery"]), _span(told["rto"]), told["rto_verdict"]),
        ("RPO", _lost(told), _span(told["rpo"]), told["rpo_verdict"]),
        ("pause, as predicted", _pause(told), _span(told["predicted"]), ""),
    ]
    yield from markdown(("", "measured", "at most", ""), rows)


def _timeline(told: Told) -> Iterator[str]:
    for phase, seconds in told["phases"].items():
        yield f"- {phase}: {_span(seconds)}"
    yield ""
    steps = [
        (f"{each['begun']:+.1f} s", each["name"], f"{each['seconds']:.1f} s", _ended(each))
        for each in told["steps"]
    ]
    yield from markdown(("at", "step", "took", "how it ended"), steps)


QUESTIONS = (
    "What happened, and why it could",
    "How it was noticed, and how it could have been sooner",
    "What helped",
    "What hindered, and where luck was needed",
)


def _span(seconds: float | None) -> str:
    return "not measured" if seconds is None else f"{seconds:.1f} s"


def _lost(told: Told) -> str:
    seen = told["seen"]
    return f"{seen['lost']} records, over {_span(seen['lost_seconds'])}" if seen else "not measured"


def _pause(told: Told) -> str:
    return _span(told["seen"]["gap"] if told["seen"] else None)


def _ended(step: Told) -> str:
    return f"{step['outcome']}: {step['why']}" if step["why"] else str(step["outcome"])


def _seen(told: Told) -> Iterator[str]:
    seen = told["seen"]
    if not seen:
        yield f"Nothing was measured: {told['unseen']}."
        return
    yield (
        f"No write for {_pause(told)} at the longest; of {seen['acknowledged']} acknowledged "
        f"records {seen['lost']} are lost, {seen['duplicates']} are there twice, and of "
        f"{seen['unknown']} nobody learnt what became of them."
    )
    if told["expected_loss"]:
        yield f"Before it began, the expected loss was stated as: {told['expected_loss']}."
