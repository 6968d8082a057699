"""`tandem lab audit`: what Lynis and OpenSCAP say of the lab's hosts, held against reasons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name

if TYPE_CHECKING:
    from lab.auditing.judging import Audit

Only = Annotated[list[str] | None, typer.Option("--only", help="A host; repeatable. All, else.")]
Bare = Annotated[
    bool, typer.Option("--bare", help="The hosts are empty: score them, and judge nothing.")
]


def audit(name: Name, *, only: Only = None, bare: Bare = False, as_json: AsJson = False) -> None:
    """Let Lynis and OpenSCAP look at the lab's hosts, and ask a reason for whatever they find.

    Both are installed from Debian, and gone afterwards. What stays as it is has its reason in
    lab/auditing/explained.yml; a finding without one is told, and the exit code is 1. A few minutes
    for each host: choose one of each kind by --only.
    """
    from commands import output
    from commands.lab.telling import told
    from commands.options import environment
    from lab.auditing.judging import Audit, ask, explanations
    from lab.converging import running
    from lab.shell import LabError
    from lab.state import this_lab
    from reports.page import place

    site = environment(name, None, None, None)
    with told():
        mine = this_lab()
        up = running(mine, site) or [host.name for host in site.hosts]
        if missing := [host for host in only or () if host not in up]:
            raise LabError(f"{', '.join(missing)} is not up: `tandem lab status`")
        found = Audit(name, ask(mine, only or up), explanations())
    path = place(name, "audit").with_suffix(".json")
    path.write_text(json.dumps(output.plain(found.as_dict()), indent=2) + "\n")
    if as_json:
        output.print_json(found.as_dict())
    else:
        _show(found, bare=bare)
        output.show(path)
    if found.unexplained and not bare:
        raise typer.Exit(1)


def _show(found: Audit, *, bare: bool) -> None:
    from commands import output
    from lab.auditing.judging import AUDITORS

    rows = [(host, *(f"{found.scores(each)[host]:g}" for each in AUDITORS)) for host in found.hosts]
    output.show(output.table(("host", *AUDITORS), rows))
    if bare:
        return
    told = [(e.auditor, e.test, e.said, e.why or "NOBODY SAID") for e in found.remarks]
    output.show(output.table(("auditor", "test", "says", "it stays because"), told))
    output.show(
        f"{len(found.remarks)} findings, {len(found.unexplained)} without a reason in "
        "lab/auditing/explained.yml"
    )
