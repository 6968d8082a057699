"""`tandem lab`: the whole world on one machine, out of hosts reached over SSH as real ones are."""

from __future__ import annotations

import typer

from commands.aws import aws
from commands.kubernetes import kubernetes
from commands.lab import alerts, audit, breaking, hosts, link, site, tamper, trial
from commands.lab.telling import told

__all__ = ["lab", "told"]

lab = typer.Typer(
    no_args_is_help=True,
    help="Hosts on this machine: start an environment, reach it, break it, take it away.",
)
lab.add_typer(aws, name="aws")
lab.add_typer(kubernetes, name="kubernetes")

_PASSED_ON = {"ignore_unknown_options": True}

lab.command("up")(hosts.up)
lab.command("down")(hosts.down)
lab.command("status")(hosts.status)
lab.command("ssh", context_settings=_PASSED_ON)(hosts.ssh)
lab.command("env")(hosts.env)
lab.command("link")(link.link)
lab.command("fault")(breaking.fault)
lab.command("heal")(breaking.heal)
lab.command("converge", context_settings=_PASSED_ON)(site.converge)
lab.command("preflight")(site.preflight)
lab.command("verify")(site.verify)
lab.command("drift")(site.drift)
lab.command("restore-drill")(site.restore_drill)
lab.command("audit")(audit.audit)
lab.command("tamper")(tamper.tamper)
lab.command("trial")(trial.trial)
lab.command("alerts")(alerts.alerts)
