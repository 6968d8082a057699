"""The complete inventory of an environment, in the form of ``ansible-inventory --list --export``.

==================  ============================================================================
``all``             carries what every host is told
``tier_X``          carries what the members of tier X are told; every host is in exactly one
a service's name    selects the hosts that run it; carries nothing
``app``, ``files``  select the hosts where these two roles have something to do; carry nothing
``fault_domain_X``  selects the hosts that one rack or availability zone takes down with it
``witness``         the third voter of a pair, which is in the inventories of both members
``unheard_witness`` nobody, until a run finds that the third voter does not answer
==================  ============================================================================

A host's variables come from three places that never say the same thing: ``all``, the group of its
tier, and its own line, which has only what other members of the tier do not share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from topology.environment import Environment
from topology.flows import WITNESS
from topology.hosts import Host
from topology.inventory.everywhere import own
from topology.inventory.parties import Facts, Group, word
from topology.inventory.roles import Variables, shaped, told_to, told_to_all
from topology.inventory.witness import told_to_witness, witness_group

Inventory = dict[str, Any]

UNHEARD = "unheard_witness"
"""Plays over all hosts leave this group out; one that no inventory has would be warned of."""
_NO_NAMESAKE = {"app": "app_processes", "files": "files_shares", "fencing": "fencing_cluster"}
"""Roles that no service is the namesake of, and a variable that their hosts have."""


def inventory(environment: Environment) -> Inventory:
    """Return the inventory; its values are what JSON knows, and lists are shared, not repeated."""
    facts = Facts(environment)
    carriers = {f"tier_{word(group.name)}": group for group in _by_tier(facts)}
    told = {name: told_to(group) for name, group in carriers.items()}
    selected = _selected(carriers, told)
    found = {
        "all": {"children": ["ungrouped", *selected, UNHEARD], "vars": told_to_all(facts)},
        **{name: {"hosts": hosts} for name, hosts in selected.items()},
        **{name: {"hosts": selected[name], "vars": told[name]} for name in carriers},
        UNHEARD: {"hosts": []},
        "_meta": {
            "hostvars": {
                host.name: _of_host(group, host, told[name])
                for name, group in carriers.items()
                for host in group.hosts
            }
        },
    }
    _add_witness(found, facts)
    return found


def _add_witness(found: Inventory, facts: Facts) -> None:
    """Add the third voter, where the pair has one."""
    group = witness_group(facts)
    if group is None:
        return
    host = group.hosts[0]
    carrier = f"tier_{WITNESS}"
    found["all"]["children"] += [WITNESS, carrier]
    found[WITNESS] = {"hosts": [host.name]}
    found[carrier] = {"hosts": [host.name], "vars": told_to_witness(group, told_to(group))}
    for service in ("lease", "dns", "wireguard"):
        if service in found and service in group.services:
            found[service]["hosts"].append(host.name)
    found["_meta"]["hostvars"][host.name] = {"ansible_host": str(host.address), "host_number": 1}


def _by_tier(facts: Facts) -> Iterator[Group]:
    tiers: dict[str, list[Host]] = {}
    for host in facts.environment.hosts:
        tiers.setdefault(host.tier, []).append(host)
    return (Group(facts, name, tuple(hosts)) for name, hosts in tiers.items())


def _selected(carriers: Mapping[str, Group], told: Mapping[str, Variables]) -> dict[str, list[str]]:
    """Return the hosts of every group, in the order of the environment."""
    found: dict[str, dict[str, None]] = {name: {} for name in carriers}
    for tier, group in carriers.items():
        roles = [role for role, variable in _NO_NAMESAKE.items() if variable in told[tier]]
        shared = (tier, *map(word, group.services), *roles)
        for host in group.hosts:
            for name in (*shared, f"fault_domain_{host.fault_domain}"):
                found.setdefault(name, {})[host.name] = None
    return {name: list(hosts) for name, hosts in found.items()}


def _of_host(group: Group, host: Host, told: Variables) -> Variables:
    """Return a host's own line; one with other disks than its tier is tuned otherwise."""
    first = group.hosts[0]
    mine: Variables = {**own(host, first)}
    if host.disks != first.disks:
        otherwise = shaped(group, host)
        mine.update({name: value for name, value in otherwise.items() if value != told[name]})
    return mine
