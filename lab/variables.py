"""What a shell must know so that Ansible reaches a lab's hosts and opens its secrets."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from lab import secrets
from lab.state import Lab

# Ansible's own way to share connections, which naming arguments would replace.
_SHARED = "-o ControlMaster=auto -o ControlPersist=60s"
FORKS_A_PROCESSOR = 4
"""All hosts share this machine: twenty at once are no sooner done, and starve what they serve."""


def variables(lab: Lab) -> dict[str, str]:
    """Return environment variables, by name."""
    kept = secrets.vault(lab)
    return {
        "ANSIBLE_FORKS": str(FORKS_A_PROCESSOR * (os.cpu_count() or 1)),
        "ANSIBLE_SSH_ARGS": f"-F {lab.ssh_config} {_SHARED}",
        "TANDEM_SSH_CONFIG": str(lab.ssh_config),
        "TANDEM_SECRETS": str(kept.folder),
        "ANSIBLE_VAULT_PASSWORD_FILE": str(kept.password_file),
        **_mitogen(),
    }


def _mitogen() -> dict[str, str]:
    """Return what makes Ansible use Mitogen, where this Python has it."""
    found = find_spec("ansible_mitogen")
    if not found or not found.origin:
        return {}
    plugins = Path(found.origin).parent / "plugins" / "strategy"
    return {
        "ANSIBLE_STRATEGY": "mitogen_linear",
        "ANSIBLE_STRATEGY_PLUGINS": str(plugins),
        # Ansible warns of every strategy that is not its own, and of little else that is ours.
        "ANSIBLE_DEPRECATION_WARNINGS": "False",
    }
