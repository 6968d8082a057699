"""Ansible's inventory from an environment file: the model's own, handed over as it is."""

from __future__ import annotations

import sys
from pathlib import Path

from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin

# Ansible may be another Python's: the model is the one that this plugin belongs to.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from topology.inventory import inventory as inventory_of
from topology.problems import InvalidInputError
from topology.repository import Repository

DOCUMENTATION = """
name: tandem
short_description: One environment of Tandem
description: Hosts, groups and role variables that follow from inventories/<platform>-<place>.yml.
"""


class InventoryModule(BaseInventoryPlugin):
    """The adapter; whatever there is to decide, `topology` has decided."""

    NAME = "tandem"

    def verify_file(self, path: str) -> bool:
        """Take any file of a checkout's inventories/, so that a broken one is explained."""
        file = Path(path).resolve()
        return file.suffix == ".yml" and file.parent.name == "inventories"

    def parse(
        self,
        inventory: InventoryData,
        loader: DataLoader,
        path: str,
        cache: bool = True,  # noqa: FBT001, FBT002 - the signature is Ansible's
    ) -> None:
        """Hand an environment's inventory over."""
        super().parse(inventory, loader, path, cache)
        if "base_environment" in inventory.groups["all"].vars:
            raise AnsibleParserError("a run has one environment; name one file with -i")
        file = Path(path).resolve()
        try:
            found = inventory_of(Repository(file.parents[1]).load(file.stem))
        except InvalidInputError as error:
            raise AnsibleParserError(str(error)) from error
        told = found.pop("_meta")["hostvars"]
        for name, group in found.items():
            told[inventory.add_group(name)] = group.get("vars", {})
            for host in group.get("hosts", ()):
                inventory.add_host(host, name)
        for name, variables in told.items():
            for key, value in variables.items():
                inventory.set_variable(name, key, value)
