"""Security groups and their rules, each rule a resource of its own."""

from __future__ import annotations

from lab.aws.entry import Call, Entry
from lab.aws.table.ec2 import tagged
from lab.aws.words import Properties

_EVERYTHING = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


_RULE = (
    "ipProtocol",
    "fromPort",
    "toPort",
    "cidrIpv4",
    "cidrIpv6",
    "referencedSecurityGroupId",
    "description",
)


def _permission(given: Properties) -> Properties:
    """Return a rule as the calls that open one take it."""
    why = {"Description": given["description"]} if given.get("description") else {}
    rule: Properties = {"IpProtocol": given.get("ipProtocol")}
    for name in ("fromPort", "toPort"):
        if name in given:
            rule[name] = given[name]
    if "cidrIpv4" in given:
        rule["IpRanges"] = [{"CidrIp": given["cidrIpv4"], **why}]
    if "cidrIpv6" in given:
        rule["Ipv6Ranges"] = [{"CidrIpv6": given["cidrIpv6"], **why}]
    if "referencedSecurityGroupId" in given:
        rule["UserIdGroupPairs"] = [{"GroupId": given["referencedSecurityGroupId"], **why}]
    return {"groupId": given.get("securityGroupId"), "ipPermissions": [rule]}


def _changed(given: Properties) -> Properties:
    """Return a rule as the call that changes one takes it."""
    rule = {name: given[name] for name in _RULE if name in given}
    if "referencedSecurityGroupId" in rule:
        rule["referencedGroupId"] = rule.pop("referencedSecurityGroupId")
    changed = {"securityGroupRuleId": given.get("id", ""), "securityGroupRule": rule}
    return {"groupId": given.get("securityGroupId"), "securityGroupRules": [changed]}


def _rule(direction: str) -> Entry:
    return tagged(
        "security-group-rule",
        Entry(
            kind=f"aws:vpc/securityGroup{direction}Rule:SecurityGroup{direction}Rule",
            service="ec2",
            create=Call(f"AuthorizeSecurityGroup{direction}", make=_permission),
            id="SecurityGroupRules[0].SecurityGroupRuleId",
            read=Call("DescribeSecurityGroupRules", fixed={"SecurityGroupRuleIds": ["{id}"]}),
            found="SecurityGroupRules[0]",
            # Moto finds no rule by its tags; AWS's own limit of a group's rules is small.
            find=Call(
                "DescribeSecurityGroupRules",
                fixed={"Filters": [{"Name": "group-id", "Values": ["{securityGroupId}"]}]},
            ),
            found_by="SecurityGroupRules[?Tags[?Key=='Name' && Value=='{name}']] | [0]",
            delete=Call(
                f"RevokeSecurityGroup{direction}",
                fixed={"GroupId": "{securityGroupId}", "SecurityGroupRuleIds": ["{id}"]},
            ),
            updates=(Call("ModifySecurityGroupRules", takes=_RULE, make=_changed, whole=True),),
            seen={
                "securityGroupId": "GroupId",
                "referencedSecurityGroupId": "ReferencedGroupInfo.GroupId",
            },
            outputs={
                "arn": "arn:aws:ec2:{region}:{account}:security-group-rule/{id}",
                "securityGroupRuleId": "{id}",
            },
        ),
    )


ENTRIES = (
    tagged(
        "security-group",
        Entry(
            kind="aws:ec2/securityGroup:SecurityGroup",
            service="ec2",
            create=Call("CreateSecurityGroup"),
            id="GroupId",
            read=Call("DescribeSecurityGroups"),
            found="SecurityGroups[0]",
            delete=Call("DeleteSecurityGroup"),
            # A new group lets everything out; Pulumi's plugin takes that away too.
            updates=(
                Call(
                    "RevokeSecurityGroupEgress",
                    fixed={"GroupId": "{id}", "IpPermissions": _EVERYTHING},
                    takes=(),
                    always=True,
                ),
            ),
            names={"name": "GroupName"},
            outputs={"arn": "arn:aws:ec2:{region}:{account}:security-group/{id}"},
            unsent={"revokeRulesOnDelete": "how the plugin itself goes about removing a group"},
        ),
    ),
    _rule("Ingress"),
    _rule("Egress"),
)
