"""Losing or moving a whole site."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from topology.outages.scene import Outage, Scene, Terms, longer
from topology.stores import Store, StoreSize

MOVED = "The lead moves to the other site, as planned"
DECIDED = "A site is lost, a person decides"
VOTED = "A site is lost, the voters decide"
"""What can happen to a pair, as reports of its runs find it again."""


def sites(scene: Scene) -> Iterator[Outage]:
    """Yield what can happen to a pair of sites; nothing, where there is only one."""
    if scene.environment.peer is None:
        return
    yield _voter(scene)
    yield _planned(scene)
    opened = _opened(scene)
    why = "Counted from the decision, by when the lost site's lease has run out."
    yield scene.site(DECIDED, opened, why)
    why = "Two voters agree that the lease ran out and stayed out, where the pair allows it."
    yield scene.site(VOTED, (*_run_out(scene), *opened), why)


def _voter(scene: Scene) -> Outage:
    known = scene.timers
    needed = (
        known["lease.renew"].seconds
        + 2 * known["lease.election-timeout"].seconds
        + known["client.connect_timeout"].seconds
    )
    deadline = known["lease.deadline"].seconds
    why = f"The other two renew within {needed:g} s; the holder closes itself after {deadline:g} s."
    return scene.site("One of the three voters is lost", (), why)


def _planned(scene: Scene) -> Outage:
    terms = (
        scene.work("closing", "the old site's entries shut, connections end"),
        *_slowest(scene, _closed),
        scene.work("lease_move", "the lease gets its new holder"),
        *_slowest(scene, _promoted),
        scene.work("opening", "the new site's entries open"),
        *_found(scene),
    )
    why = "The old entry forwards until resolvers have the new address."
    return scene.site(MOVED, terms, why)


def _run_out(scene: Scene) -> Terms:
    return (
        scene.timer("lease.ttl", "the lease had just been renewed"),
        scene.timer(
            "lease.election-timeout",
            "the lost voter led: another within two, which lets the lease live one longer",
            times=3,
        ),
        scene.work("key_expiry", "the voters look for leases whose life is over"),
        scene.timer("lease.hold", "it stays out"),
    )


def _opened(scene: Scene) -> Terms:
    name = (
        scene.work("name_update", "the entry's name gets the new address"),
        scene.timer("dns.ttl", "a resolver had just asked for the old one"),
    )
    opened = (*_slowest(scene, _promoted), scene.work("opening", "the entries open"))
    # Names are changed last: nobody is sent to a site that is not open.
    lease = scene.work("lease_move", "the lease gets its new holder")
    return (lease, *opened, *name, *_found(scene))


def _found(scene: Scene) -> Terms:
    if "data-proxy.inter" in scene.timers:
        proxy = scene.timer("data-proxy.inter", "the proxies' next check finds the leader")
        return (proxy, *scene.reconnect())
    return scene.reconnect()


def _slowest(scene: Scene, part: Callable[[Scene, Store, StoreSize], Terms]) -> Terms:
    """Return the part of the store that takes longest; they all go side by side."""
    slowest: Terms = ()
    for store, size in scene.environment.stores.values():
        slowest = longer(slowest, part(scene, store, size))
    return slowest


def _closed(scene: Scene, store: Store, _size: StoreSize) -> Terms:
    if store.engine == "postgresql" and store.tier not in scene.environment.managed:
        return (
            scene.timer("postgresql.loop_wait", "Patroni reads that it is to follow"),
            scene.work("shutdown_checkpoint", "the leader shuts down cleanly"),
            scene.work("replay", "the follower has replayed its shutdown checkpoint"),
        )
    if store.engine in ("postgresql", "mysql"):
        return (scene.work("last_writes", "the follower has applied the last of them"),)
    return ()


def _promoted(scene: Scene, store: Store, size: StoreSize) -> Terms:
    if store.tier in scene.environment.managed:
        return _promoted_by_cloud(scene, store, size)
    if store.engine == "postgresql":
        return (
            scene.timer("postgresql.loop_wait", "Patroni reads that it may lead"),
            scene.work("promotion", "the follower's leader becomes the leader"),
        )
    if store.engine == "mysql":
        return (
            scene.work("pacemaker_step", "Pacemaker moves the virtual address"),
            scene.work("mysql_promotion", "the copy becomes the leader"),
        )
    if store.engine == "redis" and size.between == "asynchronous":
        return (scene.work("redis_promotion", "the copy becomes the master"),)
    return ()  # queues are forwarded, caches filled again, indices restored: writes do not wait


def _promoted_by_cloud(scene: Scene, store: Store, size: StoreSize) -> Terms:
    if store.engine in ("postgresql", "mysql"):
        return (scene.work("rds_promotion", "RDS promotes the read replica"),)
    if store.engine == "redis" and size.between == "asynchronous":
        return (scene.work("cache_promotion", "ElastiCache promotes the copy"),)
    return ()
