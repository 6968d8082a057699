"""The Ansible roles: what each is told, and by which function.

A variable carries its role's name as prefix; `host` and `secrets` are the inventory's own. The
classes in `ROLES` are what the ``argument_specs`` of the roles are held against. What a role may
choose by itself (a package, a path inside the host) is its own default and is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from topology.hosts import Host
from topology.inventory import data, doors, entry, everywhere, keeping, lease, operation, programs
from topology.inventory.installed import Tuned, installed, tuned
from topology.inventory.keepers import Lock, lock
from topology.inventory.parties import Facts, Group

Variables = dict[str, Any]
"""Variables by name, as JSON has them."""

ROLES: Mapping[str, tuple[type, ...]] = {
    "host": (everywhere.Machine, everywhere.Own),
    "base": (everywhere.Base,),
    "secrets": (everywhere.Secrets,),
    "node_exporter": (everywhere.NodeExporter,),
    "tuning": (Tuned,),
    "firewall": (doors.FirewallSets, doors.Firewall),
    "hardening": (doors.Hardening,),
    "bastion": (doors.Bastion,),
    "certificates": (everywhere.Certificates,),
    "lock": (Lock,),
    "lease": (lease.Lease, lease.Gates),
    "logs": (everywhere.Logs,),
    "pgbackrest": (keeping.Pgbackrest,),
    "restic": (keeping.Repositories, keeping.Restic),
    "files": (keeping.Files,),
    "etcd": (data.Etcd,),
    "postgresql": (data.Postgresql,),
    "fencing": (data.Fencing,),
    "pgbouncer": (data.Pgbouncer,),
    "redis": (data.Redis,),
    "mariadb": (data.Mariadb,),
    "rabbitmq": (data.Rabbitmq,),
    "opensearch": (data.Opensearch,),
    "haproxy": (entry.Haproxy,),
    "keepalived": (entry.Keepalived,),
    "nginx": (entry.Nginx,),
    "data_proxy": (entry.DataProxy,),
    "app": (programs.App,),
    "monitoring": (operation.Monitoring,),
    "dns": (operation.Dns,),
    "wireguard": (operation.Wireguard,),
    "k3s": (operation.K3s,),
}
"""The classes that type the variables of each role, beside ``<role>_services``."""

Told = Callable[[Group], Mapping[str, object] | None]

_EACH: tuple[Told, ...] = (
    everywhere.machine,
    doors.firewall,
    everywhere.certificates,
    keeping.restic,
    keeping.files,
    programs.app,
    data.fencing,
    lease.gates,
)
"""What any group may be told, whatever runs on it."""

_BY_SERVICE: Mapping[str, Told] = {
    "etcd": data.etcd,
    "postgresql": data.postgresql,
    "pgbackrest": keeping.pgbackrest,
    "pgbouncer": data.pgbouncer,
    "redis": data.redis,
    "mariadb": data.mariadb,
    "rabbitmq": data.rabbitmq,
    "opensearch": data.opensearch,
    "haproxy": entry.haproxy,
    "keepalived": entry.keepalived,
    "nginx": entry.nginx,
    "data-proxy": entry.data_proxy,
    "prometheus": operation.monitoring,
    "dns": operation.dns,
    "bastion": doors.bastion,
    "wireguard": operation.wireguard,
    "k3s": operation.k3s,
}
"""What a group is told because a service runs on it."""


def told_to_all(facts: Facts) -> Variables:
    """Return what every host is told."""
    return {
        **everywhere.base(facts),
        **everywhere.node_exporter(facts),
        **everywhere.secrets(facts),
        **doors.firewall_sets(facts),
        **doors.hardening(facts),
        **lock(facts),
        **lease.lease(facts),
        **everywhere.logs(facts),
        **keeping.repositories(facts),
    }


def told_to(group: Group) -> Variables:
    """Return what the hosts of a group are told."""
    asked = [*_EACH, *(_BY_SERVICE[name] for name in group.services if name in _BY_SERVICE)]
    variables: Variables = {}
    for tell in asked:
        variables.update(tell(group) or {})
    return variables | shaped(group, group.hosts[0])


def shaped(group: Group, host: Host) -> Variables:
    """Return what follows from one host's cores, memory and disks."""
    return {**tuned(group, host), **installed(group, host)}
