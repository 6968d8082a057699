"""`tandem tuning`: what is set in the systems and services of an environment."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import AsJson, AtSize, InForm, Name, OnTarget, environment

if TYPE_CHECKING:
    from topology.environment import Environment
    from topology.tuning import Kind, Setting, Tuning

TITLES: Mapping[str, str] = {
    "service": "Services",
    "kernel": "Kernel",
    "network": "Network",
    "storage": "Storage",
    "cpu": "Cores",
    "limits": "Units of systemd",
    "virtualisation": "Advice for the hypervisor or the cloud; no role sets it",
}
"""Areas in the order in which they are shown."""
UNBROKEN = "\N{NO-BREAK SPACE}"


def tuning(
    name: Name,
    *,
    host: Annotated[
        str | None,
        typer.Option(metavar="HOST", help="Show one host, with the reason of every setting."),
    ] = None,
    size: AtSize = None,
    form: InForm = None,
    target: OnTarget = None,
    as_json: AsJson = False,
) -> None:
    """Show how systems and services are tuned, by kind of host; with --host, and why."""
    chosen = environment(name, size, form, target)
    if host is None:
        _kinds(chosen, as_json=as_json)
    else:
        _host(chosen, host, as_json=as_json)


def _kinds(chosen: Environment, *, as_json: bool) -> None:
    from commands import output
    from topology.tuning import kinds

    found, managed = kinds(chosen), _managed(chosen)
    if as_json:
        output.print_json(
            {
                "environment": chosen.name,
                "kinds": [_kind_as_dict(each) for each in found],
                "managed": {name: [s.as_dict() for s in each] for name, each in managed.items()},
            }
        )
        return
    more = f"Reasons: tandem tuning {chosen.name} --host {chosen.hosts[0].name}"
    output.show(*_of_hosts(found), *_of_managed(chosen, managed), more)


def _managed(chosen: Environment) -> dict[str, tuple[Setting, ...]]:
    from topology.tuning import tuning_for_managed

    found = {name: tuning_for_managed(chosen, each) for name, each in chosen.managed.items()}
    return {name: settings for name, settings in found.items() if settings}


def _of_hosts(found: Sequence[Kind]) -> Iterator[str]:
    from topology.tuning import everywhere

    common = everywhere(found)
    if common:
        alike = frozenset(found[0].tuning.settings) - common
        yield from _section("Every host", _lines(_own(found[0].tuning, alike)))
    for kind in found:
        rows = (*_memory(kind.tuning), *_lines(_own(kind.tuning, common)))
        yield from _section(_title(kind), rows)


def _of_managed(chosen: Environment, managed: Mapping[str, tuple[Setting, ...]]) -> Iterator[str]:
    for name, settings in managed.items():
        title = f"{name}: {chosen.managed[name].kind}, as far as AWS lets one set it"
        yield from _section(title, _lines(settings))


def _section(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a title and its rows, broken to the terminal's width; in a pipe a row is one line."""
    from commands import output

    yield f"[bold]{title}[/]"
    body = tuple(rows)
    indent = 4 + max((len(where) for where, _ in body), default=0)
    room = output.console().width - indent if sys.stdout.isatty() else sys.maxsize
    for where, text in body:
        lines = textwrap.wrap(text, max(40, room), break_on_hyphens=False, break_long_words=False)
        joined = f"\n{' ' * indent}".join(lines)
        yield f"  {where}".ljust(indent) + joined.replace(UNBROKEN, " ")
    yield ""


def _own(tuned: Tuning, common: frozenset[Setting]) -> Iterator[Setting]:
    """Yield what a kind of host has of its own; advice is shown beside its reasons alone."""
    for each in tuned.settings:
        if each not in common and each.area != "virtualisation":
            yield each


