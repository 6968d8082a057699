"""Zones, records and health checks of Route 53, which is worldwide."""

from __future__ import annotations

from typing import Any

from lab.aws.entry import Call, Entry, Tags
from lab.aws.words import Properties

WORLD = "us-east-1"


def _tags(kind: str) -> Tags:
    """Return how tags are changed; one call adds and removes."""
    fixed = {"ResourceType": kind, "ResourceId": "{id}"}
    return Tags(
        add=Call(
            "ChangeTagsForResource",
            fixed=fixed,
            takes=("tags",),
            make=lambda given: {
                "addTags": [
                    {"key": key, "value": value}
                    for key, value in sorted((given.get("tags") or {}).items())
                ]
            },
        ),
        remove=Call("ChangeTagsForResource", fixed=fixed),
        keys="RemoveTagKeys",
        listing=Call("ListTagsForResource", fixed=fixed),
        found="ResourceTagSet.Tags",
    )


def _record(given: Properties) -> dict[str, Any]:
    """Return a record as its call takes it."""
    made: dict[str, Any] = {"name": given.get("name"), "type": given.get("type")}
    for name, spelt in (
        ("ttl", "tTL"),
        ("setIdentifier", "setIdentifier"),
        ("healthCheckId", "healthCheckId"),
    ):
        if given.get(name) is not None:
            made[spelt] = given[name]
    if given.get("records"):
        made["resourceRecords"] = [{"value": each} for each in given["records"]]
    for each in given.get("aliases") or []:
        made["aliasTarget"] = {
            "hostedZoneId": each["zoneId"],
            "dNSName": each["name"],
            "evaluateTargetHealth": each["evaluateTargetHealth"],
        }
    for each in given.get("failoverRoutingPolicies") or []:
        made["failover"] = each["type"]
    return made


def _change(action: str) -> Call:
    return Call(
        "ChangeResourceRecordSets",
        make=lambda given: {
            "hostedZoneId": given.get("zoneId"),
            "changeBatch": {"changes": [{"action": action, "resourceRecordSet": _record(given)}]},
        },
        whole=True,
    )


_CARRIED = ("ttl", "records", "aliases", "failoverRoutingPolicies", "healthCheckId")

ENTRIES = (
    Entry(
        kind="aws:route53/zone:Zone",
        service="route53",
        create=Call(
            "CreateHostedZone",
            fixed={"CallerReference": "{name} {comment}"},
            takes=("name", "comment"),
        ),
        id="HostedZone.Id",
        prefix="/hostedzone/",
        read=Call("GetHostedZone", fixed={"Id": "{id}"}),
        found="HostedZone",
        delete=Call("DeleteHostedZone", fixed={"Id": "{id}"}),
        find=Call("ListHostedZonesByName", fixed={"DNSName": "{name}"}),
        found_by="HostedZones[0]",
        updates=(Call("UpdateHostedZoneComment", fixed={"Id": "{id}"}, takes=("comment",)),),
        names={"comment": "HostedZoneConfig.Comment"},
        seen={"comment": "Config.Comment"},
        hidden=frozenset({"name"}),
        tags=_tags("hostedzone"),
        region=WORLD,
        outputs={"zoneId": "{id}", "arn": "arn:aws:route53:::hostedzone/{id}"},
    ),
    Entry(
        kind="aws:route53/healthCheck:HealthCheck",
        service="route53",
        create=Call("CreateHealthCheck", fixed={"CallerReference": "{fqdn}"}),
        id="HealthCheck.Id",
        read=Call("GetHealthCheck", fixed={"HealthCheckId": "{id}"}),
        found="HealthCheck.HealthCheckConfig",
        delete=Call("DeleteHealthCheck", fixed={"HealthCheckId": "{id}"}),
        updates=(
            Call(
                "UpdateHealthCheck",
                fixed={"HealthCheckId": "{id}"},
                takes=("fqdn", "port", "resourcePath", "failureThreshold"),
            ),
        ),
        names={"fqdn": "HealthCheckConfig.FullyQualifiedDomainName"},
        seen={"fqdn": "FullyQualifiedDomainName"},
        tags=_tags("healthcheck"),
        region=WORLD,
        outputs={"arn": "arn:aws:route53:::healthcheck/{id}"},
    ),
    Entry(
        kind="aws:route53/record:Record",
        service="route53",
        create=_change("UPSERT"),
        id="{zoneId}_{name}_{type}_{setIdentifier}",
        read=Call(
            "ListResourceRecordSets",
            fixed={"HostedZoneId": "{zoneId}"},
        ),
        found="ResourceRecordSets[?starts_with(Name, '{name}') && Type=='{type}'"
        " && (SetIdentifier || '')=='{setIdentifier}'] | [0]",
        delete=_change("DELETE"),
        updates=(
            Call(
                "ChangeResourceRecordSets",
                make=_change("UPSERT").make,
                takes=_CARRIED,
                whole=True,
            ),
        ),
        seen={
            "records": "ResourceRecords[].Value",
            "aliases": "AliasTarget.{name: DNSName, zoneId: HostedZoneId,"
            " evaluateTargetHealth: EvaluateTargetHealth}",
            "failoverRoutingPolicies": "Failover && [{type: Failover}]",
            "ttl": "TTL",
        },
        unsent={"allowOverwrite": "how the plugin itself goes about a record that is there"},
        region=WORLD,
        outputs={"fqdn": "{name}"},
    ),
)
