"""Whom a host talks to, and the groups of hosts that are told the same.

Every list is derived once for an environment and shared by all variables that hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

from topology.catalogue import Port
from topology.environment import Environment
from topology.flows import CLIENTS, PEER, WITNESS, Flow, flows
from topology.hosts import Host
from topology.timers import timers

PortNumber = int | str
"""A number, or a range as nftables writes it: ``49152-49251``."""


class Member(TypedDict):
    """One host, by name and address."""

    name: str
    address: str


class Party(TypedDict):
    """Hosts to talk to, and the ports on which they answer, by the ports' names."""

    members: list[Member]
    ports: dict[str, PortNumber]


@dataclass(frozen=True, eq=False)
class Roster:
    """The hosts of one environment, by tier and by service."""

    environment: Environment

    @cached_property
    def _all(self) -> tuple[tuple[Host, Member], ...]:
        return tuple(
            (host, Member(name=host.name, address=str(host.address)))
            for host in self.environment.hosts
        )

    @cached_property
    def by_tier(self) -> Mapping[str, list[Member]]:
        """Members by the tier whose duty they do."""
        return _grouped((duty, member) for host, member in self._all for duty in host.duties)

    @cached_property
    def by_service(self) -> Mapping[str, list[Member]]:
        """Members by what runs on them."""
        return _grouped((name, member) for host, member in self._all for name in host.services)

    @property
    def everyone(self) -> Iterator[Member]:
        """Every member."""
        return (member for _, member in self._all)


@dataclass(frozen=True, eq=False)
class Facts:
    """An environment, its peer and the witness, as roles ask about them."""

    environment: Environment

    @cached_property
    def here(self) -> Roster:
        """The hosts of this site."""
        return Roster(self.environment)

    @cached_property
    def there(self) -> Roster | None:
        """The hosts of the other site of the pair."""
        return Roster(self.environment.peer) if self.environment.peer else None

    @cached_property
    def witness(self) -> list[Member]:
        """The third voter, where there is one."""
        address = self.environment.witness_address
        return [Member(name=WITNESS, address=str(address))] if address else []

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The firewall table."""
        return flows(self.environment)

    @cached_property
    def addresses(self) -> Mapping[str, list[str]]:
        """The addresses of both ends of all flows, by their words."""
        ends = (end for flow in self.flows for end in (flow.source, flow.destination))
        unique = {end.name: end for end in ends}
        return {name: list(end.addresses) for name, end in unique.items()}

    @cached_property
    def timers(self) -> Mapping[str, dict[str, float]]:
        """Every timer in seconds, by service and name."""
        found: dict[str, dict[str, float]] = {}
        for timer in timers(self.environment).values():
            found.setdefault(timer.service, {})[timer.name] = timer.seconds
        return found

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The tiers that clients reach."""
        reached = {flow.destination.name for flow in self.flows if flow.source.name == CLIENTS}
        return tuple(sorted(reached))

    def members(self, word: str) -> list[Member]:
        """Return the hosts behind a word of a flow; none, where it means no hosts of ours."""
        if word == WITNESS:
            return self.witness
        if word.startswith(PEER):
            return self.there.by_tier.get(word.removeprefix(PEER), []) if self.there else []
        return self.here.by_tier.get(word, [])

    def ports(self, *services: str) -> dict[str, PortNumber]:
        """Return all ports of some services, by name; what is no service of ours has none."""
        known = self.environment.services
        return {
            name: number(port)
            for service in services
            if service in known
            for name, port in known[service].ports.items()
            if port.protocol != "vrrp"
        }

    def running(self, service: str) -> Party:
        """Return who runs a service at this site."""
        return Party(
            members=self.here.by_service.get(service, []),
            ports=self.ports(service),
        )

    def running_anywhere(self, service: str) -> Party:
        """Return who runs a service at this site, at the other one and at the witness."""
        there = self.there.by_service.get(service, []) if self.there else []
        party = self.running(service)
        return Party(members=[*party["members"], *there, *self.witness], ports=party["ports"])


@dataclass(frozen=True, eq=False)
class Group:
    """Hosts that are told the same: a tier, or the one server that carries several."""

    facts: Facts
    name: str
    hosts: tuple[Host, ...]

    @property
    def environment(self) -> Environment:
        """Where they are."""
        return self.facts.environment

    @property
    def duties(self) -> tuple[str, ...]:
        """The tiers whose duty they do."""
        return self.hosts[0].duties

    @property
    def services(self) -> tuple[str, ...]:
        """What runs on each of them."""
        return self.hosts[0].services

    def duties_with(self, service: str) -> tuple[str, ...]:
        """Return those of its duties that a service belongs to."""
        tiers = self.environment.tiers
        return tuple(duty for duty in self.duties if service in tiers[duty].services)

    def opened_by(self, duties: Iterable[str]) -> Iterator[Flow]:
        """Yield the flows that some of its duties open."""
        chosen = set(duties)
        return (flow for flow in self.facts.flows if flow.source.name in chosen)


def number(port: Port) -> PortNumber:
    """Return a port as configuration files want it."""
    return port.first if port.first == port.last else f"{port.first}-{port.last}"


def witness_name(environment: Environment) -> str:
    """Return the name of the third voter's host."""
    return f"{environment.platform.platform}-{WITNESS}-1"


def word(name: str) -> str:
    """Return a name of the model as Ansible and nftables can spell it."""
    return name.replace("-", "_").replace(".", "_")


def _grouped(pairs: Iterable[tuple[str, Member]]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for key, member in pairs:
        found.setdefault(key, []).append(member)
    return found
