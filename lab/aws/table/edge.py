"""Balancers with what stands behind them, and certificates."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, More, Tags
from lab.aws.words import Properties

_TAGS = Tags(
    add=Call("AddTags", fixed={"ResourceArns": ["{id}"]}, takes=("tags",)),
    remove=Call("RemoveTags", fixed={"ResourceArns": ["{id}"]}),
    keys="TagKeys",
    listing=Call("DescribeTags", fixed={"ResourceArns": ["{id}"]}),
    found="TagDescriptions[0].Tags",
)
_BALANCER = {
    "enableDeletionProtection": "deletion_protection.enabled",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "enableHttp2": "routing.http2.enabled",
}
_GROUP = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
}
_HEALTH = {
    "path": "healthCheckPath",
    "port": "healthCheckPort",
    "protocol": "healthCheckProtocol",
    "interval": "healthCheckIntervalSeconds",
    "timeout": "healthCheckTimeoutSeconds",
    "healthyThreshold": "healthyThresholdCount",
    "unhealthyThreshold": "unhealthyThresholdCount",
}
_STICKY = {"enabled": "stickiness.enabled", "type": "stickiness.type"}


def _attributes(names: dict[str, str], given: Properties) -> Properties:
    """Return attributes as they are set: texts under names of their own."""
    flat = {names[name]: value for name, value in given.items() if name in names}
    for name, value in (given.get("stickiness") or {}).items():
        if name in _STICKY:
            flat[_STICKY[name]] = value
    return {"attributes": [{"key": key, "value": value} for key, value in flat.items()]}


def _seen(names: dict[str, str]) -> dict[str, str]:
    return {name: f"Set[?Key=='{key}'].Value | [0]" for name, key in names.items()}


def _balancer(given: Properties) -> Properties:
    made = dict(given)
    if "internal" in made:
        made["scheme"] = "internal" if made.pop("internal") else "internet-facing"
    made["type"] = made.pop("loadBalancerType", "application")
    return {name: made[name] for name in made if name not in _BALANCER}


def _group(given: Properties) -> Properties:
    made = {
        name: value for name, value in given.items() if name not in ("healthCheck", "stickiness")
    }
    health = given.get("healthCheck") or {}
    made.update({_HEALTH[name]: value for name, value in health.items() if name in _HEALTH})
    if "matcher" in health:
        made["matcher"] = {"httpCode": health["matcher"]}
    return {name: made[name] for name in made if name not in _GROUP}


def _listener(given: Properties) -> Properties:
    made = dict(given)
    if "certificateArn" in made:
        made["certificates"] = [{"certificateArn": made.pop("certificateArn")}]
    made["defaultActions"] = [
        {("redirectConfig" if name == "redirect" else name): each for name, each in action.items()}
        for action in given.get("defaultActions") or []
    ]
    return made


def _rule(given: Properties) -> Properties:
    """Return a rule as its calls take it: each condition says of what it is."""
    conditions = [
        {"field": "path-pattern", "pathPatternConfig": each["pathPattern"]}
        for each in given.get("conditions") or []
        if "pathPattern" in each
    ]
    return {**given, "conditions": conditions}


_LISTENER = ("port", "protocol", "sslPolicy", "certificateArn", "defaultActions")

ENTRIES = (
    Entry(
        kind="aws:lb/loadBalancer:LoadBalancer",
        service="elbv2",
        create=Call("CreateLoadBalancer", make=_balancer, without=tuple(_BALANCER)),
        id="LoadBalancers[0].LoadBalancerArn",
        read=Call("DescribeLoadBalancers", fixed={"LoadBalancerArns": ["{id}"]}),
        find=Call("DescribeLoadBalancers", fixed={"Names": ["{name}"]}),
        found="LoadBalancers[0]",
        delete=Call("DeleteLoadBalancer", fixed={"LoadBalancerArn": "{id}"}),
        updates=(
            Call(
                "ModifyLoadBalancerAttributes",
                fixed={"LoadBalancerArn": "{id}"},
                takes=tuple(_BALANCER),
                make=lambda given: _attributes(_BALANCER, given),
            ),
            Call("SetSecurityGroups", fixed={"LoadBalancerArn": "{id}"}, takes=("securityGroups",)),
            Call("SetSubnets", fixed={"LoadBalancerArn": "{id}"}, takes=("subnets",)),
        ),
        more=(
            More(
                Call("DescribeLoadBalancerAttributes", fixed={"LoadBalancerArn": "{id}"}),
                "Attributes",
                "Set",
            ),
        ),
        seen={
            **_seen(_BALANCER),
            "name": "LoadBalancerName",
            "internal": "Scheme=='internal'",
            "loadBalancerType": "Type",
            "subnets": "AvailabilityZones[].SubnetId",
            "zoneId": "CanonicalHostedZoneId",
        },
        tags=_TAGS,
        outputs={"arn": "{id}"},
    ),
    Entry(
        kind="aws:lb/targetGroup:TargetGroup",
        service="elbv2",
        create=Call("CreateTargetGroup", make=_group, without=(*_GROUP, "stickiness")),
        id="TargetGroups[0].TargetGroupArn",
        read=Call("DescribeTargetGroups", fixed={"TargetGroupArns": ["{id}"]}),
        find=Call("DescribeTargetGroups", fixed={"Names": ["{name}"]}),
        found="TargetGroups[0]",
        delete=Call("DeleteTargetGroup", fixed={"TargetGroupArn": "{id}"}),
        updates=(
            Call(
                "ModifyTargetGroupAttributes",
                fixed={"TargetGroupArn": "{id}"},
                takes=(*_GROUP, "stickiness"),
                make=lambda given: _attributes(_GROUP, given),
            ),
            Call(
                "ModifyTargetGroup",
                fixed={"TargetGroupArn": "{id}"},
                takes=("healthCheck",),
                make=lambda given: _group({"healthCheck": given.get("healthCheck")}),
            ),
        ),
        more=(
            More(
                Call("DescribeTargetGroupAttributes", fixed={"TargetGroupArn": "{id}"}),
                "Attributes",
                "Set",
            ),
        ),
        seen={
            **_seen(_GROUP),
            "name": "TargetGroupName",
            "healthCheck": "{path: HealthCheckPath, port: HealthCheckPort,"
            " protocol: HealthCheckProtocol, interval: HealthCheckIntervalSeconds,"
            " timeout: HealthCheckTimeoutSeconds, healthyThreshold: HealthyThresholdCount,"
            " unhealthyThreshold: UnhealthyThresholdCount, matcher: Matcher.HttpCode}",
            "stickiness": "{enabled: Set[?Key=='stickiness.enabled'].Value | [0],"
            " type: Set[?Key=='stickiness.type'].Value | [0]}",
        },
        tags=_TAGS,
        outputs={"arn": "{id}"},
    ),
    Entry(
        kind="aws:lb/targetGroupAttachment:TargetGroupAttachment",
        service="elbv2",
        create=Call(
            "RegisterTargets",
            make=lambda given: {
                "targetGroupArn": given.get("targetGroupArn"),
                "targets": [{"id": given.get("targetId"), "port": given.get("port")}],
            },
        ),
        id="{targetGroupArn}/{targetId}",
        read=Call("DescribeTargetHealth", fixed={"TargetGroupArn": "{targetGroupArn}"}),
        found="TargetHealthDescriptions[?Target.Id=='{targetId}'].Target | [0]",
        delete=Call(
            "DeregisterTargets",
            fixed={"TargetGroupArn": "{targetGroupArn}", "Targets": [{"Id": "{targetId}"}]},
        ),
    ),
    Entry(
        kind="aws:lb/listener:Listener",
        service="elbv2",
        create=Call("CreateListener", make=_listener),
        id="Listeners[0].ListenerArn",
        read=Call("DescribeListeners", fixed={"ListenerArns": ["{id}"]}),
        found="Listeners[0]",
        delete=Call("DeleteListener", fixed={"ListenerArn": "{id}"}),
        updates=(
            Call(
                "ModifyListener",
                fixed={"ListenerArn": "{id}"},
                takes=_LISTENER,
                make=_listener,
            ),
        ),
        seen={
            "certificateArn": "Certificates[0].CertificateArn",
            "defaultActions": "DefaultActions[].{type: Type, targetGroupArn: TargetGroupArn,"
            " redirect: RedirectConfig}",
        },
        tags=_TAGS,
        outputs={"arn": "{id}"},
    ),
    Entry(
        kind="aws:lb/listenerRule:ListenerRule",
        service="elbv2",
        create=Call("CreateRule", make=_rule),
        id="Rules[0].RuleArn",
        read=Call("DescribeRules", fixed={"RuleArns": ["{id}"]}),
        found="Rules[0]",
        delete=Call("DeleteRule", fixed={"RuleArn": "{id}"}),
        updates=(
            Call(
                "ModifyRule",
                fixed={"RuleArn": "{id}"},
                takes=("actions", "conditions"),
                make=_rule,
            ),
        ),
        seen={
            "conditions": "Conditions[].{pathPattern: {values: PathPatternConfig.Values}}",
            "actions": "Actions[].{type: Type, targetGroupArn: TargetGroupArn}",
        },
        tags=_TAGS,
        outputs={"arn": "{id}"},
    ),
)
