"""The entry, what stands behind it, Kubernetes nodes, and hosts that nothing can stand in for."""

from __future__ import annotations

from collections.abc import Iterator

from topology.outages.scene import Outage, Scene
from topology.sizing import TierPlan


def hosts(scene: Scene) -> Iterator[Outage]:
    """Yield what the loss of a host of any tier of the platform means."""
    environment = scene.environment
    planned = [each for each in environment.host_tiers if each.name in environment.platform.tiers]
    if environment.is_packed:
        yield _alone(scene, "The one server restarts")
    else:
        alone = [each.name for each in planned if each.count == 1 and each.redundancy != "single"]
        if alone:
            yield _alone(scene, f"A host without a spare restarts ({', '.join(alone)})")
    shared = [each for each in planned if each.count > 1]
    yield from _entries(scene, shared)
    balanced = [each.name for each in shared if _is_balanced(scene, each)]
    if balanced:
        yield _behind(scene, balanced)
    nodes = [each.name for each in shared if "k3s" in each.services]
    if nodes and "k3s.node-monitor-grace-period" in scene.timers:
        yield _node(scene, nodes)


def _alone(scene: Scene, event: str) -> Outage:
    terms = (
        scene.work("boot", "firmware, kernel, network"),
        scene.work("services_start", "in their order; databases recover"),
        *scene.reconnect(),
    )
    why = "Nothing can take over. A broken machine is restored elsewhere, which takes longer."
    return scene.host(event, terms, why)


def _entries(scene: Scene, tiers: list[TierPlan]) -> Iterator[Outage]:
    balancers = [each.name for each in tiers if "keepalived" in each.services]
    if not balancers:
        return
    names = " or ".join(balancers)
    moved = scene.timer(
        "keepalived.advert_int", "three adverts are missed, and at most one for the order", times=4
    )
    why = "The spare takes the virtual address, with health and certificates of its own."
    terms = (moved, *scene.reconnect())
    yield scene.host(f"The virtual address's holder goes off ({names})", terms, why)
    started = scene.work("balancer_start", "its services start")
    terms = (started, moved, *scene.reconnect())
    why = "Counted from the return of the first."
    yield scene.host(f"Both balancers go off, one returns ({names})", terms, why)


def _is_balanced(scene: Scene, planned: TierPlan) -> bool:
    """Return whether a balancer of ours, or of the cloud's, passes requests to a tier's members."""
    tiers = scene.environment.tiers
    return "k3s" not in planned.services and any(
        rule.to == planned.name != rule.from_ in tiers and "haproxy" in tiers[rule.from_].services
        for rule in scene.environment.flow_rules
    )


def _behind(scene: Scene, tiers: list[str]) -> Outage:
    names = " or ".join(tiers)
    retry = scene.timer("client.retry_pause", "the client's next attempt")
    if "haproxy.inter" in scene.timers:
        checked = scene.timer("haproxy.inter", "a good check, then three failed ones", times=4)
    else:
        checked = scene.timer("alb.health-interval", "a good check, then two failed ones", times=3)
    why = "The balancer ends its connections and uses the others."
    return scene.host(f"A host behind the entry goes off ({names})", (checked, retry), why)


def _node(scene: Scene, tiers: list[str]) -> Outage:
    terms = (
        scene.timer("k3s.node-monitor-grace-period", "the node had just said that it is well"),
        scene.work("node_watch", "Kubernetes looks for nodes that are out of grace"),
        scene.work("endpoints", "its pods are taken out of every service"),
        scene.timer("client.retry_pause", "the client's next attempt"),
    )
    why = "Until then some requests still go to its pods; others are answered."
    return scene.host(f"A Kubernetes node goes off ({' or '.join(tiers)})", terms, why)
