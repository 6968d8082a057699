"""Running playbooks against the lab's hosts, as they run against any others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from lab import distance
from lab.plan import WITNESS
from lab.shell import LabError
from lab.state import Lab
from lab.variables import variables
from topology.environment import Environment
from topology.repository import ROOT, Repository

LOKI = "TANDEM_LOKI"
"""The environment variable that names a Loki to install: Debian has none."""


def converge(
    lab: Lab, environment: str, playbook: str, words: Sequence[str] = (), root: Path = ROOT
) -> int:
    """Run a playbook against an environment of the lab, and return Ansible's exit code.

    The environment may be another checkout's; playbooks and roles are always our own.
    """
    asked = command(lab, environment, playbook, words, root)
    # A person may be asked. Whatever else is there an `ssh` before us may have left non-blocking,
    # which Ansible refuses.
    heard = None if os.isatty(0) else subprocess.DEVNULL
    done = subprocess.run(asked, cwd=ROOT, env=surroundings(lab), check=False, stdin=heard)
    return done.returncode


def quietly(lab: Lab, environment: str, playbook: str, words: Sequence[str], log: Path) -> int:
    """Do the same, and write what Ansible says to a file."""
    asked = command(lab, environment, playbook, words)
    with log.open("a") as file:
        done = subprocess.run(
            asked,
            cwd=ROOT,
            env=surroundings(lab),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    return done.returncode


def command(
    lab: Lab,
    environment: str,
    playbook: str,
    words: Sequence[str] = (),
    root: Path = ROOT,
    playbooks: Path = ROOT / "playbooks",
) -> list[str]:
    """Return the command that runs a playbook against an environment of the lab."""
    path = playbooks / f"{playbook}.yml"
    if not path.exists():
        raise LabError(f"there is no playbook '{playbook}'; playbooks/ has them")
    program = Path(sys.executable).with_name("ansible-playbook")
    inventory = (root / "inventories" / f"{environment}.yml").resolve()
    asked = [str(program), f"--inventory={inventory}", str(path)]
    site = Repository(root).load(environment)
    return [*asked, *_limit(lab, site), *given(lab, site), *words]


def surroundings(lab: Lab) -> Mapping[str, str]:
    """Return the environment variables of a program that reaches the lab's hosts."""
    return {**os.environ, **variables(lab)}


def running(lab: Lab, site: Environment) -> list[str]:
    """Return the hosts of an environment that the lab runs, where it does not run all of them."""
    there = [host.name for host in lab.plan.hosts if host.site == site.name]
    return there if {host.name for host in site.hosts} - set(there) else []


def _limit(lab: Lab, site: Environment) -> list[str]:
    """Return what keeps Ansible to the hosts that there are; who limits it otherwise is heard.

    The witness of a pair is not there where the lab has one of its sites alone.
    """
    if names := running(lab, site):
        return [f"--limit={','.join(names)},localhost"]
    return [f"--limit=all:!{WITNESS}"] if site.witness and not _has_witness(lab) else []


def _has_witness(lab: Lab) -> bool:
    return any(host.bridge.zone == WITNESS for host in lab.plan.hosts)


def given(lab: Lab, site: Environment) -> list[str]:
    """Return what a lab has otherwise than a site.

    Nobody keeps logs where there is no Loki, nor backups where the lab has not the host that would;
    and the machine's own router stands in for the management controllers of its hosts, while a
    trial runs.
    """
    found: dict[str, object] = {}
    controls = [host.name for host in site.hosts if "runner" in host.services]
    keepers = {host.name for host in site.hosts if "restic" in host.services}
    if not keepers & {host.name for host in lab.plan.hosts}:
        found["restic_repository"] = {"members": [], "ports": {}}  # whom should a host ask?
    for host in lab.plan.hosts:
        if host.name in controls:
            found["fencing_controller"] = str(host.bridge.gateway)
    if site.witness and not _has_witness(lab):
        found["lease_is_kept"] = False  # one site of a pair: with whom should it share a lease?
    if not distance.wanted(lab):
        found["wireguard_is_on"] = False  # sites of this lab are beside one another
    if not os.environ.get(LOKI):
        found |= {"logs_loki_from": "nowhere", "monitoring_unread": ["lease", "loki"]}
    return ["--extra-vars", json.dumps(found)] if found else []
