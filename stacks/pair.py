"""What one site of a pair knows of the other: what the other's stack says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pulumi

from components.network import NetworkArgs
from components.site import Site
from topology.environment import Environment

PROJECT = "organization/tandem"


class Pair:
    """The pair, seen from one of its sites: the home is built first, its peer second."""

    def __init__(self, environment: Environment, site: Site) -> None:
        self._environment = environment
        self._site = site

    @property
    def joins(self) -> bool:
        """Whether this site is the second, which joins the first."""
        return self._site.peer is not None and not self._environment.home

    @cached_property
    def _other(self) -> pulumi.StackReference:
        return pulumi.StackReference(f"{PROJECT}/{self._site.peer}")

    def reached(self) -> Mapping[str, pulumi.Input[str]]:
        """Return the other's VPC and route tables."""
        peer = self._environment.peer
        found = self._other.require_output("reached")
        names = ["vpc", *NetworkArgs.of(peer).tables] if peer else []
        return {name: found.apply(_member(name)) for name in names}

    def joined(self, cache: str) -> pulumi.Input[str]:
        """Return the datastore that the other's cache leads."""
        return self._other.require_output("joined").apply(_member(cache))

    @property
    def zone(self) -> pulumi.Input[str] | None:
        """Return the zone of the names that both have, at the site that does not make it."""
        return self._other.require_output("zone") if self.joins else None

    @property
    def front(self) -> pulumi.Input[str] | None:
        """Return the listener of the one address that both have, at the site that joins it."""
        return self._other.require_output("front") if self.joins else None

    @property
    def there(self) -> Mapping[str, str]:
        """Where the other is."""
        peer = self._environment.peer
        return {"region": peer.facts.region, "cidr": str(peer.facts.network)} if peer else {}


def _member(name: str) -> Any:  # noqa: ANN401 - the function takes any output
    return lambda found: found[name]
