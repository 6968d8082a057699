"""Environments that differ from a shipped one in a single thing, and their outages by event."""

from dataclasses import replace
from typing import Any

from tests.topology.every import FILES
from topology.environment import Environment
from topology.environment_file import Overrides
from topology.outages import Outage, outages
from topology.outages.events import predict
from topology.repository import Look
from topology.timers import timers


def by_event(environment: Environment) -> dict[str, Outage]:
    """Return the outages by their events, each of which explains itself."""
    found = outages(environment)
    assert all(outage.why.endswith(".") for outage in found)
    assert all(term.why for outage in found for term in outage.terms)
    return {outage.event: outage for outage in found}


def totals(environment: Environment) -> dict[str, float]:
    return {event: outage.total for event, outage in by_event(environment).items()}


def with_members(environment: Environment, tier: str, count: int) -> Environment:
    """Return the environment with so many members of one tier."""
    return with_overrides(environment, {"tiers": {tier: {"count": count}}})


def with_overrides(environment: Environment, overrides: dict[str, Any]) -> Environment:
    made = Overrides.model_validate(overrides)
    facts = environment.facts.model_copy(update={"overrides": made})
    return replace(environment, facts=facts, leader_facts=facts)


def with_inside(environment: Environment, inside: str) -> Environment:
    """Return the environment with its records copied in another way at medium."""
    store = environment.platform.stores["records"]
    medium = store.sizes["medium"].model_copy(update={"inside": inside})
    changed = store.model_copy(update={"sizes": {**store.sizes, "medium": medium}})
    stores = {**environment.platform.stores, "records": changed}
    return replace(environment, platform=environment.platform.model_copy(update={"stores": stores}))


def only_with_a_cache(environment: Environment) -> Environment:
    stores = {"cache": environment.platform.stores["cache"]}
    platform = environment.platform.model_copy(update={"stores": stores})
    return replace(environment, platform=platform)


def with_lengthened(environment: Environment, key: str, factor: float) -> tuple[Outage, ...]:
    """Return the outages as they would be with one timer longer."""
    known = dict(timers(environment))
    known[key] = replace(known[key], seconds=known[key].seconds * factor)
    return predict(environment, known)


def on_servers_of_aws(name: str) -> Environment:
    return FILES.load(name, Look(form="servers", target="aws"))
