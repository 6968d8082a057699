"""`tandem secrets`: passwords, keys and the authority of an environment; values are never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from commands.options import AsJson, Name, environment, repository

if TYPE_CHECKING:
    from topology.secrets import Wanted
    from vault.keeping import Vault

secrets = typer.Typer(
    no_args_is_help=True,
    help="Passwords, keys and the authority of an environment, kept encrypted.",
)


@secrets.command("init")
def init(name: Name) -> None:
    """Make what is missing: nothing that is there is changed. A pair shares its secrets.

    They are kept in secrets/, or in the folder that TANDEM_SECRETS names; the password that opens
    them beside, unless ANSIBLE_VAULT_PASSWORD_FILE names another file.
    """
    from commands import output

    vault, wanted = _vault(name)
    made = vault.add(wanted)
    file = vault.file(wanted.home)
    if made:
        output.show(f"{len(made)} secrets made in {file}; its password: {vault.password_file}")
        output.show("keep that password safe elsewhere: nobody can open the file without it")
    else:
        output.show(f"nothing is missing in {file}")


@secrets.command("show")
def show(name: Name, *, as_json: AsJson = False) -> None:
    """List names, what each is for, and its age; never a value."""
    from datetime import UTC, date, datetime

    from commands import output

    vault, wanted = _vault(name)
    content = vault.read(wanted.home)
    made = content["made"] if content else {}
    use = {f"passwords/{each}": why for each, why in wanted.passwords.items()}
    today = datetime.now(UTC).date()
    every = dict.fromkeys(["authority", *use, *(f"shared/{each}" for each in wanted.shared), *made])
    ages = {
        each: (today - date.fromisoformat(made[each])).days if each in made else None
        for each in every
    }
    if as_json:
        output.print_json({"file": vault.file(wanted.home), "days": ages})
    else:
        rows = [
            (each, "missing" if age is None else f"{age} d", use.get(each, ""))
            for each, age in ages.items()
        ]
        output.show(output.table(("secret", "age", "for"), rows))
    if None in ages.values():
        output.console(error=True).print(f"make what is missing: tandem secrets init {name}")
        raise typer.Exit(3)


def _vault(name: str) -> tuple[Vault, Wanted]:
    from topology.secrets import wanted
    from vault.keeping import vault_of

    return vault_of(repository().root), wanted(environment(name, None, None, None))
