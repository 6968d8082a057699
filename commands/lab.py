"""`tandem lab`: the whole world on one machine, out of hosts reached over SSH as real ones are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands import lab_site
from commands.aws import aws
from commands.options import AsJson, Names, environment, repository

if TYPE_CHECKING:
    from lab.engine import Engine
    from lab.faults import Fault
    from lab.plan import Release
    from topology.environment import Environment

lab = typer.Typer(
    no_args_is_help=True,
    help="Hosts on this machine: start an environment, reach it, break it, take it away.",
)
lab.add_typer(aws, name="aws")

Host = Annotated[str, typer.Argument(metavar="HOST", help="A host of the lab.")]
Kind = Annotated[
    Literal["off", "freeze", "cut", "kill", "fill"] | None,
    typer.Argument(metavar="[KIND]", help="off, freeze, cut, kill or fill; --list explains them."),
]
Ends = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WHERE]...", help="A host; for a cut also a SITE/ZONE or a SITE."),
]
Of = Annotated[
    Literal["bookworm", "trixie"] | None,
    typer.Option(
        "--release", help="Debian of the hosts: 12 (bookworm), unless the lab has another."
    ),
]


@contextmanager
def told() -> Iterator[None]:
    """Explain what keeps the lab from it, in place of a traceback."""
    from commands import output
    from lab.shell import LabError, NotReadyError

    try:
        yield
    except LabError as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(3 if isinstance(error, NotReadyError) else 1) from None


@lab.command("up")
def up(
    names: Names = None,
    *,
    release: Of = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, and start nothing.")
    ] = False,
) -> None:
    """Start the hosts of environments, and what is missing of those that are there already."""
    from commands import output
    from commands.progress import steps
    from lab import building, secrets, starting
    from lab.plan import plan
    from lab.state import this_lab

    with told():
        mine = this_lab()
        with mine.locked():
            environments, chosen = _environments(names or [], release)
            asked = plan(environments, chosen, mine.name)
            engine = starting.prepare(mine, dry_run=dry_run, told=output.show)
            needed = starting.check(engine, asked, chosen)
            missing = building.lacking(engine, asked)
            output.show(f"{len(missing)} of {len(asked.hosts)} hosts to start: {needed}")
            if dry_run:
                return
            secrets.provide(mine, environments)
            with steps(len(asked.hosts)) as step:
                building.build(engine, asked, chosen, step)
        output.show(
            f"{len(asked.hosts)} hosts are up; next: `tandem lab status`, `tandem lab ssh HOST`"
        )


@lab.command("down")
def down(
    names: Names = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also remove images and the cache of packages.")
    ] = False,
) -> None:
    """Take environments away; all of them, where none is named. Images and packages stay."""
    from commands import output
    from lab import clearing
    from lab.shell import LabError
    from topology.problems import nearest

    with told():
        engine = _engine()
        with engine.lab.locked():
            there = clearing.sites(engine)
            for name in set(names or ()) - there:
                raise LabError(f"the lab has no '{name}'{nearest(name, there)}")
            clearing.clear(engine, names or there, lambda _: None)
            if everything:
                clearing.clear_cache(engine)
        left = ", ".join(sorted(clearing.sites(engine)))
    output.show(f"the lab has {left} left" if left else "nothing of the lab is left")


@lab.command("status")
def status(*, as_json: AsJson = False) -> None:
    """Show every host, its address, whether it runs, and which fault it has."""
    from commands import output
    from lab import faults
    from lab.status import lines

    with told():
        engine = _engine()
        found = lines(engine)
        broken = faults.standing(engine.lab)
    if as_json:
        output.print_json({"hosts": found, "faults": broken})
    elif found:
        rows = [(e.name, e.zone, e.address, e.release, e.state, e.fault) for e in found]
        headings = ("host", "zone", "address", "Debian", "state", "faults")
        output.show(output.table(headings, rows), *_listed(broken))
    else:
        output.show("no lab is up; `tandem lab up logx-td` starts the smallest")


@lab.command("ssh", context_settings={"ignore_unknown_options": True})
def ssh(
    host: Host,
    command: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]...", help="A shell, without one.")
    ] = None,
) -> None:
    """Log in to a host, or run one command there."""
    import os

    from lab.shell import LabError
    from lab.state import this_lab
    from topology.problems import nearest

    with told():
        mine = this_lab()
        if mine.plan.host(host) is None:
            known = [each.name for each in mine.plan.hosts]
            raise LabError(f"the lab has no host '{host}'{nearest(host, known)}")
    words = ["ssh", "-F", str(mine.ssh_config), host, *(command or ())]
    os.execvp("ssh", words)  # noqa: S606 - its end and its signals are this command's


@lab.command("env")
def env() -> None:
    """Print what lets Ansible reach the hosts and open their secrets: eval "$(tandem lab env)"."""
    from commands import output
    from lab.state import this_lab
    from lab.variables import variables

    with told():
        found = variables(this_lab())
    output.show(*(f'export {name}="{value}"' for name, value in found.items()))


@lab.command("fault")
def fault(
    kind: Kind = None,
    ends: Ends = None,
    *,
    listed: Annotated[
        bool, typer.Option("--list", help="List the kinds of fault, and those that stand.")
    ] = False,
) -> None:
    """Break something on purpose; `tandem lab heal` undoes it."""
    from commands import output
    from lab import faults

    with told():
        engine = _engine()
        if listed or kind is None:
            kinds = output.table(("fault", "what happens"), faults.WHAT.items())
            output.show(kinds, *_listed(faults.standing(engine.lab)))
            return
        with engine.lab.locked():
            done = faults.inject(engine, kind, tuple(ends or ()))
    output.show(f"{done}: stands until `tandem lab heal`")


@lab.command("heal")
def heal(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[NUMBER]...", help="Of --list; all, without one.")
    ] = None,
) -> None:
    """Undo faults."""
    from commands import output
    from lab import faults

    with told():
        engine = _engine()
        with engine.lab.locked():
            healed = faults.heal(engine, lambda number: not numbers or number in numbers)
    output.show(*(f"undone: {each}" for each in healed) if healed else ["no fault stands"])


def _listed(faults: Sequence[Fault]) -> Iterator[str]:
    return (f"{number}  {each}, since {each.since}" for number, each in enumerate(faults, start=1))


def _environments(names: list[str], release: Release | None) -> tuple[list[Environment], Release]:
    """Return what is to be up: what is named, and what is there already."""
    from lab.shell import LabError
    from lab.state import this_lab

    there = this_lab().plan
    known = repository().names
    wanted = dict.fromkeys([*(name for name in there.sites if name in known), *names])
    if not wanted:
        raise LabError("name an environment, such as logx-td; `tandem show` lists them")
    ran: Release | None = there.hosts[0].release if there.hosts else None
    chosen: Release = release or ran or "bookworm"
    return [environment(name, None, None, None) for name in wanted], chosen


def _engine() -> Engine:
    from lab.engine import Engine, program
    from lab.shell import LabError
    from lab.state import this_lab

    found = program()
    if found is None:
        raise LabError(
            "there is no container engine here, and so no lab; `tandem lab up` makes one"
        )
    return Engine(found, this_lab())


lab.command("converge", context_settings={"ignore_unknown_options": True})(lab_site.converge)
lab.command("verify")(lab_site.verify)
