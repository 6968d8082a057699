"""Which secrets an environment needs, by name. Their values are nowhere in the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from topology.environment import Environment

Kind = Literal["ssh"]
"""A thing that is made, but no password: an SSH key pair."""

HOUSE: Mapping[str, str] = {
    "postgres": "the superuser of PostgreSQL",
    "patroni": "changes through Patroni's own API",
    "rewind": "a lost leader's way back to the new one",
    "comparer": "a copy of PostgreSQL at the other site, held against what it is a copy of",
    "redis-default": "the account that every Redis has, and that is switched off",
    "redis-admin": "whoever configures Redis",
    "redis-probe": "proxies, that ask each Redis whether it leads",
    "redis-replica": "a copy of Redis at its master",
    "sentinel": "watchers of Redis among themselves, and at Redis",
    "keepalived": "balancers among themselves",
    "haproxy-stats": "whoever looks at a balancer's figures",
    "fencing": "the watcher of databases, at the management controllers of their hosts",
    "grafana": "the first administrator of Grafana",
    "pgbackrest": "the key of PostgreSQL's backups",
    "restic": "the key of all other backups",
    "tsig": "changes of names",
}
"""The house's own passwords, beside those of the platform's database accounts: who uses each."""

SHARED: Mapping[str, Kind] = {
    "backup": "ssh",
}
"""Whatever else is made once for all hosts: how hosts reach the repository of backups."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The secrets of an environment; the members of a pair share theirs."""

    home: str
    """The name of the file that keeps them: where the pair starts, or else the environment."""
    passwords: Mapping[str, str]
    """What each is for, by name."""
    shared: Mapping[str, Kind]


def home(environment: Environment) -> str:
    """Return under whose name an environment's secrets are kept."""
    peer = environment.peer
    return peer.name if peer and peer.home else environment.name


def wanted(environment: Environment) -> Wanted:
    """Return the secrets that an environment and its peer need."""
    accounts = environment.platform.database_accounts
    named = {name: account.what for name, account in accounts.items()}
    return Wanted(home(environment), {**HOUSE, **named}, SHARED)
