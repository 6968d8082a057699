"""Running playbooks against the lab's hosts, as they run against any others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from lab.shell import LabError
from lab.state import Lab
from lab.variables import variables
from topology.repository import ROOT, Repository

LOKI = "TANDEM_LOKI"
"""The environment variable that names a Loki to install: Debian has none."""


def converge(lab: Lab, environment: str, playbook: str, words: Sequence[str] = ()) -> int:
    """Run a playbook against an environment of the lab, and return Ansible's exit code."""
    command = _command(lab, environment, playbook, words)
    return subprocess.run(command, cwd=ROOT, env=surroundings(lab), check=False).returncode


def quietly(lab: Lab, environment: str, playbook: str, words: Sequence[str], log: Path) -> int:
    """Do the same, and write what Ansible says to a file."""
    command = _command(lab, environment, playbook, words)
    with log.open("a") as file:
        return subprocess.run(
            command, cwd=ROOT, env=surroundings(lab), check=False, stdout=file, stderr=file
        ).returncode


def _command(lab: Lab, environment: str, playbook: str, words: Sequence[str]) -> list[str]:
    path = ROOT / "playbooks" / f"{playbook}.yml"
    if not path.exists():
        raise LabError(f"there is no playbook '{playbook}'; playbooks/ has them")
    program = Path(sys.executable).with_name("ansible-playbook")
    asked = [str(program), f"--inventory=inventories/{environment}.yml", str(path)]
    return [*asked, *_limit(lab, environment), *_given(lab, environment), *words]


def surroundings(lab: Lab) -> Mapping[str, str]:
    """Return the environment variables of a program that reaches the lab's hosts."""
    return {**os.environ, **variables(lab)}


def running(lab: Lab, environment: str) -> list[str]:
    """Return the hosts of an environment that the lab runs, where it does not run all of them."""
    whole = Repository().load(environment).hosts
    there = [host.name for host in lab.plan.hosts if host.site == environment]
    return there if {host.name for host in whole} - set(there) else []


def _limit(lab: Lab, environment: str) -> list[str]:
    """Return what keeps Ansible to the hosts that there are; who limits it otherwise is heard."""
    names = running(lab, environment)
    return [f"--limit={','.join(names)},localhost"] if names else []


def _given(lab: Lab, environment: str) -> list[str]:
    """Return what a lab has otherwise than a site.

    Nobody keeps logs where there is no Loki; and the machine's own router stands in for the
    management controllers of its hosts, while a trial runs.
    """
    found: dict[str, object] = {}
    site = Repository(ROOT).load(environment)
    controls = [host.name for host in site.hosts if "runner" in host.services]
    for host in lab.plan.hosts:
        if host.name in controls:
            found["fencing_controller"] = str(host.bridge.gateway)
    if not os.environ.get(LOKI):
        found |= {"logs_loki_from": "nowhere", "monitoring_unread": ["lease", "loki"]}
    return ["--extra-vars", json.dumps(found)] if found else []
