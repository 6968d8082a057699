"""What a stack says of itself once it stands, typed: for runbooks, Ansible, scripts, its peer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_origin

import pulumi

from topology.strict import Strict


class Outputs(Strict):
    """Every output of a stack; `tandem cloud outputs ENV` shows them."""

    region: str
    """Where it stands."""
    stores: dict[str, str | None]
    """The address of each store, by its tier, as far as AWS tells; its ports are the model's."""
    entries: dict[str, str]
    """The name that AWS gave each balancer, by its tier."""
    buckets: dict[str, str]
    """Each bucket and file system, by what it holds."""
    hosts: dict[str, str]
    """The identifier that AWS gave each host, by its name."""
    clusters: dict[str, str]
    """The name of each Kubernetes, by its tier."""
    alerts: str
    """The topic that alarms tell; whoever is to hear them subscribes to it."""
    joined: dict[str, str]
    """The datastore that the caches of a pair share, by its tier, at the site that leads it."""
    reached: dict[str, str]
    """The network and its route tables, for the link of a pair."""
    zone: str | None = None
    """The zone of the platform's name."""
    front: str | None = None
    """The listener of the one address that both sites of a pair have."""


@dataclass
class Telling:
    """Takes what parts have to say, until all of it is told at once."""

    found: dict[str, Any] = field(default_factory=dict)

    def say(self, name: str, value: pulumi.Input[Any]) -> None:
        """Note an output."""
        self.found[name] = value

    def add(self, name: str, of: str, value: pulumi.Input[str]) -> None:
        """Note one of several."""
        self.found.setdefault(name, {})[of] = value

    def tell(self) -> None:
        """Give everything to the engine; what there is none of is said to be none."""
        known = Outputs.model_fields
        empty: dict[str, Any] = {
            name: {} for name, it in known.items() if get_origin(it.annotation) is dict
        }
        unknown = self.found.keys() - known.keys()
        if unknown:
            raise ValueError(f"stacks/outputs.py has no output {', '.join(sorted(unknown))}")
        given: dict[str, Any] = {**empty, **self.found}
        for name, value in given.items():
            pulumi.export(name, value)


def parsed(found: dict[str, Any]) -> Outputs:
    """Return what a stack said, as its types are; a stack that was never built says nothing."""
    return Outputs.model_validate(found)
