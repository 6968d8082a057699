"""`tandem switchover`, `failover` and `failback`: move a platform between the sites of its pair."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name

if TYPE_CHECKING:
    from runbooks.runs import Run

Yes = Annotated[bool, typer.Option("--yes", help="Do it: without this it is only planned.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with a run that was cut short, from any machine.")
]
Abort = Annotated[
    bool, typer.Option("--abort", help="Undo one, which its point of no return ends.")
]
Accept = Annotated[
    bool, typer.Option("--accept-loss", help="Accept that what had not arrived is lost.")
]


def switchover(
    name: Name,
    *,
    yes: Yes = False,
    resume: Resume = False,
    abort: Abort = False,
    as_json: AsJson = False,
) -> None:
    """Move a platform to the other site of its pair, as planned, and lose nothing.

    ENV is either member: who leads is asked of the lease. Without --yes it prints the plan and
    everything that stands in the way, and changes nothing.
    """
    _perform("switchover", name, yes=yes, resume=resume, abort=abort, as_json=as_json)


def failover(
    name: Name,
    *,
    yes: Yes = False,
    accept_loss: Accept = False,
    resume: Resume = False,
    abort: Abort = False,
    as_json: AsJson = False,
) -> None:
    """Open the other site of a pair when the one that led is lost."""
    from commands import output

    if yes and not accept_loss and not (resume or abort):
        output.show("what had not arrived would be lost: look at the plan, then add --accept-loss")
        raise typer.Exit(2)
    _perform("failover", name, yes=yes, resume=resume, abort=abort, as_json=as_json)


def failback(
    name: Name, *, yes: Yes = False, resume: Resume = False, as_json: AsJson = False
) -> None:
    """Let a site that was lost follow again; then `tandem switchover` moves back."""
    _perform("failback", name, yes=yes, resume=resume, abort=False, as_json=as_json)


def _perform(verb: str, name: str, *, yes: bool, resume: bool, abort: bool, as_json: bool) -> None:
    from commands import output
    from commands.options import environment
    from runbooks import runs
    from runbooks.plan import RefusedError
    from runbooks.runner import StepError
    from runbooks.sessions import HostError

    try:
        with runs.opened(verb, environment(name, None, None, None)) as pair:
            if resume or abort:
                run = runs.resumed(verb, pair)
            else:
                _show_plan(verb, pair)
                problems = list(runs.BOOKS[verb].preflight(pair))
                output.show(*(f"in the way: {problem}" for problem in problems))
                if problems:
                    raise typer.Exit(3)
                if not yes:
                    output.show("nothing was changed; --yes does it")
                    return
                run = runs.begun(verb, pair)
            _go(run, abort=abort, as_json=as_json)
    except (RefusedError, StepError, HostError) as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


def _go(run: Run, *, abort: bool, as_json: bool) -> None:
    from commands import output
    from runbooks.runner import StepError, outage

    runner = run.runner(lambda step, what: output.show(f"{step}: {what}"))
    try:
        runner.abort() if abort else runner.go()
    except StepError:
        if not runner.is_past_return():  # all is as it was
            run.end()
        raise
    run.end()
    seconds = outage(run.journal.timeline(), run.book.STEPS)
    if as_json:
        output.print_json({"run": run.pair.run, "closed_seconds": seconds})
    else:
        shut = f", shut for {seconds:.1f} s" if seconds is not None else ""
        output.show(f"{run.pair.run}: done{shut}; its journal is {run.journal.path}")


def _show_plan(verb: str, pair: object) -> None:
    from commands import output
    from runbooks import runs
    from runbooks.pair import Pair
    from runbooks.runner import described

    assert isinstance(pair, Pair)  # noqa: S101 - narrows what the caller opened
    book = runs.BOOKS[verb]
    output.show(f"{verb}: {pair.old.name} -> {pair.new.name}", inspect.getdoc(book) or "")
    output.show(output.table(("step", "what", "at most", ""), list(described(book.STEPS))))
