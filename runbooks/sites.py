"""One site as runbooks see it: what its hosts were told, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from topology.environment import Environment
from topology.flows import WITNESS
from topology.inventory import inventory
from topology.inventory.parties import witness_name

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Site:
    """One site: its environment, and what its hosts were told."""

    environment: Environment
    hosts: Mapping[str, Facts]

    @property
    def name(self) -> str:
        """Its name."""
        return self.environment.name

    def having(self, variable: str) -> tuple[str, ...]:
        """Return the hosts that were told of something."""
        return tuple(name for name, told in self.hosts.items() if told.get(variable))

    @property
    def guarded(self) -> tuple[str, ...]:
        """Hosts that are shut without a lease."""
        gates = {name: told.get("lease_gates", {}) for name, told in self.hosts.items()}
        return tuple(name for name, found in gates.items() if any(found.values()))

    @property
    def databases(self) -> tuple[str, ...]:
        """Members of the database's cluster that may lead."""
        return tuple(n for n in self.having("postgresql_cluster") if self._may_lead(n))

    def _may_lead(self, name: str) -> bool:
        return bool(self.hosts[name].get("postgresql_candidate"))


def third_of(environment: Environment) -> Mapping[str, Facts]:
    """Return the witness, with its variables; nobody, where a pair has none."""
    found = inventory(environment)
    name = witness_name(environment)
    told = found["_meta"]["hostvars"].get(name)
    if told is None:
        return {}
    return {name: {**found["all"]["vars"], **found[f"tier_{WITNESS}"]["vars"], **told}}


def site_of(environment: Environment) -> Site:
    """Return a site, with the variables of its hosts as Ansible would give them."""
    found = inventory(environment)
    told = found["_meta"]["hostvars"]
    third = witness_name(environment)
    hosts = {
        name: {**found["all"]["vars"], **group.get("vars", {}), **told[name]}
        for key, group in found.items()
        if key.startswith("tier_")
        for name in group["hosts"]
        if name != third
    }
    return Site(environment, hosts)
