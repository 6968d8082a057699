"""`tandem lab alerts`: each alert raised by its own fault, told to somebody, and resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name, environment

if TYPE_CHECKING:
    from pathlib import Path

    from lab.alerts.places import Places
    from lab.alerts.results import Found
    from lab.alerts.session import Session
    from topology.environment import Environment

Chosen = Annotated[
    list[str] | None,
    typer.Option("--alert", metavar="NAME", help="Only this one; repeatable. --list has them all."),
]
Hurry = Annotated[
    float,
    typer.Option(
        "--hurry",
        min=1,
        metavar="FACTOR",
        help="Divide what rules wait for and look back on, to no less than a minute.",
    ),
]
Listed = Annotated[bool, typer.Option("--list", help="Say what raises which, and break nothing.")]


def alerts(
    name: Name,
    *,
    alert: Chosen = None,
    hurry: Hurry = 1.0,
    listed: Listed = False,
    as_json: AsJson = False,
) -> None:
    """Raise each alert in the lab by its own fault, and see that somebody is told of it.

    A webhook at the lab's router is made a receiver of the site's Alertmanager, by the role. Faults
    are injected, wave by wave; the live monitor is watched until each alert fires, the webhook
    heard of it, all is healed and the alert is resolved. Rules wait for as long as they say, which
    for some is a day: `--hurry 60` shortens them on the monitor meanwhile. At the end the monitor
    is as the site has it; after a kill `tandem lab heal` and a converge of `monitoring` make it so.
    Exit code 1: an alert did not fire, was told to nobody, or did not resolve.
    """
    from commands import output
    from commands.lab.alerts_output import listing
    from commands.lab.telling import told
    from lab.alerts.session import chosen
    from reports.page import place

    site = environment(name, None, None, None)
    with told():
        names = chosen(alert or ())
        session, places = _session(site, hurry)
        if listed:
            output.show(listing(name, names, places))
            return
        path = place(name, "alerts")
        results: list[Found] = []
        try:
            for done in _tried(session, names, path):
                results += done
                _kept(path, name, hurry, results)
        finally:
            _show(name, hurry, results, as_json=as_json)
    if any(each.wrong for each in results):
        raise typer.Exit(1)


def _session(site: Environment, hurry: float) -> tuple[Session, Places]:
    from commands.lab.trial import lab_of
    from lab.alerts.monitor import Monitor
    from lab.alerts.places import Places
    from lab.alerts.session import Session
    from lab.trials.eyes import Eyes

    eyes = Eyes(site, lab_of(site))
    monitor = Monitor(eyes)
    places = Places(eyes, monitor)
    return Session(eyes, monitor, places, hurry), places


def _tried(session: Session, names: Sequence[str], path: Path) -> Iterator[Sequence[Found]]:
    from commands import output
    from commands.lab.alerts_output import line

    said = output.console(error=True)
    with said.status("") as status, session.eyes.engine.lab.locked():
        session.told = status.update
        for done in session.run(names, path.with_suffix(".log")):
            for each in done:
                said.print(line(each), markup=False)
            yield done


def _kept(path: Path, name: str, hurry: float, results: Sequence[Found]) -> None:
    import json

    from commands import output
    from commands.lab.alerts_output import page

    document = output.plain(page(name, hurry, results))
    path.with_suffix(".json").write_text(json.dumps(document, indent=2) + "\n")


def _show(name: str, hurry: float, results: Sequence[Found], *, as_json: bool) -> None:
    from commands import output
    from commands.lab.alerts_output import page, problems, table

    if as_json:
        output.print_json(page(name, hurry, results))
    else:
        output.show(table(name, hurry, results), *problems(results))
