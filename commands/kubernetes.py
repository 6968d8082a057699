"""`tandem lab kubernetes`: clusters on this machine, for stacks that have one."""

from __future__ import annotations

import typer

from commands.options import AsJson

kubernetes = typer.Typer(
    no_args_is_help=True,
    help="Kubernetes on this machine: a real API server for each cluster of a rehearsed stack.",
)


@kubernetes.command("up")
def up() -> None:
    """Start it, and AWS with it. Stacks with a cluster do so by themselves.

    The API server and etcd are built from their sources where this machine never had them, which
    takes some minutes, once. Each cluster has its API server from when something is first made in
    it.
    """
    from commands import output
    from commands.lab.telling import told
    from lab.aws.rehearsal import this_rehearsal
    from lab.kubernetes.rehearsal import this_kubernetes

    tell = output.console(error=True)
    with told():
        this_rehearsal().up()
        this_kubernetes().up(lambda line: tell.print(line, markup=False))
    output.show("Kubernetes is ready; next: `tandem cloud up securityai-td`")


@kubernetes.command("down")
def down() -> None:
    """End it. All that was made in its clusters is gone; AWS stays."""
    from commands import output
    from commands.lab.telling import told
    from lab.kubernetes.rehearsal import this_kubernetes

    with told():
        this_kubernetes().down()
    output.show("nothing of Kubernetes is left")


@kubernetes.command("status")
def status(*, as_json: AsJson = False) -> None:
    """Show each cluster by the file that `kubectl --kubeconfig` takes."""
    from commands import output
    from commands.lab.telling import told
    from lab.kubernetes.rehearsal import this_kubernetes

    with told():
        mine = this_kubernetes()
        clusters = mine.clusters
    if as_json:
        output.print_json({"up": mine.is_up, "clusters": {str(k): v for k, v in clusters.items()}})
    elif not mine.is_up:
        output.show("no Kubernetes is up; `tandem lab kubernetes up` starts it")
    else:
        words = {True: "answers", False: "rests: nothing is in it"}
        output.show(
            f"{len(clusters)} clusters", *(f"{path}: {words[it]}" for path, it in clusters.items())
        )
