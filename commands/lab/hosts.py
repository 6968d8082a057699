"""`tandem lab up`, `down`, `status`, `ssh` and `env`: the lab's hosts, and the way to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.lab.telling import listing, the_engine, told
from commands.options import AsJson, Names, environment, repository

if TYPE_CHECKING:
    from lab.plan import Release
    from topology.environment import Environment

Host = Annotated[str, typer.Argument(metavar="HOST", help="A host of the lab.")]
Of = Annotated[
    Literal["bookworm", "trixie"] | None,
    typer.Option(
        "--release", help="Debian of the hosts: 12 (bookworm), unless the lab has another."
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="TIER[,TIER]",
        help="Only the hosts of these tiers, and the bastion; repeatable. What is up stays up.",
    ),
]


def up(
    names: Names = None,
    *,
    only: Only = None,
    release: Of = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, and start nothing.")
    ] = False,
) -> None:
    """Start the hosts of environments, and what is missing of those that are there already."""
    from commands import output
    from commands.progress import steps
    from lab import building, secrets, starting
    from lab.choosing import tiers
    from lab.plan import plan
    from lab.state import this_lab

    with told():
        mine = this_lab()
        with mine.locked():
            environments, chosen = _environments(names or [], release)
            some = tiers(mine.plan, environments, names or [], only or [])
            asked = plan(environments, chosen, mine.name, some)
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
        engine = the_engine()
        with engine.lab.locked():
            there = clearing.sites(engine)
            for name in set(names or ()) - there:
                raise LabError(f"the lab has no '{name}'{nearest(name, there)}")
            clearing.clear(engine, names or there, lambda _: None)
            if everything:
                clearing.clear_cache(engine)
        left = ", ".join(sorted(clearing.sites(engine)))
    output.show(f"the lab has {left} left" if left else "nothing of the lab is left")


def status(*, as_json: AsJson = False) -> None:
    """Show every host, its address, whether it runs, and which fault it has."""
    from commands import output
    from lab import distance, faults
    from lab.status import lines

    with told():
        engine = the_engine()
        found = lines(engine)
        broken = faults.standing(engine.lab)
        way = distance.status(engine.lab)
    if as_json:
        output.print_json({"hosts": found, "faults": broken, "link": way})
    elif found:
        rows = [(e.name, e.zone, e.address, e.release, e.state, e.fault) for e in found]
        headings = ("host", "zone", "address", "Debian", "state", "faults")
        output.show(output.table(headings, rows), *([str(way)] if way else ()), *listing(broken))
    else:
        output.show("no lab is up; `tandem lab up logx-td` starts the smallest")


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


def env() -> None:
    """Print what lets Ansible reach the hosts and open their secrets: eval "$(tandem lab env)"."""
    from commands import output
    from lab.state import this_lab
    from lab.variables import variables

    with told():
        found = variables(this_lab())
    output.show(*(f'export {name}="{value}"' for name, value in found.items()))


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
