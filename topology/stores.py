"""Where data lives: stores, shared files, backups, retention, database accounts."""

from __future__ import annotations

from typing import Annotated, Literal

from topology.strict import Name, Sentence, Strict, worded
from topology.units import Seconds
from topology.words import Size

Engine = Literal["postgresql", "mysql", "redis", "rabbitmq", "opensearch"]

Inside = Literal[
    "none",  # one copy
    "asynchronous",  # copies that may lag
    "semi-synchronous",  # MySQL: a commit waits until a copy has received it
    "quorum-synchronous",  # PostgreSQL: a commit waits for enough of the candidates
    "sentinel",  # Redis: one master, copies, watchers that promote
    "cluster",  # sharded, each shard copied
    "quorum-queues",  # RabbitMQ: a message is kept by a majority
    "replicas",  # OpenSearch: each shard has copies on other nodes
]

Between = Literal[
    "none",  # nothing at the other site
    "standby-cluster",  # PostgreSQL: a whole cluster follows
    "asynchronous",  # MySQL, Redis: copies follow
    "federation",  # RabbitMQ: queues are forwarded
    "snapshots",  # OpenSearch: restored from a repository at the other site
    "rebuilt",  # filled again from what it caches
]


class StoreSize(Strict):
    """How a store is copied at one size."""

    inside: Inside
    """Between the members of a site."""
    between: Between
    """From the leading site to the following one."""


class Store(Strict):
    """One database, cache, queue or index."""

    engine: Engine
    """What it is."""
    tier: Name
    """The tier whose members may lead."""
    readers: Name | None = None
    """The tier whose members only serve reads."""
    masters: Name | None = None
    """The tier that only decides, for search."""
    holds: Sentence
    """What is in it."""
    sizes: dict[Size, StoreSize]
    """How it is copied at each size; a size that is not named does not have the store."""

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers that it is spread over, the one that may lead first."""
        return tuple(tier for tier in (self.tier, self.readers, self.masters) if tier)


class SharedFiles(Strict):
    """A directory that several hosts share inside a site."""

    tier: Name
    """The hosts that keep it."""
    mount: Annotated[str, worded(r"^/[a-z0-9/_.-]+$", "a path such as /srv/shop/uploads", 200)]
    """Where it is mounted."""
    mounted_by: tuple[Name, ...]
    """The tiers that mount it."""
    filesystem: Literal["xfs", "ext4"]
    """The filesystem below it."""
    options: tuple[str, ...]
    """Mount options."""
    holds: Sentence
    """What is in it."""
    between: Literal["none", "mirrored"]
    """How it reaches the other site."""
    retention: Name | None = None
    """The retention that all of it is under; a locked one is locked by the bucket it is in."""


class Retention(Strict):
    """How long something is kept, and who asks for it."""

    keep: Seconds
    """How long."""
    law: str | None = None
    """The law that asks, by its name in ``platforms/shared/common.yml``."""
    locked: bool = False
    """Whether nobody can delete it before its time."""
    why: Sentence
    """The reason."""


class Keep(Strict):
    """How long the backups of each rhythm are kept."""

    daily: Seconds
    """The daily ones."""
    weekly: Seconds
    """The weekly ones."""
    monthly: Seconds
    """The monthly ones."""


class BackupPolicy(Strict):
    """How one thing is backed up."""

    method: Literal["pgbackrest", "mariadb-backup", "restic", "snapshot", "export"]
    """With what."""
    full: str
    """When all of it is copied, as a systemd calendar expression."""
    differential: str | None = None
    """When all changes since the last full copy are copied."""
    incremental: str | None = None
    """When the changes since the last copy of any kind are copied."""
    continuous: bool = False
    """Whether every change is archived at once, so that any second can be restored."""
    keep: Keep
    """How long."""
    offsite: str
    """When it leaves the site."""
    encrypted: Literal["aes-256"] = "aes-256"
    """How it is encrypted at rest; in transit it always goes over TLS."""
    restore_test: str
    """When a restore is rehearsed and its content checked."""


class DatabaseAccount(Strict):
    """One account in a store; no account both defines tables and serves requests."""

    store: Name
    """Where."""
    may: tuple[Literal["own", "read", "write", "replicate", "monitor", "backup"], ...]
    """What it may do."""
    used_by: tuple[Name, ...]
    """Tiers whose hosts may log in with it."""
    what: Sentence
    """What it is for."""
