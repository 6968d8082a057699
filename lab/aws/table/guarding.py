"""The web filter, and what watches over an account."""

from __future__ import annotations

from typing import Any

from lab.aws.entry import Call, Entry, More, Tags
from lab.aws.words import Properties

_ACL = {"Id": "{id}", "Name": "{name}", "Scope": "{scope}"}
_DETECTOR = {"DetectorId": "{id}"}


def _acl(given: Properties) -> Properties:
    """Return a list of rules as its calls take it: what does nothing is an empty object."""
    made = dict(given)
    made["defaultAction"] = {name: {} for name in given.get("defaultAction") or {}}
    made["rules"] = [_rule(each) for each in given.get("rules") or []]
    return made


def _rule(each: Properties) -> dict[str, Any]:
    rule = dict(each)
    for name in ("action", "overrideAction"):
        if rule.get(name):
            rule[name] = {what: {} for what in rule[name]}
    return rule


def _logging(operation: str, *, wanted: bool) -> Call:
    """Return the call that lets a trail write, or not."""
    return Call(
        operation,
        fixed={"Name": "{name}"},
        takes=("enableLogging",),
        make=lambda _: {},
        only=wanted,
    )


ENTRIES = (
    Entry(
        kind="aws:wafv2/webAcl:WebAcl",
        service="wafv2",
        create=Call("CreateWebACL", make=_acl),
        id="Summary.Id",
        read=Call("GetWebACL", fixed=_ACL),
        found="WebACL",
        delete=Call("DeleteWebACL", fixed={**_ACL, "LockToken": "{lockToken}"}),
        token=More(Call("GetWebACL", fixed=_ACL), "LockToken", "lockToken"),
        updates=(
            Call(
                "UpdateWebACL",
                fixed={**_ACL, "LockToken": "{lockToken}"},
                takes=("defaultAction", "rules", "visibilityConfig", "description"),
                make=_acl,
                whole=True,
                without=("name", "scope", "tags"),
            ),
        ),
        tags=Tags(
            add=Call("TagResource", fixed={"ResourceARN": "{arn}"}, takes=("tags",)),
            remove=Call("UntagResource", fixed={"ResourceARN": "{arn}"}),
            keys="TagKeys",
            listing=Call("ListTagsForResource", fixed={"ResourceARN": "{arn}"}),
            found="TagInfoForResource.TagList",
        ),
        replace=("name", "scope"),
        hidden=frozenset({"scope"}),
        outputs={"arn": "arn:aws:wafv2:{region}:{account}:regional/webacl/{name}/{id}"},
    ),
    Entry(
        kind="aws:wafv2/webAclAssociation:WebAclAssociation",
        service="wafv2",
        create=Call("AssociateWebACL"),
        id="{webAclArn},{resourceArn}",
        read=Call("GetWebACLForResource"),
        found="WebACL",
        delete=Call("DisassociateWebACL"),
    ),
    Entry(
        kind="aws:guardduty/detector:Detector",
        service="guardduty",
        create=Call("CreateDetector"),
        id="DetectorId",
        read=Call("GetDetector", fixed=_DETECTOR),
        delete=Call("DeleteDetector", fixed=_DETECTOR),
        updates=(
            Call("UpdateDetector", fixed=_DETECTOR, takes=("enable", "findingPublishingFrequency")),
        ),
        gone="is not owned by the current account",
        seen={"enable": "Status=='ENABLED'"},
        tags=Tags(
            add=Call("TagResource", fixed={"ResourceArn": "{arn}"}, takes=("tags",)),
            remove=Call("UntagResource", fixed={"ResourceArn": "{arn}"}),
            keys="TagKeys",
        ),
        outputs={"arn": "arn:aws:guardduty:{region}:{account}:detector/{id}"},
    ),
    Entry(
        kind="aws:cloudtrail/trail:Trail",
        service="cloudtrail",
        create=Call("CreateTrail", without=("enableLogging",)),
        id="{name}",
        read=Call("GetTrail"),
        found="Trail",
        delete=Call("DeleteTrail"),
        updates=(
            Call(
                "UpdateTrail",
                takes=("includeGlobalServiceEvents", "isMultiRegionTrail", "kmsKeyId"),
            ),
            _logging("StartLogging", wanted=True),
            _logging("StopLogging", wanted=False),
        ),
        names={"tags": "TagsList"},
        more=(More(Call("GetTrailStatus"), "IsLogging", "EnableLogging"),),
        seen={"enableLogFileValidation": "LogFileValidationEnabled", "tags": "Tags"},
        tags=Tags(
            add=Call("AddTags", fixed={"ResourceId": "{arn}"}, takes=("tags",)),
            remove=Call("RemoveTags", fixed={"ResourceId": "{arn}"}),
            keys="TagsList",
            listing=Call("ListTags", fixed={"ResourceIdList": ["{arn}"]}),
            found="ResourceTagList[0].TagsList",
        ),
        outputs={"arn": "arn:aws:cloudtrail:{region}:{account}:trail/{id}"},
    ),
    Entry(
        kind="aws:inspector2/enabler:Enabler",
        service="inspector2",
        create=Call("Enable"),
        id="inspector-{region}",
        read=Call("BatchGetAccountStatus", takes=("accountIds",)),
        found="accounts[?state.status=='ENABLED'] | [0]",
        delete=Call("Disable", takes=("accountIds", "resourceTypes")),
        seen={
            "accountIds": "[accountId]",
            "resourceTypes": "[(resourceState.ec2.status=='ENABLED' && 'EC2'),"
            " (resourceState.ecr.status=='ENABLED' && 'ECR')] | [?@]",
        },
    ),
)
