"""`tandem switchover`, `failover` and `failback`: move a platform between the sites of its pair."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import AsJson, Name

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
Measure = Annotated[
    bool,
    typer.Option(
        help="Whether a user from outside writes numbered records meanwhile, where the platform "
        "answers it as the probe does."
    ),
]


def switchover(
    name: Name,
    *,
    yes: Yes = False,
    resume: Resume = False,
    abort: Abort = False,
    measure: Measure = True,
    as_json: AsJson = False,
) -> None:
    """Move a platform to the other site of its pair, as planned, and lose nothing.

    ENV is either member: who leads is asked of the lease. Without --yes it prints the plan and
    everything that stands in the way, and changes nothing.
    """
    from commands.moving import Asked, perform

    perform(Asked("switchover", name, yes, resume, abort, measure, as_json))


def failover(
    name: Name,
    *,
    yes: Yes = False,
    accept_loss: Accept = False,
    resume: Resume = False,
    abort: Abort = False,
    measure: Measure = True,
    as_json: AsJson = False,
) -> None:
    """Open the other site of a pair when the one that led is lost.

    Without --yes it prints the plan, what is expected to be lost, and what stands in the way.
    """
    from commands import output
    from commands.moving import Asked, perform

    if yes and not accept_loss and not (resume or abort):
        output.show("what had not arrived would be lost: look at the plan, then add --accept-loss")
        raise typer.Exit(2)
    perform(Asked("failover", name, yes, resume, abort, measure, as_json))


def failback(
    name: Name,
    *,
    yes: Yes = False,
    resume: Resume = False,
    measure: Measure = True,
    as_json: AsJson = False,
) -> None:
    """Let a site that was lost follow again; then `tandem switchover` moves back."""
    from commands.moving import Asked, perform

    perform(Asked("failback", name, yes, resume, abort=False, measure=measure, as_json=as_json))
