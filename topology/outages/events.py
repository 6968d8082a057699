"""Every failure that can happen in an environment: by its stores, tiers, form and peer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.environment import Environment
from topology.formulas import Timer
from topology.outages import databases, hosts, managed, sites, stores
from topology.outages.scene import Outage, Scene
from topology.timers import timers


def outages(environment: Environment) -> tuple[Outage, ...]:
    """Return the predicted outage of every failure that can happen in an environment."""
    return predict(environment, timers(environment))


def predict(environment: Environment, known: Mapping[str, Timer]) -> tuple[Outage, ...]:
    """Return the same as it would be with other timers."""
    scene = Scene(environment, known)
    groups = (_stores, _files, managed.stores, hosts.hosts, managed.others, sites.sites)
    return tuple(outage for group in groups for outage in group(scene))


def _stores(scene: Scene) -> Iterator[Outage]:
    environment = scene.environment
    for store, size in environment.stores.values():
        members = environment.tiers[store.tier].count
        if store.tier in environment.managed:
            continue
        if store.engine == "postgresql":
            yield from databases.postgresql(scene, members, size.inside)
        elif store.engine == "mysql":
            yield from databases.mysql(scene, members, size.inside)
        elif members == 1 or size.inside == "none":
            continue  # its host's restart is an event of its own
        elif store.engine == "redis":
            yield from stores.redis(scene, size.inside)
        elif store.engine == "rabbitmq":
            yield from stores.rabbitmq(scene)
        else:
            yield from stores.opensearch(scene)


def _files(scene: Scene) -> Iterator[Outage]:
    environment = scene.environment
    tiers = {files.tier for files in environment.platform.files.values()}
    if any(each.name in tiers and each.count > 1 for each in environment.host_tiers):
        yield from stores.files(scene)
