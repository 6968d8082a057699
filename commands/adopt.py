"""`tandem adopt`: write down what real machines are."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, Name, environment, repository

if TYPE_CHECKING:
    from topology.adoption import Adopted
    from topology.environment import Environment

Machines = Annotated[
    list[str],
    typer.Argument(
        metavar="HOST[=ADDRESS]...",
        help="Names of hosts (tandem show ENV), and where each answers, if not at its own address.",
    ),
]


def adopt(
    name: Name,
    machines: Machines,
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Take machines that are smaller than the model says.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask machines over SSH what they are, and fill `machines:` of the environment file.

    Address, interface, disks and management controller are written where they cannot be derived.
    What the file says already stays, with its comments and order. Racks are a person's to write.
    """
    from commands import output
    from reports.surveying import survey
    from topology.adoption import adopt as adopted_by

    asked = environment(name, None, None, None)
    places = _places(asked, machines)
    found, silent = survey(places)
    path = repository().root / "inventories" / f"{name}.yml"
    before = path.read_text(encoding="utf-8")
    done = adopted_by(path, before, {host.name: host for host in asked.hosts}, found)
    done.refusals += [f"{host} at {places[host]}: {said}" for host, said in silent.items()]
    if as_json:
        output.print_json(_told(done, before))
    else:
        _show(done, before, path, anyway=anyway)
    _refuse(done, anyway=anyway)
    if done.text == before:
        return
    _rehearse(path, done.text)
    if not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter("nobody is here to ask; add --yes to write this")
        typer.confirm("Write this?", default=True, abort=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(done.text, encoding="utf-8")
    draft.replace(path)


def _places(asked: Environment, machines: Iterable[str]) -> Mapping[str, IPv4Address]:
    """Return where each machine answers; every wrong word is told at once."""
    from topology.problems import InvalidInputError, Problem, nearest

    hosts = {host.name: host for host in asked.hosts}
    found: dict[str, IPv4Address] = {}
    wrong = []
    for word in machines:
        host, _, address = word.partition("=")
        if host not in hosts:
            wrong.append(f"there is no host '{host}'{nearest(host, hosts)}")
            continue
        if host in found:
            wrong.append(f"{host} is named twice")
        try:
            found[host] = IPv4Address(address) if address else hosts[host].address
        except ValueError:
            wrong.append(f"'{word}': expected an address such as {host}={hosts[host].address}")
    if wrong:
        path = Path("inventories") / f"{asked.name}.yml"
        raise InvalidInputError(Problem(path, 0, 0, "machines", each) for each in wrong)
    return found


def _show(done: Adopted, before: str, path: Path, *, anyway: bool) -> None:
    from commands import output

    lines = difflib.unified_diff(
        before.splitlines(), done.text.splitlines(), path.name, path.name, lineterm="", n=2
    )
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    remarks = [f"left as it is: {each}" for each in done.otherwise]
    remarks += [f"too small, taken anyway: {each}" for each in done.small if anyway]
    if done.text == before and not done.refusals:
        remarks.append("nothing to write: the file says all of this")
    out = output.console()
    for each in remarks:
        out.print(each, markup=False)


def _told(done: Adopted, before: str) -> dict[str, object]:
    return {
        "changed": done.text != before,
        "refused": done.refusals,
        "small": done.small,
        "otherwise": done.otherwise,
    }


def _refuse(done: Adopted, *, anyway: bool) -> None:
    """End where nothing may be written."""
    from commands import output

    out = output.console(error=True)
    for each in done.refusals:
        out.print(each, style="red", markup=False)
    small = [] if anyway else done.small
    for each in small:
        out.print(f"{each}; choose another, or add --anyway", style="red", markup=False)
    if done.refusals or small:
        out.print("nothing was written", markup=False)
        raise typer.Exit(1 if done.refusals else 3)


def _rehearse(path: Path, text: str) -> None:
    """Check the new file beside all others, before it is written."""
    from topology.problems import InvalidInputError
    from topology.repository import Repository

    root = path.parents[1]
    with TemporaryDirectory() as directory:
        there = Path(directory)
        (there / "platforms").symlink_to(root / "platforms")
        (there / "inventories").mkdir()
        for each in path.parent.glob("*.yml"):
            (there / "inventories" / each.name).symlink_to(each)
        file = there / "inventories" / path.name
        file.unlink()
        file.write_text(text, encoding="utf-8")
        problems = Repository(there).check([path.stem])
        if problems:
            raise InvalidInputError(problem.moved(there, root) for problem in problems)
