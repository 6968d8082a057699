"""`tandem lab aws`: AWS on this machine, to rehearse the cloud without an account."""

from __future__ import annotations

import typer

from commands.options import AsJson

aws = typer.Typer(
    no_args_is_help=True, help="AWS on this machine: rehearse the cloud without an account."
)


@aws.command("up")
def up() -> None:
    """Start it. `tandem cloud` goes there while it is up; `pulumi` after `tandem lab aws env`."""
    from commands import output
    from commands.lab.telling import told
    from lab.aws.rehearsal import this_rehearsal

    with told():
        mine = this_rehearsal()
        mine.up()
    output.show(f"AWS answers on {mine.endpoint}; next: `tandem cloud up qps-td`")


@aws.command("down")
def down() -> None:
    """End it. All that was made there is gone, and so are its stacks and their clusters."""
    from commands import output
    from commands.lab.telling import told
    from lab.aws.rehearsal import this_rehearsal
    from lab.kubernetes.rehearsal import this_kubernetes

    with told():
        this_kubernetes().down()
        this_rehearsal().down()
    output.show("nothing of the rehearsal is left")


@aws.command("status")
def status(*, as_json: AsJson = False) -> None:
    """Show where it answers, and how much of what was made it really holds."""
    from commands import output
    from commands.lab.telling import told
    from lab.aws.rehearsal import this_rehearsal

    with told():
        mine = this_rehearsal()
        share = mine.share
    if as_json:
        found = {"up": mine.is_up, "share": share.part, "resources": share}
        output.print_json(found)
        return
    if not mine.is_up:
        output.show("no rehearsal is up; `tandem lab aws up` starts one")
        return
    whole = share.held + share.recorded
    output.show(
        f"AWS answers on {mine.endpoint}",
        f"{share.held} of {whole} resources are held by moto ({share.part:.0%})",
        *(f"only recorded: {count} x {name}" for name, count in share.recorded_types.items()),
        *(f"not kept as given: {name}: {', '.join(lost)}" for name, lost in share.lost.items()),
    )


@aws.command("env")
def env() -> None:
    """Print what makes `pulumi` and `aws` go there: eval "$(tandem lab aws env)"."""
    from commands import output
    from commands.lab.telling import told
    from lab.aws.rehearsal import this_rehearsal
    from lab.kubernetes.joining import joined

    with told():
        found = joined(this_rehearsal().variables)
    output.show(*(f'export {name}="{value}"' for name, value in found.items()))
