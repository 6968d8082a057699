"""`tandem automatic`: the failover that nobody decides, where the environment file allows it."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from commands.options import AsJson, Name

Acknowledge = Annotated[
    bool,
    typer.Option("--acknowledge", help="Say that somebody looked at the last one: allow another."),
]


def automatic(name: Name, *, acknowledge: Acknowledge = False, as_json: AsJson = False) -> None:
    """Watch the site that leads, and open the other one when two voters agree that it is lost.

    Runs until it has acted: start it as a service, at the witness or the other site; two of them
    do not disturb each other. Off (exit code 2) unless the dc's file says `automatic: true`. After
    it has acted it does not act again until somebody has looked and typed --acknowledge.
    """
    from commands import output
    from commands.moving import Asked, measured
    from commands.options import environment
    from runbooks import automatic as book
    from runbooks import runs
    from runbooks.plan import RefusedError
    from runbooks.runner import StepError
    from runbooks.sessions import HostError

    chosen = environment(name, None, None, None)
    screen = output.console(error=True)
    if not chosen.leader_facts.automatic:
        where = f"inventories/{chosen.leader_facts.environment}.yml"
        screen.print(f"it is off: {where} does not say `automatic: true`", markup=False)
        raise typer.Exit(2)
    try:
        with runs.opened("failover", chosen) as pair:
            if acknowledge:
                output.show(f"acknowledged: {book.acknowledge(pair) or 'there was none'}")
                return
            book.watch(pair, lambda line: screen.print(line, markup=False))
            at = time.time()
            pair.run = time.strftime("failover-automatic-%Y%m%dT%H%M%SZ", time.gmtime())
            told = book.told(pair)
            run = runs.begun("automatic", pair, asked=at, **told)
            book.mark(pair)
            measured(run, Asked("automatic", name, yes=True, as_json=as_json))
    except (RefusedError, StepError, HostError) as error:
        screen.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
