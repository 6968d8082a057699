"""Caches, queues, indices and shared files on our hosts."""

from __future__ import annotations

from collections.abc import Iterator

from topology.outages.scene import Outage, Scene, Terms, longer
from topology.stores import Inside


def redis(scene: Scene, inside: Inside) -> Iterator[Outage]:
    """Yield what can happen to Redis."""
    terms: Terms
    if inside == "cluster":
        terms = (
            scene.timer(
                "redis.cluster-node-timeout",
                "half for the next ping, one until it is missed, half until most have heard",
                times=2,
            ),
            scene.work("shard_election", "its copy is elected"),
            scene.timer("client.retry_pause", "the client's next attempt"),
        )
        why = "The shard's copy takes over; other shards go on."
        yield scene.host("A Redis shard's master goes off", terms, why)
    else:
        terms = (
            scene.timer("sentinel.down-after-milliseconds", "each watcher waits for its answer"),
            scene.work("sentinel_election", "they agree, and one of them promotes"),
            *scene.entry(),
        )
        yield scene.host("The Redis master's host goes off", terms, "A replica is promoted.")


def rabbitmq(scene: Scene) -> Iterator[Outage]:
    """Yield what can happen to RabbitMQ."""
    connections = (scene.timer("rabbitmq.heartbeat", "clients miss two of its frames"),)
    queues = (scene.work("queue_election", "queues that it led elect another"),)
    terms = (*longer(connections, queues), *scene.reconnect())
    why = "Its queues go on elsewhere; clients connect to another node meanwhile."
    yield scene.host("A RabbitMQ node goes off", terms, why)


def opensearch(scene: Scene) -> Iterator[Outage]:
    """Yield what can happen to OpenSearch."""
    asked = "opensearch.follower_check.interval"
    terms = (
        scene.timer(asked, "a good check, then three after as many pauses", times=4),
        scene.timer("opensearch.follower_check.timeout", "all three stay unanswered", times=3),
        scene.work("search_election", "copies of its shards take over, or another master"),
        scene.timer("client.retry_pause", "the client's next attempt"),
    )
    why = "Writes to its shards wait for their copies to take over."
    yield scene.host("A search node goes off", terms, why)


def files(scene: Scene) -> Iterator[Outage]:
    """Yield what can happen to shared files."""
    terms = (scene.timer("glusterfs.network.ping-timeout", "open files wait for the lost copy"),)
    why = "Reads and writes of shared files stop, then go on with the other copies."
    yield scene.host("A file server goes off", terms, why)
    silent = scene.timer(
        "glusterfs.network.ping-timeout",
        "it had just answered: the next question comes a timeout later, and waits for another",
        times=2,
    )
    why = "Its kernel still takes what is sent, so only unanswered questions tell."
    yield scene.host("A file server falls silent", (silent,), why)
