"""Services that the cloud runs: they fail over as fast as it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.environment import ManagedService
from topology.outages.scene import Outage, Scene, Terms
from topology.tiers import ManagedKind

_FAILOVERS: Mapping[ManagedKind, tuple[str, str, str]] = {
    "rds-postgresql": ("PostgreSQL", "rds_failover", "RDS promotes its standby."),
    "rds-mysql": ("MySQL", "rds_failover", "RDS promotes its standby."),
    "elasticache-redis": ("Redis", "cache_failover", "ElastiCache promotes a copy."),
    "amazon-mq": ("RabbitMQ", "queue_failover", "Its queues go on elsewhere."),
    "opensearch": ("Search", "search_failover", "Copies of its shards take over."),
}
"""By the kind of service: its name, the figure, and what happens."""


def stores(scene: Scene) -> Iterator[Outage]:
    """Yield what the loss of a node of each store means."""
    environment = scene.environment
    for store, _ in environment.stores.values():
        service = environment.managed.get(store.tier)
        if service and service.kind in _FAILOVERS:
            yield _node_off(scene, service)


def others(scene: Scene) -> Iterator[Outage]:
    """Yield what the loss of a node of the entry, or of Kubernetes, means."""
    kinds = {service.kind for service in scene.environment.managed.values()}
    if "eks" in kinds:
        terms: Terms = (
            scene.work("kube_node", "EKS takes its pods out of every service"),
            scene.timer("client.retry_pause", "the client's next attempt"),
        )
        why = "Until then some requests still go to its pods; others are answered."
        yield scene.host("A Kubernetes node goes off", terms, why)
    if kinds & {"alb", "nlb"}:
        terms = (
            scene.work("balancer_name", "clients still have its address"),
            *scene.reconnect(),
        )
        why = "AWS takes its address out of the balancer's name."
        yield scene.host("A balancer's zone is lost", terms, why)


def _node_off(scene: Scene, service: ManagedService) -> Outage:
    name, figure, why = _FAILOVERS[service.kind]
    if service.nodes == 1:
        terms = (scene.work("managed_restart", "AWS starts it again"), *scene.reconnect())
        return scene.host(f"{name}'s only node goes off", terms, "Nothing can take over.")
    found = scene.reconnect()
    if figure == "rds_failover":
        found = (scene.work("rds_name", "its name leads to the other"), *found)
    terms = (scene.work(figure, "as AWS says"), *found)
    return scene.host(f"{name}'s leading node goes off", terms, why)
