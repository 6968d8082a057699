"""`tandem disclose`: what an environment changes on machines and networks."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from commands.options import AsJson, AtSize, InForm, Name, OnTarget, environment

Layout = Literal["table", "markdown"]


def disclose(
    name: Name,
    *,
    layout: Annotated[Layout, typer.Option("--format", help="For a terminal or a page.")] = "table",
    size: AtSize = None,
    form: InForm = None,
    target: OnTarget = None,
    as_json: AsJson = False,
) -> None:
    """Disclose users, processes, jobs, ports and traffic, with the checklist before deployment."""
    from commands import output
    from topology.disclosure import disclosure

    sections = disclosure(environment(name, size, form, target))
    if as_json:
        output.print_json({"environment": name, "sections": sections})
    elif layout == "markdown":
        sys.stdout.write(f"# {name}: what it changes\n")
        for section in sections:
            sys.stdout.write(f"\n## {section.title}\n\n")
            lines = output.markdown(section.headings, section.rows)
            sys.stdout.writelines(f"{line}\n" for line in lines)
    else:
        output.show(
            *(output.table(each.headings, each.rows, each.title) for each in sections if each.rows)
        )
