"""Secrets for plays: decrypted once a run, and only where a task may need them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.inventory.group import Group
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.vars import BaseVarsPlugin

# Ansible may be another Python's: the vault is that of the checkout that this plugin belongs to.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from topology.problems import InvalidInputError
from vault.keeping import FOLDER, PASSWORD_FILE, Vault, vault_of
from vault.renewing import logins, trusted

DOCUMENTATION = """
name: secrets
short_description: The secrets of an environment of Tandem
description:
  - Gives secrets_passwords, secrets_former, secrets_logins, secrets_authority and secrets_shared
    to all hosts.
  - Only tasks see them, so that no listing of an inventory prints one.
options:
  stage:
    description: When it is asked.
    choices: [task]
    default: task
    type: str
"""


class VarsModule(BaseVarsPlugin):
    """Hands over what `tandem secrets init` made."""

    REQUIRES_ENABLED = True
    is_stateless = True

    def get_vars(
        self, loader: DataLoader, path: str, entities: Sequence[object]
    ) -> Mapping[str, Any]:
        """Return the secrets, when the group of all hosts is asked about."""
        for each in entities:
            if isinstance(each, Group) and each.name == "all" and "secrets_home" in each.vars:
                told = each.vars
                home = told["secrets_home"]
                vault = vault_of(Path(path).resolve().parent)
                file = vault.file(home)
                since = file.stat().st_mtime_ns if file.exists() else 0
                return _secrets(loader, vault, home, told["base_environment"], since)
        return {}


@cache
def _secrets(
    loader: DataLoader, vault: Vault, home: str, asked: str, since: int
) -> Mapping[str, Any]:
    """Read a file once, and again when a play has renewed it; Ansible's own options come first."""
    file = vault.file(home)
    if not since:
        raise AnsibleParserError(
            f"{asked} has no secrets yet: `tandem secrets init {asked}` makes {file}. "
            f"If they are kept elsewhere, {FOLDER} names that folder."
        )
    if PASSWORD_FILE not in os.environ and not vault.password_file.exists():
        # Asked for on the command line, then; without any Ansible says so.
        found = loader.load_from_file(str(file), cache="none")
    else:
        try:
            found = vault.read(home)
        except InvalidInputError as error:
            raise AnsibleParserError(str(error)) from error
    given = {f"secrets_{key}": found.get(key, {}) for key in ("passwords", "former", "shared")}
    believed = {"trusted": trusted(found["authority"])}
    given["secrets_logins"] = logins(found)
    return given | {"secrets_authority": {**found["authority"], **believed}}
