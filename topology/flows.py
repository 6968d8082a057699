"""The default-deny firewall table: who may open a connection to whom, on which port, and why.

The rules of the platform and of `common.yml` name tiers; here they become addresses of this
environment. nftables, security groups, NetworkPolicies and the auditor's table are made from the
result. What is not in it is closed, in both directions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from topology.catalogue import FlowRule, Port, Service
from topology.environment import Environment
from topology.words import Zone

HOSTS = "hosts"
ADMINS = "admins"
WITNESS = "witness"
MONITOR = "monitor"
CLIENTS = "clients"
PEER = "peer."
EVERYWHERE = ("0.0.0.0/0",)
WITNESS_SERVICES = ("base", "lease", "dns", "wireguard")
"""What the third voter runs."""

_HOST_ZONES: tuple[Zone, ...] = ("dmz", "application", "data", "management")


@dataclass(frozen=True, slots=True)
class End:
    """One side of a flow: its word in the rule, and its addresses in CIDR form."""

    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """One open door."""

    source: End
    destination: End
    port_name: str
    port: Port
    why: str

    @property
    def is_local(self) -> bool:
        """Whether it never leaves one host, so that no firewall sees it."""
        return (
            len(self.source.addresses) == 1 and self.source.addresses == self.destination.addresses
        )

    @property
    def crosses_sites(self) -> bool:
        """Whether it goes through the site link."""
        ends = (self.source.name, self.destination.name)
        return any(end.startswith(PEER) or end == WITNESS for end in ends)


def flows(environment: Environment) -> tuple[Flow, ...]:
    """Return every flow of an environment, in the order of its rules."""
    ends: dict[str, End | None] = {}

    def end(word: str) -> End | None:
        if word not in ends:
            ends[word] = _end(environment, word)
        return ends[word]

    found: dict[Flow, None] = {}
    for rule in both_ways((*environment.flow_rules, *monitoring_rules(environment))):
        if not _happens(environment, rule):
            continue
        source, destination = end(rule.from_), end(rule.to)
        port = ports_of(environment, rule.to).get(rule.port)
        if source and destination and port:
            found[Flow(source, destination, rule.port, port, rule.why)] = None
    return tuple(found)


def is_reached(environment: Environment, party: str) -> bool:
    """Tell whether a rule opens a way to an outside party; needs no addresses yet."""
    return any(rule.to == party and _happens(environment, rule) for rule in environment.flow_rules)


def monitoring_rules(environment: Environment) -> Iterator[FlowRule]:
    """Yield the flows that monitoring needs: whoever has metrics is read, entries are tried."""
    for name, planned in environment.tiers.items():
        for service in planned.services:
            for port, of in read(environment.services, service).items():
                rule = {"from": MONITOR, "to": name, "port": port, "why": f"metrics of {of}"}
                yield FlowRule.model_validate(rule)
    for opened in environment.platform.flows:
        # The cloud tries its own entries.
        is_entry = (opened.from_, opened.port) == (CLIENTS, "https")
        if is_entry and opened.to not in environment.managed:
            tried = {"from_": MONITOR, "why": "the entry is tried as users see it"}
            yield opened.model_copy(update=tried)


def read(services: Mapping[str, Service], name: str) -> Mapping[str, str]:
    """Return the ports at which figures of a service are read, and whose they are at each."""
    service = services[name]
    own = {service.metrics: name} if service.metrics else {}
    return own | {port: teller for teller, port in service.tells.items()}


def both_ways(rules: Iterable[FlowRule]) -> Iterator[FlowRule]:
    """Yield each rule, and what a rule across sites means when seen from the other site."""
    for rule in rules:
        yield rule
        if rule.to.startswith(PEER):
            yield rule.model_copy(
                update={"from_": PEER + rule.from_, "to": rule.to.removeprefix(PEER)}
            )


def ports_of(environment: Environment, word: str) -> Mapping[str, Port]:
    """Return the ports that the party behind a word of a rule listens on, by name."""
    word = word.removeprefix(PEER)
    if word in environment.externals:
        return environment.externals[word].ports
    if word in environment.managed:
        return environment.common.cloud[environment.managed[word].kind].ports
    if word == HOSTS:
        names = tuple(environment.services)
    elif word == WITNESS:
        names = WITNESS_SERVICES
    elif word in environment.tiers:
        names = environment.tiers[word].services
    else:
        return {}
    known = environment.services
    return {port: at for name in names if name in known for port, at in known[name].ports.items()}


def _happens(environment: Environment, rule: FlowRule) -> bool:
    """Leave out what other machines need, and what services of the cloud settle by themselves."""
    if rule.only not in (None, environment.target):
        return False
    source = environment.managed.get(rule.from_.removeprefix(PEER))
    if source is None:
        return True
    settled = rule.to.removeprefix(PEER) in environment.managed
    return environment.common.cloud[source.kind].connects and not settled


def _end(environment: Environment, word: str) -> End | None:
    """Resolve a word; nothing, where this environment does not have what it names."""
    if word.startswith(PEER):
        peer = environment.peer
        other = _end(peer, word.removeprefix(PEER)) if peer else None
        return End(word, other.addresses) if other else None
    if word == HOSTS:
        return End(word, tuple(str(environment.addresses.zone(zone)) for zone in _HOST_ZONES))
    if word == ADMINS:
        return End(word, tuple(str(network) for network in environment.facts.admins))
    if word == WITNESS:
        address = environment.witness_address
        return End(word, (f"{address}/32",)) if address else None
    if word in environment.externals:
        return End(word, _external(environment, word))
    return _tier(environment, word)


def _external(environment: Environment, word: str) -> tuple[str, ...]:
    narrowed = environment.facts.externals.get(word)
    if narrowed:
        return tuple(str(network) for network in narrowed)
    return environment.externals[word].networks or EVERYWHERE


def _tier(environment: Environment, word: str) -> End | None:
    """Hosts by their addresses; a service that the cloud runs by the networks it is put in."""
    service = environment.managed.get(word)
    if service:
        return End(word, tuple(str(network) for network in environment.subnets(service.zone)))
    members = environment.members.get(word)
    if not members:
        return None
    addresses = [f"{host.address}/32" for host in members]
    shared = environment.virtual_address(word)
    return End(word, tuple([*addresses, f"{shared}/32"] if shared else addresses))
