"""Checks of the firewall table: every flow leads from somebody to a service that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.catalogue import FlowRule, Port
from topology.checks.known import Check, Known, Own
from topology.flows import ADMINS, HOSTS, PEER, WITNESS, WITNESS_SERVICES
from topology.platform import Platform
from topology.problems import nearest
from topology.validate import Complaint


def _ends(own: Own, known: Known) -> Iterator[Complaint]:
    words = _words(known)
    for index, rule in enumerate(own.flows):
        here = ("flows", index)
        wrong = [end for end in ("from", "to") if _end(rule, end) not in words]
        for end in wrong:
            word = _end(rule, end)
            yield (*here, end), f"there is no '{word}'{nearest(word, words)}"
        if rule.from_.startswith(PEER):
            message = "a rule starts at this site; turn it round: the other site has the same rules"
            yield (*here, "from"), message
        elif not wrong:
            yield from (((*here, "port"), fault) for fault in _port_faults(rule, known))


def _end(rule: FlowRule, end: str) -> str:
    return rule.from_ if end == "from" else rule.to


def _words(known: Known) -> set[str]:
    """Return every word that may stand at an end of a rule."""
    peers = {PEER + tier for tier in known.tiers}
    return {HOSTS, ADMINS, WITNESS, PEER + HOSTS, *known.tiers, *known.externals, *peers}


def _port_faults(rule: FlowRule, known: Known) -> Iterator[str]:
    word = rule.to.removeprefix(PEER)
    ports = _ports(word, known)
    if rule.port in ports or (word in known.tiers and not known.whole(word)):
        return
    if not ports:
        yield f"'{rule.to}' does not listen; give it a port, or turn the flow round"
        return
    owner = next((name for name, each in known.services.items() if rule.port in each.ports), None)
    if owner:
        yield f"'{rule.to}' does not run '{owner}', whose port this is; it has: {', '.join(ports)}"
    else:
        yield f"'{rule.to}' has no port '{rule.port}'{nearest(rule.port, ports)}"


def _ports(word: str, known: Known) -> Mapping[str, Port]:
    """Return the ports that the party behind a word listens on, at any size."""
    if word in known.externals:
        return known.externals[word].ports
    services: tuple[str, ...] = ()
    if word == WITNESS:
        services = WITNESS_SERVICES
    elif word == HOSTS:
        common = set.intersection(*(set(tier.services) for tier in known.tiers.values()))
        services = tuple(sorted(common))
    elif word in known.tiers:
        services = known.tiers[word].services
    known_here = [known.services[name] for name in services if name in known.services]
    return {port: at for service in known_here for port, at in service.ports.items()}


def _repeated(own: Own, known: Known) -> Iterator[Complaint]:
    elsewhere = () if own is known.shared else known.shared.flows
    seen = {_key(rule): "in common.yml" for rule in elsewhere}
    for index, rule in enumerate(own.flows):
        here = f"as flows[{index}]"
        first = seen.setdefault(_key(rule), here)
        if first != here:
            yield ("flows", index), f"this flow is there already, {first}; remove one of them"


def _key(rule: FlowRule) -> FlowRule:
    return rule.model_copy(update={"why": ""})


def _unused_tiers(platform: Platform, known: Known) -> Iterator[Complaint]:
    named = {word.removeprefix(PEER) for rule in platform.flows for word in (rule.from_, rule.to)}
    for name in platform.tiers:
        if name not in named and name not in known.shared.tiers:
            message = "no flow of the platform leads to or from this tier, so nobody can use it"
            yield ("tiers", name), f"{message}; add one under `flows:`, or remove the tier"


CHECKS: tuple[Check[Own], ...] = (
    (_ends, {"tiers", "services", "externals"}),
    (_repeated, set()),
)
PLATFORM_CHECKS: tuple[Check[Platform], ...] = ((_unused_tiers, {"flows"}),)
