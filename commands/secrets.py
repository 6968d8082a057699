"""`tandem secrets`: passwords, keys and the authority of an environment; values are never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.options import AsJson, Name, environment, repository

if TYPE_CHECKING:
    from topology.secrets import Wanted
    from vault.keeping import Vault

Passwords = Annotated[
    list[str] | None, typer.Argument(metavar="[PASSWORD]...", help="Names; all, without one.")
]
Before = Annotated[
    str | None, typer.Option("--before", help="Only what was made before this day; today's.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Step = Annotated[
    Literal["prepare", "switch", "drop"], typer.Argument(metavar="STEP", help="Which step.")
]

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


@secrets.command("renew")
def renew(name: Name, only: Passwords = None, *, before: Before = None, yes: Yes = False) -> None:
    """Make new passwords beside the old, for playbooks/rotate_secrets.yml to bring to the hosts.

    Whoever runs this alone has passwords that no host knows yet: run the playbook afterwards.
    """
    from commands import output
    from vault import renewing

    vault, wanted = _vault(name)
    able = renewing.renewable(wanted)
    if unknown := set(only or ()) - set(able):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))} cannot be renewed: {able} can")
    if not yes:
        typer.confirm(f"renew passwords of {name}?", abort=True)
    made = renewing.renew(vault, wanted, only or able, _day(before))
    output.show(f"{len(made)} renewed", *made)


@secrets.command("settle")
def settle(name: Name, *, yes: Yes = False) -> None:
    """Forget former passwords, once every host has the new ones."""
    from commands import output
    from vault import renewing

    vault, wanted = _vault(name)
    if not yes:
        typer.confirm(f"forget the former passwords of {name}?", abort=True)
    gone = renewing.settle(vault, wanted)
    output.show(f"{len(gone)} forgotten")


@secrets.command("authority")
def authority(name: Name, step: Step, *, before: Before = None, yes: Yes = False) -> None:
    """Take a step towards another authority: playbooks/rotate_authority.yml takes all of them.

    prepare: hosts are to believe the next one too; switch: it signs; drop: the former one is gone.
    """
    from commands import output
    from vault import renewing

    vault, wanted = _vault(name)
    if not yes:
        typer.confirm(f"{step} the authority of {name}?", abort=True)
    done = renewing.authority(vault, wanted, step, _day(before))
    output.show(f"{step}: done" if done else f"{step}: nothing to do")


def _day(before: str | None) -> str:
    from datetime import UTC, date, datetime

    try:
        return (date.fromisoformat(before) if before else datetime.now(UTC).date()).isoformat()
    except ValueError:
        raise typer.BadParameter(f"'{before}' is no day such as 2026-11-21") from None


def _vault(name: str) -> tuple[Vault, Wanted]:
    from topology.secrets import wanted
    from vault.keeping import vault_of

    return vault_of(repository().root), wanted(environment(name, None, None, None))
