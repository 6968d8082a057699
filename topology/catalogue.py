"""What all platforms share: services and their ports, outside parties, laws.

Read from ``platforms/shared/common.yml``; a platform file adds services of its own in that form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from topology.strict import Name, Sentence, Strict
from topology.tiers import ManagedKind, Tier
from topology.units import Day, Seconds, expected
from topology.words import Protocol, Target


@dataclass(frozen=True, order=True)
class Port:
    """A port or a range of ports, and its protocol; VRRP has no ports and says 0."""

    first: int
    last: int
    protocol: Protocol

    def __str__(self) -> str:
        """Write it as the files do."""
        numbers = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return self.protocol if self.protocol == "vrrp" else f"{numbers}/{self.protocol}"


_PORT = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?/(tcp|udp)")


def _port(found: object) -> Port:
    if found == "vrrp":
        return Port(0, 0, "vrrp")
    match = _PORT.fullmatch(str(found))
    if match is None:
        raise expected("a port such as '5432/tcp', '514/udp' or '8000-8003/tcp'", found)
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= 65535:
        raise expected("port numbers from 1 to 65535, the lower one first", found)
    return Port(first, last, "tcp" if match[3] == "tcp" else "udp")


Ports = Annotated[
    Port,
    BeforeValidator(_port),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,5}(-\d{1,5})?/(tcp|udp)$|^vrrp$"}),
]


class Service(Strict):
    """One thing that runs on a host: the same noun for its role, playbook, test and port list."""

    what: Sentence
    """What it does, in a line."""
    ports: dict[Name, Ports] = {}
    """Ports that it listens on, each by a name that flows use; a name is used once."""
    user: Name | None = None
    """The system account that it runs as, where it is not root."""
    unit: str | None = None
    """Its systemd unit, where that is not its own name."""
    data: str | None = None
    """The directory that holds what must survive."""
    metrics: Name | None = None
    """The name of the port that Prometheus reads."""
    tells: dict[Name, Name] = {}
    """Who else tells of it, by the name under which figures are kept: the name of its port."""


class Runs(Strict):
    """The software inside a service that the cloud runs, which its vendor keeps for a while."""

    engine: str
    """The vendor's word for it."""
    version: str
    """The version that is asked for."""
    family: str | None = None
    """The family of its settings, where it has any."""
    until: Day | None = None
    """The last day of the vendor's standard support; nothing, where it names none."""
    why: Sentence
    """Why this one."""


class Cloud(Strict):
    """What a service that the cloud runs offers in place of a tier's own services."""

    what: Sentence
    """What it is called."""
    runs: Runs | None = None
    """What runs in it, where that has versions."""
    ports: dict[Name, Ports] = {}
    """Where it answers, by the port names of the services that it replaces."""
    connects: bool = False
    """Whether it opens connections itself, as a balancer does."""


class External(Strict):
    """A party outside the platform: clients, devices, a directory, a time stamp authority."""

    what: Sentence
    """Who they are."""
    ports: dict[Name, Ports] = {}
    """Ports on which they are reached; none for those who only come in."""
    networks: tuple[str, ...] = ()
    """Where they are, in CIDR form; anywhere, where none is given. An environment may narrow it."""


class Law(Strict):
    """A legal duty to keep data."""

    what: Sentence
    """What it asks."""
    keep: Seconds
    """How long, at least."""


class FlowRule(Strict):
    """One line of the firewall table: who may open a connection to whom."""

    from_: Annotated[str, Field(alias="from")]
    """A tier, an external party, `hosts` (every host), `admins`, `witness` or `peer.<tier>`."""
    to: str
    """The same words."""
    port: Name
    """The name of a port that a service of the other end has."""
    why: Sentence
    """The reason, for whoever audits it."""
    only: Target | None = None
    """Whose machines need it, where not everybody's do."""


class Role(Strict):
    """A role of people, and what it may do; no role may both ask for a change and approve it."""

    may: tuple[Literal["read", "operate", "change", "approve", "audit", "use"], ...]
    """What it may do."""
    what: Sentence
    """Who has it."""
    second_factor: bool = False
    """Whether a second factor is asked for at every login."""


class Common(Strict):
    """``platforms/shared/common.yml``."""

    services: dict[Name, Service]
    """Every service that our roles know."""
    tiers: dict[Name, Tier]
    """Tiers that every platform has beside its own."""
    cloud: dict[ManagedKind, Cloud]
    """What takes a tier's place in the managed form."""
    externals: dict[Name, External]
    """Parties that every platform meets."""
    flows: tuple[FlowRule, ...]
    """Flows that every platform has."""
    roles: dict[Name, Role]
    """Roles of people that every platform has."""
    laws: dict[str, Law]
    """Laws that a retention may name."""
