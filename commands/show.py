"""`tandem show`: what an environment is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.comparing import difference, other
from commands.options import (
    AsJson,
    AtSize,
    InForm,
    OnTarget,
    OptionalName,
    environment,
    repository,
)

if TYPE_CHECKING:
    from rich.table import Table

    from topology.environment import Environment

ENVIRONMENTS = (
    "Environment",
    "Size",
    "Machines",
    "Form",
    "Hosts",
    "Managed",
    "Network",
    "Peer",
    "Site",
)
TIERS = (
    "Tier",
    "Zone",
    "Members",
    "Cores",
    "Memory",
    "Disks",
    "Runs as",
    "A lost member",
    "Services",
)
HOSTS = ("Host", "Address", "Zone", "Fault domain", "Cores", "Memory", "Disks")
LOST = {
    "single": "the duty stops",
    "spare": "the others carry it",
    "quorum": "a majority decides",
    "sharded": "its copy takes over",
    "managed": "the cloud replaces it",
}
RULES = {
    "uat": "its dc's structure with less capacity",
    "td": "the smallest thing that still has every service of its dc",
}


def show(
    name: OptionalName = None,
    *,
    diff: Annotated[
        str | None,
        typer.Option(
            metavar="OTHER",
            help="Say what differs in OTHER: another environment, or this one at another size "
            "or form, such as large or managed.",
        ),
    ] = None,
    size: AtSize = None,
    form: InForm = None,
    target: OnTarget = None,
    as_json: AsJson = False,
) -> None:
    """Show what an environment is: tiers, hosts, networks, targets; or a table of all of them."""
    if name is None:
        if diff:
            raise typer.BadParameter(
                "say which environment to compare: tandem show ENV --diff OTHER"
            )
        _all(as_json=as_json)
        return
    chosen = environment(name, size, form, target)
    if diff:
        difference(chosen, other(diff, name, size, form, target), diff, as_json=as_json)
    else:
        _one(chosen, as_json=as_json)


def _all(*, as_json: bool) -> None:
    from commands import output
    from topology.summary import summary

    files = repository()
    pages = [summary(files.load(name)) for name in files.names]
    if as_json:
        output.print_json({"environments": pages})
        return
    output.show(output.table(ENVIRONMENTS, (_line(page) for page in pages)))


def _line(page: dict[str, Any]) -> tuple[object, ...]:
    same = page["size"] == page["capacity"]
    size = page["size"] if same else f"{page['capacity']}, as {page['size']}"
    managed = sum(tier["managed"] for tier in page["tiers"].values())
    return (
        page["environment"],
        size,
        page["target"],
        page["form"],
        len(page["hosts"]),
        managed or "",
        page["network"],
        page["peer"] or "",
        page["site"],
    )


def _one(chosen: Environment, *, as_json: bool) -> None:
    from commands import output
    from topology.summary import summary

    page = summary(chosen)
    if as_json:
        output.print_json(page)
        return
    output.show(
        f"[bold]{chosen.name}[/]  {chosen.platform.title}: {chosen.platform.what}",
        output.table(("", ""), _facts(chosen, page)),
        output.table(TIERS, _tiers(page), "Tiers"),
        output.table(("Network", "Range"), page["networks"].items(), "Networks"),
        *_stores(page),
        output.table(("What fails", "Writes stop, at worst"), _outages(page), "Predicted outages"),
        *_hosts(page),
        f"More: tandem flows|timers|tuning|cost|disclose|diagram {chosen.name}",
    )


def _facts(chosen: Environment, page: dict[str, Any]) -> Iterator[tuple[str, str]]:
    from topology.units import span

    targets, facts = chosen.targets, chosen.facts
    size = chosen.size_facts
    yield "Size", f"{chosen.capacity}: {size.title}"
    if chosen.place in RULES:
        yield "Structure", f"{chosen.size}; {RULES[chosen.place]}"
    yield "Machines", f"{chosen.target}, {chosen.form}"
    yield "Site", f"{facts.site} (AWS region {facts.region})"
    yield "Entry", facts.domain
    yield "Load", f"{size.concurrent} users at once, {size.events_per_second} events/s"
    answers = f"{targets.availability:.2%} available, p95 {span(targets.latency_p95)}"
    lost = f"RTO {span(targets.rto)}, RPO {span(targets.rpo)}"
    yield "Promises", f"{answers}; lost site: {lost}; lost host: {span(targets.host_outage)}"
    yield "Budget", f"${chosen.budget.decided:,.0f} a month in the cloud"
    if chosen.peer:
        home = chosen.name if chosen.home else chosen.peer.name
        yield "Pair", f"with {chosen.peer.name}; who leads is live state, in the site lease"
        yield "Home", f"{home}, used once, when no lease exists yet"
        yield "Witness", f"{page['witness']}, the third voter"


def _tiers(page: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for name, tier in page["tiers"].items():
        members = str(tier["members"])
        yield (
            name,
            tier["zone"],
            f"{members}-{tier['most']}" if tier["most"] > tier["members"] else members,
            tier["cores"],
            f"{tier['memory_gb']} GB",
            ", ".join(tier["disks"]),
            tier["runs_as"],
            LOST["single" if tier["members"] == 1 and not tier["managed"] else tier["redundancy"]],
            " ".join(tier["services"]),
        )


def _outages(page: dict[str, Any]) -> Iterator[tuple[str, str]]:
    from topology.units import span

    for event, seconds in page["outages"].items():
        yield event, span(seconds)


def _stores(page: dict[str, Any]) -> Iterator[Table]:
    from commands import output

    rows = [(name, *store.values()) for name, store in page["stores"].items()]
    if rows:
        headings = ("Store", "Engine", "Copies inside a site", "Copies between sites")
        yield output.table(headings, rows, "Data")


def _hosts(page: dict[str, Any]) -> Iterator[Table]:
    from commands import output

    rows = (
        (
            name,
            host["address"],
            host["zone"],
            host["fault_domain"],
            host["cores"],
            f"{host['memory_gb']} GB",
            ", ".join(host["disks"]),
        )
        for name, host in page["hosts"].items()
    )
    if page["hosts"]:
        yield output.table(HOSTS, rows, "Hosts")
