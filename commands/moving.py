"""What `switchover`, `failover` and `failback` have in common: plan, run, measure, report."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

from commands import output
from commands.options import environment
from runbooks import reporting, runs
from runbooks.measuring import Users, users
from runbooks.pair import Pair
from runbooks.plan import RefusedError
from runbooks.runner import StepError, described, outage
from runbooks.runs import Run
from runbooks.sessions import HostError


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    verb: str
    name: str
    yes: bool = False
    resume: bool = False
    abort: bool = False
    measure: bool = True
    as_json: bool = False


def perform(asked: Asked) -> None:
    """Plan, and do it where it was asked for."""
    at = time.time()
    try:
        with runs.opened(asked.verb, environment(asked.name, None, None, None)) as pair:
            if asked.resume or asked.abort:
                run = runs.resumed(asked.verb, pair)
            else:
                told = _planned(asked, pair)
                if not asked.yes:
                    output.show("nothing was changed; --yes does it")
                    return
                run = runs.begun(asked.verb, pair, asked=at, **told)
            measured(run, asked)
    except (RefusedError, StepError, HostError) as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


def _planned(asked: Asked, pair: Pair) -> dict[str, Any]:
    """Show the plan; end where something stands in its way. Return what its journal is told."""
    book = runs.BOOKS[asked.verb]
    if not asked.as_json:
        output.show(f"{asked.verb}: {pair.old.name} -> {pair.new.name}", inspect.getdoc(book) or "")
        output.show(output.table(("step", "what", "at most", ""), list(described(book.STEPS))))
        output.show(*_prediction(asked.verb, pair))
    problems = list(book.preflight(pair))
    told: dict[str, Any] = book.told(pair) if hasattr(book, "told") and not problems else {}
    output.show(*(f"in the way: {problem}" for problem in problems))
    if told.get("loss") and not asked.as_json:
        output.show(f"expected loss: {told['loss']}")
    if hasattr(book, "warnings") and not (problems or asked.yes):
        output.show(*(f"against it: {warning}" for warning in book.warnings(pair)))
    if problems:
        raise typer.Exit(3)
    return told


def _prediction(verb: str, pair: Pair) -> Iterator[str]:
    seconds, arithmetic = reporting.predicted(verb, pair.new.environment)
    if seconds is not None:
        yield f"users wait for {seconds:g} s at worst, as predicted: {arithmetic}"


def measured(run: Run, asked: Asked) -> None:
    """Do it with a user at work, and write the report however it ends."""
    log = run.journal.path.with_suffix(".attempts.jsonl")
    serving = asked.verb not in ("failover", "automatic") and not asked.resume
    watching = Users(log)
    try:
        with users(run.pair, log, is_wanted=asked.measure, is_serving=serving) as watching:
            _go(run, abort=asked.abort)
    finally:
        page = reporting.report(asked.verb, run.pair, run.book.STEPS, run.journal, watching)
        output.console(error=True).print(f"its report is {page}", markup=False)
    _say(run, asked, watching)


def _go(run: Run, *, abort: bool) -> None:
    screen = output.console(error=True)
    runner = run.runner(lambda step, what: screen.print(f"{step}: {what}", markup=False))
    try:
        runner.abort() if abort else runner.go()
    except StepError:
        if not runner.is_past_return():  # all is as it was
            run.end()
        raise
    run.end()


def _say(run: Run, asked: Asked, watching: Users) -> None:
    timeline, steps = run.journal.timeline(), run.book.STEPS
    found = reporting.made(asked.verb, run.pair, steps, timeline, watching)
    if asked.as_json:
        output.print_json(found.as_json())
        return
    seconds = outage(timeline, steps)
    shut = f", shut for {seconds:.1f} s" if seconds is not None else ""
    output.show(f"{run.pair.run}: {found.outcome}{shut}; its journal is {run.journal.path}")
    output.show(*found.left)
    if hasattr(run.book, "result"):
        output.show(run.book.result(run.pair))
    if found.seen:
        lost = f"{found.seen.lost} of {found.seen.acknowledged} acknowledged records lost"
        output.show(f"users: no write for {found.seen.gap:.1f} s at the longest; {lost}")
    else:
        output.show(f"users: not measured: {watching.why}")
