"""Checks of an environment file against its name and the files of its family.

A family is every environment of one platform. What is wrong between two files is said in each of
them where either could mend it, and otherwise in the one that must.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.checks.kin import PAIRED, Kin, KinCheck
from topology.checks.networks import CHECKS as NETWORK_CHECKS
from topology.environment_file import EnvironmentFile
from topology.problems import Location, nearest
from topology.validate import Complaint
from topology.words import SIZES

_OF_A_DC = ("size", "form", "overrides", "witness", "automatic")
"""What a dr takes from its dc."""
_OF_A_PAIR = ("peer", "home", "witness", "automatic")
"""What only a pair has."""


def of_a_dc(faults: frozenset[Location]) -> frozenset[Location]:
    """Return what faults of a dc's file leave in doubt elsewhere; of one that is unread, all."""
    taken = {each for each in faults if each and each[0] in _OF_A_DC}
    return frozenset(taken | {(key,) for key in _OF_A_DC if () in faults})


def pair_complaints(
    name: str,
    facts: EnvironmentFile,
    family: Mapping[str, EnvironmentFile | None],
    unsound: frozenset[str] = frozenset(),
) -> Iterator[Complaint]:
    """Complain about what one file says otherwise than another."""
    others = {each: found for each, found in family.items() if found and each != name}
    kin = Kin(name, facts, others, tuple(family))
    for check, trusts in _CHECKS:
        if not trusts & unsound:
            yield from check(kin)


def _name(kin: Kin) -> Iterator[Complaint]:
    facts = kin.facts
    right = f"{facts.platform}-{facts.place}"
    if facts.environment != kin.name:
        message = f"the file is called {kin.name}.yml; write `environment: {kin.name}`"
        yield ("environment",), message
    elif facts.environment != right:
        message = (
            f"the {facts.place} of {facts.platform} is {right}; rename the file, or mend the two"
        )
        yield ("environment",), message


def _own_or_taken(kin: Kin) -> Iterator[Complaint]:
    if kin.facts.place == "dr":
        for key in _OF_A_DC:
            if key in kin.facts.model_fields_set:
                yield (key,), f"a dr takes its dc's {key}; remove `{key}:`"
        return
    for key, example in (("size", "medium"), ("form", "servers")):
        if getattr(kin.facts, key) is None:
            yield (key,), f"is missing; expected `{key}:`, such as `{key}: {example}`"


def _td_and_uat(kin: Kin) -> Iterator[Complaint]:
    facts = kin.facts
    if facts.place in PAIRED:
        return
    for key in _OF_A_PAIR:
        if key in facts.model_fields_set:
            yield (key,), f"only a dc and its dr are a pair; remove `{key}:`"
    if facts.overrides.tiers:
        message = f"a {facts.place} follows its dc by rule; remove `tiers:`, or override the dc's"
        yield ("overrides", "tiers"), message
    limit = kin.dc.size if kin.dc else None
    if facts.size and limit and SIZES.index(facts.size) > SIZES.index(limit):
        message = f"a {facts.place} is no larger than its dc; write `size: {limit}` or smaller"
        yield ("size",), message


def _peer(kin: Kin) -> Iterator[Complaint]:
    name, place = kin.facts.peer, kin.facts.place
    if place == "dr" and name is None:
        dc = f"{kin.facts.platform}-dc"
        yield ("peer",), f"is missing; a dr follows a dc: expected `peer:`, such as `peer: {dc}`"
    if name is None or place not in PAIRED:
        return
    peer = kin.peer
    if name not in kin.names or name == kin.name:
        hint = nearest(name, (each for each in kin.names if each.endswith(PAIRED[place])))
        yield ("peer",), f"there is no other environment '{name}'{hint}"
    elif peer and peer.platform != kin.facts.platform:
        message = f"'{name}' runs {peer.platform}; the members of a pair run one platform"
        yield ("peer",), f"{message}: expected {kin.facts.platform}-{PAIRED[place]}"
    elif peer and peer.place != PAIRED[place]:
        message = f"'{name}' is a {peer.place}; the peer of a {place} is a {PAIRED[place]}"
        yield ("peer",), f"{message}: expected {kin.facts.platform}-{PAIRED[place]}"
    elif peer and peer.peer != kin.name:
        message = f"'{name}' does not name it back; write `peer: {kin.name}` in {name}.yml"
        yield ("peer",), message


def _form(kin: Kin) -> Iterator[Complaint]:
    facts = kin.facts
    if facts.target != "onprem":
        return
    if facts.form == "managed":
        message = "only AWS runs managed services; write `form: servers`, or `target: aws`"
        yield ("form",), message
    elif facts.place == "dr" and kin.dc and kin.dc.form == "managed":
        message = "its dc is managed, and only AWS runs managed services; write `target: aws`"
        yield ("target",), f"{message}, or `form: servers` in {facts.platform}-dc.yml"


def _home(kin: Kin) -> Iterator[Complaint]:
    facts, peer = kin.facts, kin.peer
    if peer is None or facts.place not in PAIRED:
        return
    if facts.place == "dr" and facts.home and peer.home:
        yield ("home",), f"{facts.peer} is home already; remove `home:` from one of them"
    if facts.place == "dc" and not facts.home and not peer.home:
        message = f"neither this nor {facts.peer} is home; write `home: true` where the pair starts"
        yield ("home",), message


def _witness(kin: Kin) -> Iterator[Complaint]:
    facts = kin.facts
    if facts.place != "dc":
        return
    if facts.peer and facts.witness is None:
        message = "is missing; a pair needs a third voter, or the loss of one site stops both"
        yield ("witness",), f"{message}: expected `witness: {{network: ..., site: ...}}`"
    if facts.witness and facts.peer is None:
        yield ("witness",), "a dc without a peer has nothing to vote on; remove `witness:`"


def _domain(kin: Kin) -> Iterator[Complaint]:
    facts = kin.facts
    for name, other in kin.others.items():
        paired = facts.place in PAIRED and other.place in PAIRED
        same = other.domain == facts.domain
        if paired and not same and facts.place == "dr":
            message = f"a pair answers under one name; write `domain: {other.domain}`"
            yield ("domain",), f"{message}, as {name} does"
        elif same and not paired:
            message = f"{name} answers under the same name; give one of them another, such as"
            yield ("domain",), f"{message} {facts.place}.{facts.domain}"


def _region(kin: Kin) -> Iterator[Complaint]:
    facts, dc = kin.facts, kin.dc
    both_in_aws = facts.target == "aws" and dc is not None and dc.target == "aws"
    if facts.place == "dr" and both_in_aws and dc and dc.region == facts.region:
        message = f"its dc is in {facts.region} too, and one lost region would take both"
        yield ("region",), f"{message}; choose another region"


_CHECKS: tuple[KinCheck, ...] = (
    (_name, {"environment", "platform", "place"}),
    (_own_or_taken, {"place", "size", "form"}),
    (_td_and_uat, {"place"}),
    (_peer, {"peer", "place", "platform"}),
    (_form, {"form", "place", "platform", "target"}),
    (_home, {"home", "peer", "place"}),
    (_witness, {"peer", "place", "witness"}),
    (_domain, {"domain", "peer", "place"}),
    *NETWORK_CHECKS,
    (_region, {"place", "region", "target"}),
)
