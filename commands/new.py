"""`tandem new`: write an environment file, and its peer's."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, repository
from topology.words import PLACES, Form, Place, Size, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from topology.environment import Environment
    from topology.repository import Repository


def new(
    name: Annotated[
        str, typer.Argument(metavar="ENV", help="Such as logx-dc; a dc brings its dr.")
    ],
    *,
    size: Annotated[Size | None, typer.Option(help="How large.")] = None,
    target: Annotated[Target | None, typer.Option(help="Our machines, or AWS's.")] = None,
    form: Annotated[Form | None, typer.Option(help="Our servers, or managed services.")] = None,
    site: Annotated[str | None, typer.Option(help="Where it stands, for people.")] = None,
    region: Annotated[str | None, typer.Option(help="Its AWS region, if only to rehearse.")] = None,
    network: Annotated[str | None, typer.Option(help="All its addresses.")] = None,
    domain: Annotated[str | None, typer.Option(help="The name of its entry.")] = None,
    admins: Annotated[str | None, typer.Option(help="Where administrators come from.")] = None,
    peer_target: Annotated[Target | None, typer.Option(help="The dr's machines.")] = None,
    peer_site: Annotated[str | None, typer.Option(help="Where the dr stands.")] = None,
    peer_region: Annotated[str | None, typer.Option(help="The dr's AWS region.")] = None,
    peer_network: Annotated[str | None, typer.Option(help="All addresses of the dr.")] = None,
    witness_site: Annotated[str | None, typer.Option(help="Where the third voter is.")] = None,
    witness_network: Annotated[str | None, typer.Option(help="Its addresses.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what is proposed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask what nobody can derive, say what it means, and write the environment file."""
    given = dict(locals())
    from commands.asking import Asker
    from topology.draft import files_of, taken

    ask = not yes
    files = repository()
    platform, place = _parts(files, name)
    _refuse_what_is_there(files, platform, place)
    if ask and not sys.stdin.isatty():
        raise typer.BadParameter("nobody is here to ask; add --yes to take what is proposed")
    facts = files.facts()
    dc = next((each for each in facts if each.environment == f"{platform}-dc"), None)
    texts = files_of(Asker(given, list(taken(facts)), dc, ask).draft(platform, place))
    environments = _rehearsed(files, texts)
    if not as_json:
        _explain(texts, environments)
    if ask and not typer.confirm("Write this?", default=True):
        raise typer.Exit(1)
    _write(files, texts, as_json=as_json)


def _parts(files: Repository, name: str) -> tuple[str, Place]:
    platform, _, word = name.rpartition("-")
    place = next((each for each in PLACES if each == word), None)
    if place is None or platform not in files.platform_names:
        known = ", ".join(files.platform_names)
        form = f"PLATFORM-PLACE, of {known} and {', '.join(PLACES)}"
        raise typer.BadParameter(f"'{name}' cannot be an environment's name; write {form}")
    if place == "dr":
        raise typer.BadParameter(f"a dr comes with its dc: tandem new {platform}-dc")
    return platform, place


def _refuse_what_is_there(files: Repository, platform: str, place: Place) -> None:
    wanted = (place, "dr") if place == "dc" else (place,)
    there = [name for each in wanted if (name := f"{platform}-{each}") in files.names]
    if there:
        paths = " ".join(f"inventories/{each}.yml" for each in there)
        raise typer.BadParameter(f"there is {paths} already; edit it, or take it away first")


def _rehearsed(files: Repository, texts: Mapping[str, str]) -> list[Environment]:
    """Check the new files beside those that are there, before anything is written."""
    from topology.problems import InvalidInputError
    from topology.repository import Repository

    with TemporaryDirectory() as directory:
        root = Path(directory)
        (root / "platforms").symlink_to(files.root / "platforms")
        (root / "inventories").mkdir()
        for each in (files.root / "inventories").glob("*.yml"):
            (root / "inventories" / each.name).symlink_to(each)
        for name, text in texts.items():
            (root / "inventories" / f"{name}.yml").write_text(text, encoding="utf-8")
        rehearsal = Repository(root)
        problems = rehearsal.check(texts)
        if problems:
            raise InvalidInputError(problem.moved(root, files.root) for problem in problems)
        return [rehearsal.load(name) for name in texts]


def _explain(texts: Mapping[str, str], environments: list[Environment]) -> None:
    from commands import output

    for environment in environments:
        cores = sum(host.cores for host in environment.hosts)
        memory = sum(host.memory_gb for host in environment.hosts)
        managed = len(environment.managed)
        services = f" and {managed} managed services" if managed else ""
        count = len(environment.hosts)
        hosts = f"{count} host{'' if count == 1 else 's'}"
        output.show(
            f"[bold]inventories/{environment.name}.yml[/]",
            texts[environment.name],
            f"{hosts} of {cores} cores and {memory} GB in all{services}\n",
        )


def _write(files: Repository, texts: Mapping[str, str], *, as_json: bool) -> None:
    from commands import output

    written: list[Path] = []
    try:
        for name, text in texts.items():
            path = files.root / "inventories" / f"{name}.yml"
            with path.open("x", encoding="utf-8") as file:  # never over a file of another's
                written.append(path)
                file.write(text)
    except OSError as error:  # half of a pair is of no use
        for path in written:
            path.unlink()
        raise typer.BadParameter(f"cannot write {error.filename}: {error.strerror}") from None
    names = [f"inventories/{path.name}" for path in written]
    if as_json:
        output.print_json({"written": names})
    else:
        output.show(f"Written: {', '.join(names)}", f"Next: tandem show {next(iter(texts))}")
