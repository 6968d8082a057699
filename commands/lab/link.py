"""`tandem lab link`: how far the lab's sites are from one another."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.lab.telling import the_engine, told
from commands.options import AsJson, repository


def link(
    *,
    delay: Annotated[
        float | None,
        typer.Option(
            "--delay", metavar="MS", help="Milliseconds each way; 10 are 20 there and back."
        ),
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Sites are beside one another again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put sites apart: they reach one another by their gateways' link alone, and it takes time.

    Without options, say how the link stands. Converge the gateways afterwards, unless they were
    with a link before: `tandem lab converge ENV --playbook wireguard`. To cut it, `tandem lab fault
    cut SITE SITE`.
    """
    from commands import output
    from lab import building, distance
    from lab.shell import LabError

    with told():
        engine = the_engine()
        lab = engine.lab
        if off and delay is not None:
            raise LabError("either --delay or --off")
        if delay is not None or off:
            with lab.locked():
                if off:
                    distance.take(lab)
                else:
                    distance.put(lab, distance.Distance(delay or 0.0, _port(list(lab.plan.sites))))
                building.connect(engine)
        found = distance.status(lab)
    if as_json:
        output.print_json({"link": found})
    else:
        output.show(str(found) if found else "no link: sites of this lab are beside one another")


def _port(sites: list[str]) -> int:
    """Return the port on which the gateways of the lab's sites speak to one another."""
    from commands.options import environment
    from lab.shell import LabError

    known = repository().names
    for name in sites:
        if name in known:
            service = environment(name, None, None, None).services.get("wireguard")
            if service:
                return service.ports["wireguard"].first
    raise LabError("no site with gateways is up; `tandem lab up logx-dc logx-dr` starts a pair")
