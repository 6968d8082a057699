"""Write what `docs/` shows of the model: schemas and tables. A test holds them current.

Run by `make docs`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from commands.output import markdown
from lab.auditing.judging import explanations
from reports import resources
from reports.preflight import machine, site
from reports.preflight.known import known
from topology.catalogue import FlowRule
from topology.formulas import Timer
from topology.outages import outages
from topology.platform import Platform
from topology.readiness import readiness
from topology.repository import ROOT, Look, Repository
from topology.schema import FILES, schema
from topology.tiers import TierSize
from topology.timers import timers
from topology.units import span
from topology.words import SIZES, Size

NOTICE = "<!-- Made from the model by `make docs`; change the model, not this page. -->"


def pages(repository: Repository) -> dict[str, str]:
    """Return every generated file of `docs/`, by its path there."""
    found = {f"schema/{name}.json": json.dumps(schema(name), indent=2) + "\n" for name in FILES}
    found["tables/ports.md"] = _page("Ports", _ports(repository))
    found["tables/audit.md"] = _page("What auditors find, and why it stays", _audit())
    found["tables/systems.md"] = _page("Operating systems", _systems(repository.root))
    found["tables/resources.md"] = _page("What stands in AWS", _resources())
    for name in repository.platform_names:
        platform = repository.platform(name)
        found[f"tables/{name}-sizes.md"] = _page(f"{platform.title}: sizes", _sizes(platform))
        found[f"tables/{name}-flows.md"] = _page(
            f"{platform.title}: flows", _flows(repository, name)
        )
        text = _page(f"{platform.title}: timers", _timers(repository, name))
        found[f"tables/{name}-timers.md"] = text
        text = _page(f"{platform.title}: servers to prepare", _readiness(repository, name))
        found[f"tables/{name}-readiness.md"] = text
    return found


def _resources() -> Iterator[str]:
    yield (
        "How many resources the program of each stack declares, each environment in its own form; "
        "one on our own floor as `--target aws` would have it. Parts of Pulumi itself are not "
        "counted. Recorded by `scripts/resources.py`; a test runs some of the programs again."
    )
    yield ""
    yield from markdown(resources.heading(), resources.rows(resources.recorded()))


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join((f"# {title}", "", NOTICE, "", *lines)) + "\n"


def _sizes(platform: Platform) -> Iterator[str]:
    yield f"{platform.what}."
    yield ""
    yield from markdown(("", *SIZES), _facts(platform))
    yield ""
    yield "Each cell below: members x cores, memory, disks of one member."
    yield ""
    rows = (
        (name, tier.zone, *(_cell(tier.sizes.get(size)) for size in SIZES))
        for name, tier in platform.tiers.items()
    )
    yield from markdown(("Tier", "Zone", *SIZES), rows)


def _facts(platform: Platform) -> Iterator[tuple[str, ...]]:
    def row(what: str, *cells: object) -> tuple[str, ...]:
        return (what, *(str(cell) for cell in cells))

    facts = [platform.sizes[size] for size in SIZES]
    yield row("For", *(each.title for each in facts))
    yield row("Users", *(each.users for each in facts))
    yield row("At once", *(each.concurrent for each in facts))
    yield row("Events a second", *(each.events_per_second for each in facts))
    yield row("Bandwidth, Mbps", *(each.bandwidth for each in facts))
    yield row("Room, GB", *(f"{each.storage:,}" for each in facts))
    yield row("Growth, GB a day", *(f"{each.storage_a_day:,}" for each in facts))
    yield row("Available", *(f"{each.targets.availability:.2%}" for each in facts))
    yield row("Answer, p95", *(span(each.targets.latency_p95) for each in facts))
    yield row("RTO", *(span(each.targets.rto) for each in facts))
    yield row("RPO", *(span(each.targets.rpo) for each in facts))
    yield row("Lost host", *(span(each.targets.host_outage) for each in facts))
    yield row("Budget by its papers, $", *(each.budget.seed or "" for each in facts))
    yield row("Budget decided, $", *(f"{each.budget.decided:,.0f}" for each in facts))


def _cell(at: TierSize | None) -> str:
    if at is None:
        return ""
    disks = ", ".join(str(disk) for disk in at.disks)
    gpus = f", {at.gpus} GPU" if at.gpus else ""
    return f"{at.count} x {at.cores}, {at.memory} GB, {disks}{gpus}"


def _flows(repository: Repository, name: str) -> Iterator[str]:
    yield "Who may open a connection to whom; everything else is closed, in both directions."
    yield f"`tandem flows {name}-dc` resolves it to addresses."
    yield ""
    headings = ("From", "To", "Port", "Why")
    yield from markdown(headings, map(_rule, repository.platform(name).flows))
    yield ""
    yield "And, as on every platform:"
    yield ""
    yield from markdown(headings, map(_rule, repository.common.flows))


def _timers(repository: Repository, name: str) -> Iterator[str]:
    by_size = {size: repository.load(f"{name}-dc", Look(size)) for size in SIZES}
    profiles = ", ".join(f"{size}: `{each.rto_profile}`" for size, each in by_size.items())
    yield f"One profile sets every timer. {profiles}. `tandem timers {name}-dc` gives the formulas."
    yield ""
    known = {size: timers(each) for size, each in by_size.items()}
    names = dict.fromkeys(key for each in known.values() for key in each)
    yield from markdown(("Timer", *SIZES), (_spans(key, known) for key in names))
    yield ""
    yield "How long writes stop, at worst, as predicted from these:"
    yield ""
    stops = {size: {each.event: each for each in outages(at)} for size, at in by_size.items()}
    events = dict.fromkeys(event for each in stops.values() for event in each)
    rows = (
        (event, *(span(at[event].total) if event in at else "" for at in stops.values()))
        for event in events
    )
    yield from markdown(("What fails", *SIZES), rows)


def _spans(key: str, known: Mapping[Size, Mapping[str, Timer]]) -> tuple[str, ...]:
    return key, *(span(each[key].seconds) if key in each else "" for each in known.values())


def _rule(rule: FlowRule) -> tuple[str, ...]:
    return rule.from_, rule.to, rule.port, rule.why


def _ports(repository: Repository) -> Iterator[str]:
    services = dict(repository.common.services)
    for name in repository.platform_names:
        services.update(repository.platform(name).services)
    rows = (
        (str(port), port_name, name, service.what)
        for name, service in services.items()
        for port_name, port in service.ports.items()
    )
    yield from markdown(("Port", "Name", "Service", "What"), rows)


def _readiness(repository: Repository, name: str) -> Iterator[str]:
    yield f"Servers of `{name}-dc` on machines of one's own, size by size."
    yield "[The guide](../readiness.md) says what to do. Addresses: `tandem show`, `tandem flows`;"
    yield "one host, with the reason of each setting: `tandem tuning --host`."
    for size in SIZES:
        at = repository.load(f"{name}-dc", Look(size, "servers", "onprem"))
        yield from ("", f"## {size}: {at.size_facts.title}")
        for section in readiness(at):
            if section.rows:
                yield from ("", f"### {section.title}, {size}", "")
                yield from markdown(section.headings, section.rows)


def _audit() -> Iterator[str]:
    yield "`tandem lab audit` fails on a finding that is not here. [How it is done](../audit.md)."
    for auditor, tests in explanations().items():
        yield from ("", f"## {auditor}", "")
        yield from markdown(("Test", "It stays because"), sorted(tests.items()))


def _systems(root: Path) -> Iterator[str]:
    """Say what the roles and `tandem preflight` take for ready, read where they keep it."""
    found = known(root)
    tried = {True: "tried", False: "variables, and nobody has tried"}
    rows = (
        (
            system,
            release,
            tried[(system, release) in found.tried],
            found.postgresql.get(release, ""),
        )
        for system, release in sorted(found.tried | found.untried)
    )
    yield from markdown(("System", "Release", "Roles", "PostgreSQL of it"), rows)
    yield ""
    yield "What `tandem preflight` takes for wrong:"
    yield ""
    yield from markdown(("Of", "Wrong"), _limits())


def _limits() -> Iterator[tuple[str, str]]:
    yield "memory, disks", f"less than {machine.ENOUGH:.0%} of what the model says"
    yield "cores", "fewer than the model says"
    yield (
        "filesystem",
        f"{', '.join(sorted(machine.BAD))}; {' and '.join(sorted(machine.GOOD))} were tried",
    )
    yield "room", f"less than {machine.LEAST_FREE_MB:,} MB free, or {machine.FULL:.0%} in use"
    yield "inodes", f"{machine.FULL:.0%} in use"
    yield "clocks", f"more than {site.APART} s apart, beyond what the way of asking takes"


def stale(repository: Repository) -> list[str]:
    """Return the generated files that are not as they would be made now."""
    docs = repository.root / "docs"
    made = pages(repository)
    written = {
        str(path.relative_to(docs))
        for folder in ("schema", "tables")
        for path in (docs / folder).glob("*.*")
    }
    outdated = {
        name
        for name, text in made.items()
        if not (docs / name).is_file() or (docs / name).read_text(encoding="utf-8") != text
    }
    return sorted(outdated | (written - set(made)))


def main(root: Path = ROOT) -> None:
    """Write what is stale, remove what is no longer made, and say so."""
    repository = Repository(root)
    made = pages(repository)
    for name in stale(repository):
        path = root / "docs" / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[name], encoding="utf-8")
        else:
            path.unlink()
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
