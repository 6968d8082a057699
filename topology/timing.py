"""The values that every timer follows from: ``platforms/shared/timers.yml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from topology.strict import Name, Sentence, Strict
from topology.units import Seconds

Basis = Literal["measured", "documented", "assumed"]
"""Whether we saw it, its maker says it, or we only think so."""


class Profile(Strict):
    """One choice between noticing early and being sure; every timer follows from it."""

    what: Sentence
    """For whom it is."""
    check: Seconds
    """How often one asks another whether it is well; given up after four times this."""
    pause: Seconds
    """How long a healthy member may fall silent: a starved processor, garbage, a moved machine."""
    loop: Seconds
    """How often Patroni looks at its database."""
    connect: Seconds
    """How long anyone waits for a connection before trying again."""
    lease: Seconds
    """How long a site leads after its last renewal, as the voters count."""
    names: Seconds
    """How long a resolver keeps the entry's address."""


class Figure(Strict):
    """A time that is no timer of ours, and how we know it."""

    value: Seconds
    """How long."""
    basis: Basis
    """How we know."""
    where: Sentence
    """Where it was measured or is documented, or what is assumed."""


class Fixed(Strict):
    """What no profile changes."""

    patroni_ttl: Figure
    """The shortest life of a leader's key."""
    patroni_retry: Figure
    """The shortest time for which Patroni tries again."""
    etcd_election: Figure
    """The longest election timeout."""
    sentinel_ping: Figure
    """How often Sentinel asks."""
    net_tick: Figure
    """When Erlang gives a silent node up."""
    amqp_heartbeat: Figure
    """The shortest heartbeat of a connection to RabbitMQ."""
    stonith: Figure
    """How long Pacemaker waits for a fencing device."""
    script_interval: Figure
    """How often keepalived runs a check, at most."""
    balancer_check: Figure
    """How often AWS's balancer asks, at most."""
    key_expiry: Figure
    """How late etcd may be in deleting a key."""
    dead_member: Figure
    """How long a candidate waits for the lost leader's answer."""
    promotion: Figure
    """A replica becomes the leader."""
    switchover: Figure
    """The leader hands over to a replica."""
    replica_lost: Figure
    """A replica is gone."""
    postgresql_start: Figure
    """PostgreSQL recovers from a crash."""
    power_off: Figure
    """A fencing device confirms that a host is off."""
    power_off_cloud: Figure
    """The same in the cloud."""
    pacemaker_step: Figure
    """Pacemaker acts on what it knows."""
    mysql_promotion: Figure
    """A copy becomes the leader."""
    sentinel_election: Figure
    """The watchers agree, and one of them promotes a replica."""
    shard_election: Figure
    """The copy of a shard is elected."""
    queue_election: Figure
    """Quorum queues elect leaders again."""
    search_election: Figure
    """A master is elected, and copies of shards take over."""
    node_watch: Figure
    """How often Kubernetes looks for nodes that are out of grace."""
    endpoints: Figure
    """Pods of a lost node are no longer chosen."""
    balancer_start: Figure
    """A balancer starts."""
    boot: Figure
    """A server starts."""
    services_start: Figure
    """Its services start."""
    closing: Figure
    """A site closes itself."""
    shutdown_checkpoint: Figure
    """A leader is shut down cleanly."""
    replay: Figure
    """The follower replays the leader's last record."""
    last_writes: Figure
    """Where a database goes on running, its follower applies the last writes."""
    lease_move: Figure
    """The site lease gets another holder."""
    redis_promotion: Figure
    """The following site's copy becomes the master."""
    opening: Figure
    """A site opens itself."""
    name_update: Figure
    """The entry's name gets another address."""
    rds_failover: Figure
    """RDS fails over inside its region."""
    rds_name: Figure
    """Clients see that."""
    rds_promotion: Figure
    """RDS promotes a read replica in another region."""
    cache_failover: Figure
    """ElastiCache fails over inside its region."""
    cache_promotion: Figure
    """ElastiCache promotes a copy in another region."""
    queue_failover: Figure
    """Amazon MQ fails over inside its region."""
    search_failover: Figure
    """OpenSearch Service fails over inside its region."""
    managed_restart: Figure
    """A service without a copy is started again."""
    kube_node: Figure
    """EKS takes a lost node out of service."""
    balancer_name: Figure
    """Clients no longer see a lost balancer node."""


class Timing(Strict):
    """``platforms/shared/timers.yml``."""

    profiles: Annotated[dict[Name, Profile], Field(min_length=1)]
    """The choices."""
    fixed: Fixed
    """What no choice changes."""
