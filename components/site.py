"""What every component knows of its environment, and how it names and tags what it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from topology.catalogue import Runs
from topology.environment import Environment, ManagedService
from topology.environment_file import FAULT_DOMAINS
from topology.tuning import tuning_for_managed


@dataclass(frozen=True)
class Site:
    """Where things are made, and whose they are."""

    name: str
    """Stands before every name."""
    region: str
    fault_domains: tuple[str, ...]
    """Letters of the availability zones."""
    tags: Mapping[str, str]
    """On everything: who pays, who owns, where it comes from."""
    lasting: bool
    """Whether it is one of a pair: what is deleted can be had back for longer."""
    guarded: bool = False
    """Whether it cannot be deleted: a lasting one, until its file says otherwise."""
    peer: str | None = None
    """What stands before every name at the other site of its pair, where that is in AWS too."""
    away: str | None = None
    """The region of that site."""

    @classmethod
    def of(cls, environment: Environment) -> Site:
        """Return the site of an environment."""
        peer = environment.peer
        there = peer if peer and peer.target == environment.target else None
        return cls(
            name=environment.name,
            region=environment.facts.region,
            fault_domains=FAULT_DOMAINS[: environment.facts.fault_domains],
            tags={
                "tandem:environment": environment.name,
                "tandem:platform": environment.platform.platform,
                "tandem:place": environment.place,
                "tandem:cost": f"{environment.platform.platform}/{environment.place}",
                "tandem:owner": environment.platform.platform,
            },
            lasting=environment.facts.peer is not None,
            guarded=environment.facts.peer is not None and environment.facts.guarded,
            peer=there.name if there else None,
            away=there.facts.region if there else None,
        )

    def zone(self, index: int) -> str:
        """Return an availability zone by its number."""
        return f"{self.region}{self.fault_domains[index]}"


@dataclass(frozen=True)
class Place:
    """Where a part stands in its network, and the key that it is encrypted with."""

    subnets: Sequence[pulumi.Input[str]]
    groups: Sequence[pulumi.Input[str]]
    key: pulumi.Input[str]


def settings_of(environment: Environment, service: ManagedService) -> tuple[tuple[str, str], ...]:
    """Return what a managed store is tuned to, by name."""
    found = tuning_for_managed(environment, service)
    return tuple(sorted((each.name, str(each.value)) for each in found))


def runs(environment: Environment, service: ManagedService) -> Runs:
    """Return the software inside a service that has versions."""
    found = environment.common.cloud[service.kind].runs
    if found is None:
        raise ValueError(f"platforms/shared/common.yml says no version of cloud.{service.kind}")
    return found


class Part(pulumi.ComponentResource):
    """A component: its parts bear the environment's name and tags."""

    def __init__(self, kind: str, name: str, site: Site, options: pulumi.ResourceOptions) -> None:
        super().__init__(f"tandem:aws:{kind}", name, None, options)
        self.site = site
        self.label = name

    @property
    def own(self) -> pulumi.ResourceOptions:
        """The options of what belongs to it."""
        return pulumi.ResourceOptions(parent=self)

    def named(self, name: str) -> str:
        """Return a name as AWS sees it: one in each account and region."""
        return f"{self.site.name}-{name}"

    def tags(self, name: str) -> dict[str, str]:
        """Return the tags of one of its parts."""
        return {**self.site.tags, "Name": self.named(name)}

    def subnet_group(self, kind: Callable[..., Any], place: Place) -> Any:  # noqa: ANN401 - the SDK
        """Return the group of subnets that a managed store stands in, of its own service's kind."""
        return kind(
            self.label,
            name=self.named(self.label),
            description=f"Where {self.named(self.label)} stands",
            subnet_ids=place.subnets,
            tags=self.tags(self.label),
            opts=self.own,
        )
