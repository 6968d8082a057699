"""Secrets of a lab: made with it, kept in its state, gone with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lab.shell import LabError
from lab.state import Lab
from topology.repository import Repository
from topology.secrets import home, wanted

if TYPE_CHECKING:
    from topology.environment import Environment
    from vault.keeping import Vault


def vault(lab: Lab) -> Vault:
    """Return where a lab keeps them."""
    from vault.keeping import DEFAULT_PASSWORD_FILE, Vault  # noqa: PLC0415 - loads Ansible

    folder = lab.home / "secrets"
    return Vault(folder, folder / DEFAULT_PASSWORD_FILE)


def authority(lab: Lab, site: str) -> Mapping[str, str]:
    """Return the authority that a site's hosts believe: its certificate and its key."""
    kept = vault(lab).read(home(Repository().load(site)))
    if kept is None:
        raise LabError(f"{site} has no authority yet: `tandem lab converge {site}` first")
    found: Mapping[str, str] = kept["authority"]
    return found


def provide(lab: Lab, environments: Iterable[Environment]) -> None:
    """Make those that environments of a lab still miss."""
    kept = vault(lab)
    for environment in environments:
        kept.add(wanted(environment))
