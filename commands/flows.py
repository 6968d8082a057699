"""`tandem flows`: the firewall table."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.options import AsJson, AtSize, InForm, Name, OnTarget, environment

if TYPE_CHECKING:
    from topology.flows import Flow

HEADINGS = ("From", "From addresses", "To", "To addresses", "Port", "Why")


Layout = Literal["table", "csv", "markdown"]


def flows(
    name: Name,
    *,
    layout: Annotated[
        Layout, typer.Option("--format", help="For a terminal, a spreadsheet or a page.")
    ] = "table",
    addresses: Annotated[bool, typer.Option(help="Show addresses beside the names.")] = True,
    size: AtSize = None,
    form: InForm = None,
    target: OnTarget = None,
    as_json: AsJson = False,
) -> None:
    """Show who may open a connection to whom, on which port, and why. All else is closed."""
    from commands import output
    from topology.flows import flows as flows_of

    found = flows_of(environment(name, size, form, target))
    if as_json:
        output.print_json({"environment": name, "default": "deny", "flows": found})
        return
    headings = HEADINGS if addresses else tuple(h for h in HEADINGS if "addresses" not in h)
    rows = [_row(flow, addresses=addresses) for flow in found]
    if layout == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([headings, *rows])
    elif layout == "markdown":
        sys.stdout.writelines(f"{line}\n" for line in output.markdown(headings, rows))
    else:
        title = f"{name}: {len(found)} flows; everything else is denied, in both directions"
        output.show(output.table(headings, rows, title))


def _row(flow: Flow, *, addresses: bool) -> tuple[str, ...]:
    return tuple(_cells(flow, addresses=addresses))


def _cells(flow: Flow, *, addresses: bool) -> Iterator[str]:
    yield flow.source.name
    if addresses:
        yield _short(flow.source.addresses)
    yield flow.destination.name
    if addresses:
        yield _short(flow.destination.addresses)
    yield f"{flow.port} {flow.port_name}"
    yield f"{flow.why} (on one host)" if flow.is_local else flow.why


def _short(addresses: tuple[str, ...]) -> str:
    """Write single addresses as people do."""
    return " ".join(address.removesuffix("/32") for address in addresses)