def _title(kind: Kind) -> str:
    one, count = kind.hosts[0], len(kind.hosts)
    hosts = one.name if count == 1 else f"{count} hosts, {one.name} to {kind.hosts[-1].name}"
    disks = ", ".join(str(disk) for disk in one.disks)
    speed = f"{kind.tuning.machine.network_mbps / 1000:g} Gbps"
    return f"{kind.tier}: {hosts}; {one.cores} cores, {one.memory_gb} GB, {disks}, {speed}"


def _memory(tuned: Tuning) -> Iterator[tuple[str, str]]:
    """Yield who has how much of the memory, the largest share first, and what is too little."""
    from topology.tuning.settings import size

    shares = sorted(tuned.memory.items(), key=lambda share: -share[1])
    left = tuned.machine.memory_mb - sum(tuned.memory.values())
    planned = _flow(f"{name} {size(share * 2**20)}" for name, share in shares)
    yield "memory", f"{planned}; left to system and page cache {size(left * 2**20)}"
    for warning in tuned.warnings:
        yield "too small", warning


def _lines(settings: Iterable[Setting]) -> Iterator[tuple[str, str]]:
    """Yield a line for each service, disk and part of the system: what is set there."""
    areas = tuple(TITLES)
    ordered = sorted(settings, key=lambda each: (areas.index(each.area), _where(each)[0]))
    for where, same in groupby(ordered, key=lambda each: _where(each)[0]):
        yield where, _flow(f"{_where(each)[1]} {each.shown}" for each in same)


def _flow(items: Iterable[str]) -> str:
    """Join items, so that a line is broken between two of them and never inside one."""
    return " · ".join(item.replace(" ", UNBROKEN) for item in items)


def _where(setting: Setting) -> tuple[str, str]:
    """Return the line that a setting stands in, and its name there."""
    if setting.area in ("service", "storage") or setting.of == "nic":
        return setting.of, setting.name
    name = f"{setting.of} {setting.name}" if setting.of else setting.name
    return {"limits": "units", "cpu": "cores"}.get(setting.area, setting.area), name


def _host(chosen: Environment, host: str, *, as_json: bool) -> None:
    from commands import output
    from topology.tuning import tuning as tuning_of

    one = next((each for each in chosen.hosts if each.name == host), None)
    if one is None:
        _refuse(chosen, host)
        return
    tuned = tuning_of(chosen, one)
    if as_json:
        output.print_json({"environment": chosen.name, "host": host, **_as_dict(tuned)})
        return
    parts: list[object] = list(_section(f"{host}: memory", _memory(tuned)))
    for area, title in TITLES.items():
        rows = [_row(each) for each in tuned.settings if each.area == area]
        if rows:
            parts.append(output.table(("Of", "Setting", "Value", "Why"), rows, title))
    output.show(*parts, "* a container or a virtual machine may refuse it; the role then says so")


def _row(setting: Setting) -> tuple[str, ...]:
    mark = "*" if setting.may_be_refused else ""
    why = setting.why if setting.source == "decided" else f"{setting.why} ({setting.source})"
    if setting.overrules:
        asked = ", ".join(setting.wanted_by)
        why += f" (for {asked}; overrules {', '.join(setting.overrules)})"
    return setting.of, f"{setting.name}{mark}", setting.shown, why


def _refuse(chosen: Environment, host: str) -> None:
    from pathlib import Path

    from topology.problems import InvalidInputError, Problem, nearest

    names = [each.name for each in chosen.hosts]
    message = f"{chosen.name} has no host '{host}'{nearest(host, names)}"
    raise InvalidInputError([Problem(Path("inventories"), 0, 0, "", message)])


def _kind_as_dict(kind: Kind) -> dict[str, Any]:
    return {
        "tier": kind.tier,
        "hosts": [host.name for host in kind.hosts],
        **_as_dict(kind.tuning),
    }


def _as_dict(tuned: Tuning) -> dict[str, Any]:
    return {
        "memory_mb": tuned.memory,
        "warnings": tuned.warnings,
        "settings": [each.as_dict() for each in tuned.settings],
    }
