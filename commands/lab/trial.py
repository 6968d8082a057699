"""`tandem lab trial`: a site broken on purpose, while a client writes and everything is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.status import Status

    from lab.engine import Engine
    from lab.trials.events import Event
    from lab.trials.results import Result
    from lab.trials.running import Trial
    from topology.environment import Environment

MOST_FAILURES = 2
"""Runs in a row that do not come to their end: the site will not mend by itself."""

Chosen = Annotated[
    list[str] | None,
    typer.Option("--event", metavar="NAME", help="Only this one; repeatable. --list has them all."),
]
Runs = Annotated[int, typer.Option("--runs", min=1, help="How often each event is tried.")]
Untimed = Annotated[
    bool,
    typer.Option(
        "--untimed", help="Show pauses and judge records alone: others use this machine too."
    ),
]
Listed = Annotated[bool, typer.Option("--list", help="Say what would be tried, and try nothing.")]


def trial(
    name: Name,
    *,
    event: Chosen = None,
    runs: Runs = 5,
    untimed: Untimed = False,
    listed: Listed = False,
    as_json: AsJson = False,
) -> None:
    """Break a site of the lab on purpose, and measure what its users notice.

    A client writes numbered records through the entry's address. Each event is injected, watched
    and healed; then every record is read back. Stopped at any moment, `tandem lab heal` mends what
    is broken, and so does the next run. Exit code 1: something did not hold what is promised.
    """
    from commands import output
    from commands.lab.telling import told
    from commands.lab.trial_output import listing, problems, table
    from commands.lab.trial_output import page as page_of
    from lab.trials.events import chosen
    from reports.page import place

    site = environment(name, None, None, None)
    with told():
        events = [each for each in chosen(event or ()) if _can_try(site, each)]
        if listed:
            output.show(listing(site, events))
            return
        path = place(name, "trials")
        results: list[Result] = []
        try:
            for found in _tried(site, events, runs, path.parent / f"{path.name}-logs"):
                results = found
                _kept(path, name, results)
        finally:
            if as_json:
                output.print_json(page_of(name, results))
            else:
                output.show(table(name, results), *problems(results))
                output.show(f"{path.with_suffix('.html')} has every run's timeline")
    late = any(each.verdict == "late" or not each.is_foretold for each in results)
    if any(each.verdict in ("broken", "not run") for each in results) or (late and not untimed):
        raise typer.Exit(1)


def _can_try(site: Environment, event: Event) -> bool:
    """Tell whether a site has what an event breaks, and who could take over."""
    running = [host for host in site.hosts if event.needs in host.services]
    return len(running) > 1 or (event.needs == "prometheus" and bool(running))


def _tried(
    site: Environment, events: Sequence[Event], runs: int, folder: Path
) -> Iterator[list[Result]]:
    """Yield all results after each run, so that a run that is stopped loses none of them."""
    from lab.trials.results import Result

    engine = lab_of(site)
    folder.mkdir(parents=True, exist_ok=True)
    results = [
        Result(each.name, each.what, each.goal, each.prediction(site), each.judged)
        for each in events
    ]
    failures = 0
    with engine.lab.locked():
        for found, each in zip(results, events, strict=True):
            for number in range(1, runs + 1):
                is_done = _run(site, engine, folder, each, found, number)
                failures = 0 if is_done else failures + 1
                yield results
                if failures == MOST_FAILURES:
                    return


def lab_of(site: Environment) -> Engine:
    """Return the engine of the lab that a site is in: nothing else is broken on purpose."""
    from commands.lab.telling import the_engine
    from lab.shell import LabError

    engine = the_engine()
    if site.name not in engine.lab.plan.sites:
        message = f"{site.name} is not in the lab: only what can be made again is broken on purpose"
        raise LabError(f"{message}; `tandem lab up {site.name}` starts it here")
    return engine


def _run(
    site: Environment, engine: Engine, folder: Path, event: Event, found: Result, number: int
) -> bool:
    """Do one run, and tell whether it came to its end."""
    from commands import output
    from commands.lab.trial_output import line
    from lab.shell import LabError
    from lab.trials.results import unfinished

    said = output.console(error=True)
    label = f"{event.name}, run {number}: "
    with said.status(label) as status:
        try:
            done = _trial(site, engine, folder, _into(status, label)).run(event, number)
        except LabError as error:
            done = unfinished(event.name, number, str(error))
        found.runs.append(done)
    said.print(f"{label}{line(found)}", markup=False)
    return bool(done.flows)


def _into(status: Status, label: str) -> Callable[[str], None]:
    return lambda word: status.update(label + word)


def _trial(site: Environment, engine: Engine, folder: Path, told: Callable[[str], None]) -> Trial:
    from lab.probe.client import Target
    from lab.trials.eyes import Eyes
    from lab.trials.running import Trial

    eyes = Eyes(site, engine)
    authority = folder / "ca.crt"
    if not authority.exists():
        authority.write_text(eyes.say(eyes.hosts("haproxy")[0], "cat /etc/tandem/tls/ca.crt"))
    return Trial(eyes, engine, Target(f"https://{eyes.entry}/api", authority), folder, told)


def _kept(path: Path, name: str, results: Sequence[Result]) -> None:
    import json
    from datetime import UTC, datetime

    from commands import output
    from commands.lab.trial_output import page as page_of
    from reports.trials import page

    at = datetime.now(UTC).isoformat(timespec="minutes")
    path.with_suffix(".json").write_text(
        json.dumps(output.plain(page_of(name, results)), indent=2) + "\n"
    )
    path.with_suffix(".html").write_text(page(name, results, at))
