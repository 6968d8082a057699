"""dc held against dr: two sites of one file should differ in nothing but where they stand.

What each stack declares is laid side by side, without names, regions, addresses and identifiers.
What a pair has on one side alone is known, with its reason; all else is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.resources import NOT_KNOWN, Resource
from topology.environment import Environment

ONE_SIDE: Mapping[str, str] = {
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "the second site makes the link",
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter":
        "the second site makes the link",
    "aws:ec2/route:Route": "the second site makes the routes of the link, at both ends",
    "aws:route53/zone:Zone": "one zone serves both",
    "aws:route53/record:Record": "who has the zone also gives the proof of the name",
    "aws:globalaccelerator/accelerator:Accelerator": "one address serves both",
    "aws:globalaccelerator/listener:Listener": "one address serves both",
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup": "the first site leads it",
    "aws:elasticache/parameterGroup:ParameterGroup": "the second site's cache takes the first's",
    "aws:rds/instance:Instance": "the first site's copies read, the second's follow",
    "aws:secretsmanager/secret:Secret": "a database that follows has its source's password",
    "aws:secretsmanager/secretVersion:SecretVersion":
        "a database that follows has its source's password",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "only what follows can lag behind",
}  # fmt: skip
"""Types that may be at one site alone."""
OTHERWISE: Mapping[str, frozenset[str]] = {
    "aws:rds/instance:Instance": frozenset(
        {"replicateSourceDb", "engine", "engineVersion", "allocatedStorage", "username", "password",
         "manageMasterUserPassword", "masterUserSecretKmsKeyId", "skipFinalSnapshot",
         "finalSnapshotIdentifier"}
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": frozenset(
        {"globalReplicationGroupId", "engine", "engineVersion", "nodeType", "parameterGroupName",
         "transitEncryptionEnabled"}
    ),
    "aws:acm/certificateValidation:CertificateValidation": frozenset({"validationRecordFqdns"}),
    "aws:route53/record:Record": frozenset({"failoverRoutingPolicies", "zoneId"}),
    "aws:globalaccelerator/endpointGroup:EndpointGroup": frozenset({"listenerArn"}),
    "aws:cloudtrail/trail:Trail": frozenset({"includeGlobalServiceEvents", "isMultiRegionTrail"}),
    "aws:secretsmanager/secretVersion:SecretVersion": frozenset({"secretString"}),
    "aws:mq/broker:Broker": frozenset({"users"}),
    "aws:opensearch/domain:Domain": frozenset({"advancedSecurityOptions"}),
    "aws:cloudwatch/dashboard:Dashboard": frozenset({"dashboardBody"}),
}  # fmt: skip
"""Inputs that differ between who leads and who follows, or are made by chance."""
_GIVEN_BY_AWS = re.compile(
    r"arn:aws[\w-]*:\S+|\b(?:vpc|subnet|sg|rtb|i|eni|vol|ami|eipalloc|lt|igw|nat|pcx|fs|sgr)-[\w-]+"
    r"|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\bZ[0-9A-Z]{12,}\b"
)


@dataclass(frozen=True)
class Unlike:
    """One difference between two sites."""

    kind: str
    name: str
    what: str


def unlike(
    one: tuple[Environment, Sequence[Resource]], other: tuple[Environment, Sequence[Resource]]
) -> Iterator[Unlike]:
    """Yield what two sites of a pair have otherwise."""
    sides = [_bare(*each) for each in (one, other)]
    names = [one[0].name, other[0].name]
    for kind, name in sorted({*sides[0], *sides[1]}):
        there = [side.get((kind, name)) for side in sides]
        if there[0] is None or there[1] is None:
            if kind not in ONE_SIDE:
                yield Unlike(kind, name, f"is not at {names[there.index(None)]}")
            continue
        for word in sorted({*there[0], *there[1]} - OTHERWISE.get(kind, frozenset())):
            if there[0].get(word) != there[1].get(word):
                yield Unlike(kind, name, f"{word} differs")


def _bare(
    site: Environment, resources: Sequence[Resource]
) -> dict[tuple[str, str], dict[str, str]]:
    """Return inputs as text without what must differ: names, regions, addresses, identifiers."""
    peer = site.peer
    words = {site.name: "<site>", site.facts.region: "<region>", site.place: "<place>"}
    networks = {str(site.facts.network): "<net>"}
    if peer:
        words |= {peer.name: "<peer>", peer.facts.region: "<there>"}
        networks[str(peer.facts.network)] = "<their net>"
    return {
        (each.kind, _masked(each.name, words, networks)): {
            name: _masked(json.dumps(value, sort_keys=True, default=str), words, networks)
            for name, value in each.inputs.items()
            if name not in ("region", "__defaults")
        }
        for each in resources
    }


def _masked(text: str, words: Mapping[str, str], networks: Mapping[str, str]) -> str:
    text = _GIVEN_BY_AWS.sub("<id>", text.replace(NOT_KNOWN, "<id>"))
    for network, sign in networks.items():
        start = ".".join(network.split(".")[:2])
        text = re.sub(rf"\b{re.escape(start)}\.", f"{sign}.", text)
    for word, sign in sorted(words.items(), key=lambda each: -len(each[0])):
        text = re.sub(rf"(?<![a-z]){re.escape(word)}(?![a-z]{{2}})", sign, text)
    return text
