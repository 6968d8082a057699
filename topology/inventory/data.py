"""Roles of stores: databases, caches, queues, indexes, and who leads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict

from topology.flows import PEER, is_reached
from topology.inventory.parties import Group, Member, Party, PortNumber
from topology.outages.databases import FENCING
from topology.stores import Between, DatabaseAccount, Engine, Inside, Store, StoreSize

FEWEST = 3
"""Members who may lead: of fewer, those who are left are no majority that could agree."""


class Account(TypedDict):
    """An account in a store, and the networks from which it may log in."""

    store: str
    may: list[str]
    networks: list[str]


class Cluster(TypedDict):
    """One cluster of a database, cache, queue or index: the same for every engine.

    `members` may lead, `readers` never do, `masters` only decide, `peers` are the members of the
    other site's cluster.
    """

    name: str
    stores: list[str]
    members: list[Member]
    readers: list[Member]
    masters: list[Member]
    peers: list[Member]
    inside: Inside
    between: Between
    accounts: dict[str, Account]


class Etcd(TypedDict):
    """Where the databases of a site agree on who leads."""

    etcd_cluster: str
    etcd_members: list[Member]


class Postgresql(TypedDict):
    """A cluster of PostgreSQL under Patroni; only candidates may lead."""

    postgresql_cluster: Cluster
    postgresql_candidate: bool
    postgresql_dcs: Party


class Fencing(TypedDict):
    """Who watches whom, so that a leader is switched off before another one leads.

    Members who may lead observe each other, and a host of the site's control watches. Timers are
    the seconds between two probes, until a silent leader is suspected, and for the device's word.
    """

    fencing_cluster: str
    fencing_members: list[Member]
    fencing_ports: dict[str, PortNumber]
    fencing_timers: dict[str, float]
    fencing_observes: bool
    fencing_watches: bool


class Pgbouncer(TypedDict):
    """The databases that a pool serves, to which accounts, and the server's ports behind it."""

    pgbouncer_databases: list[str]
    pgbouncer_accounts: dict[str, Account]
    pgbouncer_server: dict[str, PortNumber]


class Redis(TypedDict):
    """A cluster of Redis, and how many of its watchers must agree that the master is gone."""

    redis_cluster: Cluster
    redis_sentinels: Party
    redis_quorum: int


class Mariadb(TypedDict):
    """A cluster of MariaDB or MySQL."""

    mariadb_cluster: Cluster


class Rabbitmq(TypedDict):
    """A cluster of RabbitMQ."""

    rabbitmq_cluster: Cluster


class Opensearch(TypedDict):
    """A cluster of OpenSearch."""

    opensearch_cluster: Cluster


def etcd(group: Group) -> Etcd:
    """Return the site's etcd."""
    facts = group.facts
    return Etcd(etcd_cluster=group.environment.name, etcd_members=facts.running("etcd")["members"])


def postgresql(group: Group) -> Postgresql | None:
    """Return a cluster of PostgreSQL as one of its tiers sees it."""
    found = _cluster(group, "postgresql")
    stores = _stores(group, "postgresql").values()
    return found and Postgresql(
        postgresql_cluster=found,
        postgresql_candidate=any(store.tier in group.duties for store, _ in stores),
        postgresql_dcs=group.facts.running("etcd"),
    )


def fencing(group: Group) -> Fencing | None:
    """Return who watches the leader of PostgreSQL; nobody, where no majority could agree."""
    facts, environment = group.facts, group.environment
    led = (store for store, _ in environment.stores.values() if store.engine == "postgresql")
    tier = next((store.tier for store in led if store.tier not in environment.managed), None)
    observes, watches = tier in group.duties, "runner" in group.services
    if tier is None or not (observes or watches) or not is_reached(environment, FENCING):
        return None
    members = facts.members(tier)
    if len(members) < FEWEST:
        return None
    return Fencing(
        fencing_cluster=f"{environment.name}-{tier}",
        fencing_members=members,
        fencing_ports=facts.ports("postgresql", "etcd"),
        fencing_timers=facts.timers.get("fencing", {}),
        fencing_observes=observes,
        fencing_watches=watches,
    )


def pgbouncer(group: Group) -> Pgbouncer:
    """Return the databases of the cluster beside a pool; who owns one asks for its own session."""
    stores = _stores(group, "postgresql")
    pooled = {"read", "write"}
    return Pgbouncer(
        pgbouncer_databases=list(stores),
        pgbouncer_accounts={n: a for n, a in _accounts(group, stores) if pooled & set(a["may"])},
        pgbouncer_server=group.facts.ports("postgresql"),
    )


def redis(group: Group) -> Redis | None:
    """Return a cluster of Redis; a majority of its watchers moves the lead."""
    found = _cluster(group, "redis")
    sentinels = group.facts.running("sentinel")
    watchers = len(sentinels["members"])
    majority = watchers // 2 + 1 if watchers else 0
    return found and Redis(redis_cluster=found, redis_sentinels=sentinels, redis_quorum=majority)


def mariadb(group: Group) -> Mariadb | None:
    """Return a cluster of MariaDB or MySQL."""
    found = _cluster(group, "mysql")
    return found and Mariadb(mariadb_cluster=found)


def rabbitmq(group: Group) -> Rabbitmq | None:
    """Return a cluster of RabbitMQ."""
    found = _cluster(group, "rabbitmq")
    return found and Rabbitmq(rabbitmq_cluster=found)


def opensearch(group: Group) -> Opensearch | None:
    """Return a cluster of OpenSearch."""
    found = _cluster(group, "opensearch")
    return found and Opensearch(opensearch_cluster=found)


def _cluster(group: Group, engine: Engine) -> Cluster | None:
    """Return the cluster of an engine that a group belongs to; nothing, where it has no store."""
    stores = _stores(group, engine)
    if not stores:
        return None
    store, copies = next(iter(stores.values()))
    members = group.facts.members
    return Cluster(
        name=f"{group.environment.name}-{store.tier}",
        stores=list(stores),
        members=members(store.tier),
        readers=members(store.readers) if store.readers else [],
        masters=members(store.masters) if store.masters else [],
        peers=members(PEER + store.tier),
        inside=copies.inside,
        between=copies.between,
        accounts=dict(_accounts(group, stores)),
    )


def _stores(group: Group, engine: Engine) -> Mapping[str, tuple[Store, StoreSize]]:
    """Return the stores of a group; one that no store names joins those of its site."""
    every = {n: each for n, each in group.environment.stores.items() if each[0].engine == engine}
    duties = set(group.duties)
    named = {n: each for n, each in every.items() if not duties.isdisjoint(each[0].tiers)}
    return named or every


def _accounts(
    group: Group, stores: Mapping[str, tuple[Store, StoreSize]]
) -> Iterator[tuple[str, Account]]:
    for name, account in group.environment.platform.database_accounts.items():
        if account.store in stores:
            words = (*account.used_by, *_followers(group, account))
            found = (each for word in words for each in group.facts.addresses.get(word, []))
            networks = list(dict.fromkeys(found))
            yield name, Account(store=account.store, may=list(account.may), networks=networks)


def _followers(group: Group, account: DatabaseAccount) -> Iterator[str]:
    """Yield the other site's tiers that follow with an account: the flows let them in."""
    if "replicate" in account.may:
        flows = group.facts.flows
        into = {flow.source.name for flow in flows if flow.destination.name in group.duties}
        yield from (PEER + tier for tier in account.used_by if PEER + tier in into)
