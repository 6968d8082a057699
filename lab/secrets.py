"""Secrets of a lab: made with it, kept in its state, gone with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lab.state import Lab
from topology.secrets import wanted

if TYPE_CHECKING:
    from topology.environment import Environment
    from vault.keeping import Vault


def vault(lab: Lab) -> Vault:
    """Return where a lab keeps them."""
    from vault.keeping import DEFAULT_PASSWORD_FILE, Vault  # noqa: PLC0415 - loads Ansible

    folder = lab.home / "secrets"
    return Vault(folder, folder / DEFAULT_PASSWORD_FILE)


def provide(lab: Lab, environments: Iterable[Environment]) -> None:
    """Make those that environments of a lab still miss."""
    kept = vault(lab)
    for environment in environments:
        kept.add(wanted(environment))
