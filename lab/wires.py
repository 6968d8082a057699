"""What this machine does with packets between the lab's hosts: routes them as they are, or not.

All of it is two tables of nftables, written whole each time from the sites that are up and the cuts
that stand. Engines masquerade what leaves a bridge; a source translated to itself, before they
look, keeps the true address. Hosts are known by their hardware address too, so that a cut also
holds for virtual addresses that they carry. This machine itself always reaches every host, and so
does SSH through a bastion: a lab whose operator is blind proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from itertools import permutations

from lab.plan import LabHost
from lab.shell import CommandError, root
from lab.state import Lab

End = LabHost | IPv4Network
"""What a cut is between: hosts, or the networks of zones and sites."""


@dataclass(frozen=True)
class Cut:
    """Two ends that do not reach each other; without the other, one and all the world."""

    one: End
    other: End | None


@dataclass(frozen=True)
class Between:
    """The one way from site to site, where it is not this machine's own."""

    device: str
    """What is marked goes through it, and comes out of it again."""
    mark: int
    port: int
    """On which gateways speak to one another."""


@dataclass
class Rules:
    """Rules by the chain that they stand in."""

    routed: list[str]
    bridged: list[str]
    entering: list[str]
    leaving: list[str]


def ruleset(
    lab: Lab,
    networks: Iterable[IPv4Network],
    cuts: Iterable[Cut],
    eyes: Iterable[IPv4Address] = (),
    between: Between | None = None,
) -> str:
    """Return both tables; loading them replaces those that are there, in one step."""
    networks = sorted(networks)
    ranges = ", ".join(str(network) for network in networks)
    seen = [rule for eye in sorted(eyes) for rule in _seen_by(eye)]
    rules = Rules([*seen], [*seen], [*seen], [*seen])
    for cut in cuts:
        _add(rules, cut)
    if between:
        rules.routed += _only_by(between, networks)
    keep = [f"ip saddr {{ {ranges} }} ip daddr {{ {ranges} }} snat ip to ip saddr"]
    name = table(lab)
    inet = [
        *_chain("true_source", "nat", "postrouting", -10 + 100, keep if ranges else []),
        *_chain("routed", "filter", "forward", -10, rules.routed),
        *_chain("parting", "filter", "prerouting", -150, _marked(between, ranges)),
    ]
    bridge = [
        *_chain("bridged", "filter", "forward", -300, rules.bridged),
        *_chain("entering", "filter", "input", -300, rules.entering),
        *_chain("leaving", "filter", "output", -300, rules.leaving),
    ]
    lines = [*_table("inet", name, inet), *_table("bridge", name, bridge)]
    return "\n".join(lines) + "\n"


def table(lab: Lab) -> str:
    """Return the name of a lab's tables."""
    return "tandem_" + lab.name.replace("-", "_")


def apply(
    lab: Lab,
    networks: Iterable[IPv4Network],
    cuts: Iterable[Cut],
    eyes: Iterable[IPv4Address] = (),
    between: Between | None = None,
) -> None:
    """Make the machine do so."""
    root("nft", "-f", "-", given=ruleset(lab, networks, cuts, eyes, between))


def remove(lab: Lab) -> None:
    """Remove both tables."""
    for family in ("inet", "bridge"):
        try:
            root("nft", "delete", "table", family, table(lab))
        except CommandError as error:
            if "No such file" not in error.said:
                raise


def _table(family: str, name: str, body: list[str]) -> list[str]:
    start = [f"table {family} {name}", f"delete table {family} {name}", f"table {family} {name} {{"]
    return [*start, *body, "}"]


def _chain(name: str, kind: str, hook: str, priority: int, rules: Iterable[str]) -> Iterator[str]:
    yield f"  chain {name} {{"
    yield f"    type {kind} hook {hook} priority {priority};"
    yield from (f"    {rule}" for rule in rules)
    yield "  }"


def _add(rules: Rules, cut: Cut) -> None:
    match cut.one, cut.other:
        case IPv4Network() as one, None:
            rules.routed.append(f"ip saddr {one} ip daddr != {one} drop")
            rules.routed.append(f"ip daddr {one} ip saddr != {one} drop")
        case IPv4Network() as one, IPv4Network() as other:
            rules.routed += _both_ways(one, other)
        case LabHost() as host, None:
            _isolate(rules, host)
        case LabHost() as host, (LabHost() | IPv4Network()) as far:
            _part(rules, host, far)
        case one, LabHost() as host:
            _part(rules, host, one)


def _seen_by(eye: IPv4Address) -> tuple[str, str]:
    """Let the lab look at hosts that are cut off: by SSH, from where its administrator comes."""
    return f"ip saddr {eye} tcp dport 22 accept", f"ip daddr {eye} tcp sport 22 accept"


def _marked(between: Between | None, ranges: str) -> list[str]:
    """Send what gateways say to one another through the device, once."""
    if between is None:
        return []
    sites = f"ip saddr {{ {ranges} }} ip daddr {{ {ranges} }}"
    said = f"udp dport {between.port} meta mark set {between.mark}"
    return [f'iifname != "{between.device}" {sites} {said}']


def _only_by(between: Between, networks: Iterable[IPv4Network]) -> list[str]:
    """Let sites reach one another through the device alone."""
    passing = [f'{way} "{between.device}" accept' for way in ("oifname", "iifname")]
    pairs = permutations(networks, 2)
    return [*passing, *(f"ip saddr {one} ip daddr {other} drop" for one, other in pairs)]


def _both_ways(one: IPv4Network, other: IPv4Network) -> list[str]:
    """Part two networks; a zone is parted from the rest of its own site."""
    if one.supernet_of(other):
        one, other = other, one
    aside = f"ip daddr != {one} " if other.supernet_of(one) else ""
    back = f"ip saddr != {one} " if other.supernet_of(one) else ""
    return [
        f"ip saddr {one} {aside}ip daddr {other} drop",
        f"ip daddr {one} {back}ip saddr {other} drop",
    ]


def _isolate(rules: Rules, host: LabHost) -> None:
    rules.bridged += [f"ether saddr {host.mac} drop", f"ether daddr {host.mac} drop"]
    machine = host.bridge.gateway
    rules.entering.append(f"ether saddr {host.mac} ip daddr != {machine} drop")
    rules.leaving.append(f"ether daddr {host.mac} ip saddr != {machine} drop")


def _part(rules: Rules, host: LabHost, other: End) -> None:
    far = other.address if isinstance(other, LabHost) else other
    if isinstance(other, LabHost):
        for one, two in ((host, other), (other, host)):
            rules.bridged.append(f"ether saddr {one.mac} ether daddr {two.mac} drop")
        rules.entering.append(f"ether saddr {other.mac} ip daddr {host.address} drop")
        rules.leaving.append(f"ether daddr {other.mac} ip saddr {host.address} drop")
    else:
        rules.bridged.append(f"ether saddr {host.mac} ip daddr {far} drop")
        rules.bridged.append(f"ether daddr {host.mac} ip saddr {far} drop")
    rules.entering.append(f"ether saddr {host.mac} ip daddr {far} drop")
    rules.leaving.append(f"ether daddr {host.mac} ip saddr {far} drop")
