"""`tandem ready`: would a switchover work now?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name

if TYPE_CHECKING:
    from runbooks.ready import Finding

Metrics = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Also write it as Prometheus reads it: a .prom file of node_exporter's text files.",
    ),
]


def ready(name: Name, *, metrics: Metrics = None, as_json: AsJson = False) -> None:
    """Say whether a platform could be moved to the other site of its pair, now.

    ENV is either member. Asks both sites and changes nothing: the copy and what it holds, room,
    versions, programs, certificates, backups and the last restore that was proven, names, voters,
    doors, the lock, and what one site has otherwise. Exit code 3 where anything stands in the way.
    """
    from commands import output
    from commands.options import environment
    from runbooks import ready as asking
    from runbooks import runs
    from runbooks.plan import RefusedError
    from runbooks.sessions import HostError

    try:
        with runs.opened("switchover", environment(name, None, None, None)) as pair:
            way = f"{pair.old.name} -> {pair.new.name}"
            found = list(asking.findings(pair))
    except (RefusedError, HostError) as error:
        output.console(error=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    if metrics:
        both = "-".join(sorted((pair.old.name, pair.new.name)))
        _write(metrics, asking.metrics(both, found, time.time()))
    is_ready = all(each.verdict == "good" for each in found)
    if as_json:
        output.print_json({"ready": is_ready, "way": way, "checks": found})
    else:
        output.show(output.table(("", way, "in the way"), list(map(_row, found))))
        output.show("ready" if is_ready else "NOT ready")
    raise typer.Exit(0 if is_ready else 3)


def _row(found: Finding) -> tuple[str, str, str]:
    return "+" if found.verdict == "good" else "!", found.check, "\n".join(found.why)


def _write(path: Path, text: str) -> None:
    """Replace a file whole: whoever reads it meanwhile has the old one."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)
