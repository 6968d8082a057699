"""An environment file: about ten lines of facts about one place."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from topology.strict import Name, Sentence, Strict, worded
from topology.units import Day, Disks, Dollars, Gigabytes, Seconds, Share, expected
from topology.words import Form, Place, Size, Target

FAULT_DOMAINS = ("a", "b", "c")
"""Racks on our own floor, availability zones in the cloud."""


def _network(found: object) -> IPv4Network:
    try:
        return IPv4Network(str(found))
    except ValueError:
        raise expected("a network such as '10.16.0.0/16', its host bits zero", found) from None


def _address(found: object) -> IPv4Address:
    try:
        return IPv4Address(str(found))
    except ValueError:
        raise expected("an address such as '10.16.32.65'", found) from None


Network = Annotated[
    IPv4Network,
    BeforeValidator(_network),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{1,3}\.){3}\d{1,3}/\d{1,2}$"}),
]
Address = Annotated[
    IPv4Address, BeforeValidator(_address), WithJsonSchema({"type": "string", "format": "ipv4"})
]
Domain = Annotated[
    str,
    worded(
        r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", "a name such as shop.example.com", 200
    ),
]


class MachineFacts(Strict):
    """What cannot be derived of one real server; `tandem adopt` fills it in."""

    address: Address | None = None
    """Its address, where it is not the derived one; inside its zone's network."""
    rack: Literal["a", "b", "c"] | None = None
    """Its fault domain, where it is not the derived one."""
    interface: str | None = None
    """The network interface that carries the address."""
    disks: tuple[Disks, ...] = ()
    """Its disks, the data disk first."""
    bmc: str | None = None
    """Where its management controller answers, for fencing."""
    removed: Day | None = None
    """A tombstone: since when it is gone. Its number is never given again."""


class Witness(Strict):
    """The third voter of a pair, in a third place."""

    network: Network
    """A small network of its own."""
    site: Sentence
    """Where it stands."""


class TierOverride(Strict):
    """What one environment has otherwise than its platform and size."""

    count: Annotated[int, Field(ge=1)] | None = None
    """Members."""
    cores: Annotated[int, Field(ge=1)] | None = None
    """Cores of one member."""
    memory: Gigabytes | None = None
    """Memory of one member."""
    disks: tuple[Disks, ...] = ()
    """Disks of one member."""


class TargetOverride(Strict):
    """Promises that one environment makes otherwise."""

    availability: Share | None = None
    latency_p95: Seconds | None = None
    rto: Seconds | None = None
    rpo: Seconds | None = None
    host_outage: Seconds | None = None


class Overrides(Strict):
    """Where one environment, and its peer with it, departs from its platform and size."""

    tiers: dict[Name, TierOverride] = {}
    targets: TargetOverride = TargetOverride()
    rto_profile: Name | None = None
    budget: Dollars | None = None


class EnvironmentFile(Strict):
    """``inventories/<platform>-<place>.yml``."""

    plugin: Literal["tandem"]
    """Tells Ansible which inventory plugin reads this file."""
    environment: Name
    """Its name: the platform's, a hyphen, the place's; also the file's name."""
    platform: Name
    """The platform that runs here."""
    place: Place
    """Which of the four places this is."""
    size: Size | None = None
    """How large. A dr takes its dc's; uat and td have their dc's structure and this capacity."""
    target: Target
    """Whose machines."""
    form: Form | None = None
    """Servers or managed services. A dr takes its dc's."""
    site: Sentence
    """Where it stands, for people."""
    region: Annotated[str, worded(r"^[a-z]{2}(-[a-z]+)+-\d$", "a region such as eu-central-1", 30)]
    """The AWS region it is in, or is rehearsed in."""
    network: Network
    """All its addresses; the zones of trust are carved from it."""
    domain: Domain
    """The name under which its entry answers; the members of a pair share it."""
    admins: Annotated[tuple[Network, ...], Field(min_length=1)]
    """Networks from which administrators reach the bastion."""
    fault_domains: Annotated[int, Field(ge=1, le=3)] = 3
    """Racks, or availability zones, over which members are spread."""
    peer: Name | None = None
    """The other member of the pair, for dc and dr."""
    home: bool = False
    """In a dc or its dr: the pair starts here, once, when no lease exists yet."""
    automatic: bool = False
    """In a dc: whether a failover of its pair may begin without a person who decides it."""
    guarded: bool = True
    """In a dc or its dr in AWS: whether it cannot be deleted; off before it is taken away."""
    witness: Witness | None = None
    """In a dc: the third voter of the pair."""
    overrides: Overrides = Overrides()
    """Where it departs from its platform and size; a dr takes its dc's."""
    externals: dict[Name, tuple[Network, ...]] = {}
    """Outside parties whose networks are known here, and so narrowed."""
    machines: dict[str, MachineFacts] = {}
    """Real servers, by their derived host name, and tombstones of those that are gone."""
