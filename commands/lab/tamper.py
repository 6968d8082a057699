"""`tandem lab tamper`: the lab's hosts are tampered with, so that drift can be scored."""

from __future__ import annotations

import os
import secrets
import time
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.tampering.scoring import Score
    from reports.drift.finding import Drift
    from topology.environment import Environment

Seed = Annotated[
    int | None, typer.Option("--seed", help="Tamper as a run with this seed did; any, else.")
]
Count = Annotated[int, typer.Option("--count", help="How many tamperings.", min=1, max=400)]


def tamper(name: Name, *, seed: Seed = None, count: Count = 30, as_json: AsJson = False) -> None:
    """Tamper with the lab's hosts, look for drift, and say how much of it was found.

    A clean site is looked at first: whatever is found there is a false alarm. Then files, accounts,
    packages, units, rules, sockets and the live state of services are changed, drawn from all roles
    by the seed; drift is looked for; and everything is put back, at the end by a converge. Exit
    code 0 where all was found and nothing else was, 1 otherwise.
    """
    from commands import output
    from commands.lab.telling import told
    from commands.options import environment
    from lab.state import this_lab
    from lab.tampering.scoring import Score, text
    from lab.variables import variables
    from reports.page import place

    asked = environment(name, None, None, None)
    chosen = secrets.randbelow(10**6) if seed is None else seed
    score = Score(name, chosen)
    say = output.console(error=True).print
    say(f"seed {chosen}; again by `tandem lab tamper {name} --seed {chosen} --count {count}`")
    with told():
        os.environ.update(variables(this_lab()))
        _run(asked, score, count, say)
    path = place(name, "tampering").with_suffix(".json")
    path.write_text(text(score))
    if as_json:
        output.print_json(score.as_dict())
    else:
        _show(score)
        output.show(path)
    raise typer.Exit(0 if score.is_perfect else 1)


def _run(asked: Environment, score: Score, count: int, say: Callable[[str], None]) -> None:
    from lab.converging import converge, given, running
    from lab.shell import LabError
    from lab.state import this_lab
    from lab.tampering import scoring
    from reports.drift import live
    from reports.drift.looking import chosen, look

    there = this_lab()

    def looked(step: str) -> Drift:
        started = time.monotonic()
        found = look(asked, running(there, asked), given(there, asked), lambda _: None)
        score.seconds[step] = round(time.monotonic() - started, 1)
        say(f"{step}: {len(found.findings)} differ, in {score.seconds[step]} s")
        return found

    clean = looked("clean")
    score.clean = clean.findings
    if clean.unread:
        why = "; ".join(f"{host}: {why}" for host, why in clean.unread.items())
        raise LabError(f"nothing was tampered with: {why}")
    readings, _ = live.ask_all(chosen(asked, running(there, asked)), "read", lambda _: None)
    try:
        scoring.tamper(score, scoring.places(asked, readings), count, say)
        scoring.take(score, looked("tampered"))
    finally:
        failed = scoring.undo(score, say)
        for each in failed:
            say(f"not undone, left to the converge: {each}")
        started = time.monotonic()
        converge(there, asked.name, "site", ["--diff"])
        score.seconds["converge"] = round(time.monotonic() - started, 1)
    score.left = looked("put back").findings


def _show(score: Score) -> None:
    from commands import output

    missed = set(score.missed)
    rows = [
        (e.kind, e.role, e.host, e.target, "missed" if e in missed else "found") for e in score.made
    ]
    output.show(output.table(("tampering", "role", "host", "target", "drift"), rows))
    for each in score.clean:
        output.show(f"false alarm: {each}")
    for each in score.unexplained:
        output.show(f"no tampering of its own, perhaps the consequence of one: {each}")
    for tampering, said in score.refused:
        output.show(f"could not be done: {tampering.kind}: {tampering.target}: {said}")
    kinds, roles = {e.kind for e in score.made}, {e.role for e in score.made}
    output.show(
        f"seed {score.seed}: {len(score.made) - len(missed)} of {len(score.made)} found "
        f"({len(kinds)} kinds, {len(roles)} roles), {len(score.clean)} false alarms on a clean "
        f"site, {len(score.left)} left once put back"
    )
