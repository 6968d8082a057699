"""Instances that come and go, and disks beside the first."""

from __future__ import annotations

from dataclasses import replace

from lab.aws.entry import Call, Entry
from lab.aws.table.ec2 import BY_NAME, EC2_TAGS, tagged
from lab.aws.words import Properties

_GROUP = {"AutoScalingGroupName": "{name}"}
_TEMPLATE = {"LaunchTemplateId": "{id}"}
_DATA = (
    "imageId",
    "instanceType",
    "iamInstanceProfile",
    "vpcSecurityGroupIds",
    "metadataOptions",
    "blockDeviceMappings",
    "instanceMarketOptions",
    "userData",
)
_LISTED = Call("DescribeTags", fixed={"Filters": [{"Name": "resource-id", "Values": ["{id}"]}]})


def _group(given: Properties) -> Properties:
    """Return a group as its calls take it: its subnets in one text."""
    made = dict(given)
    if "vpcZoneIdentifiers" in made:
        made["vpcZoneIdentifier"] = ",".join(map(str, made.pop("vpcZoneIdentifiers")))
    if made.get("launchTemplate"):
        asked = made["launchTemplate"]
        made["launchTemplate"] = {
            {"id": "launchTemplateId"}.get(name, name): value for name, value in asked.items()
        }
    return made


def _attached(given: Properties) -> Properties:
    return {
        "autoScalingGroupName": given.get("autoscalingGroupName"),
        "targetGroupARNs": [given.get("lbTargetGroupArn")],
    }


_VOLUME = tagged(
    "volume",
    Entry(
        kind="aws:ebs/volume:Volume",
        service="ec2",
        create=Call("CreateVolume"),
        id="VolumeId",
        read=Call("DescribeVolumes"),
        found="Volumes[0]",
        delete=Call("DeleteVolume"),
        names={"type": "VolumeType"},
        outputs={"arn": "arn:aws:ec2:{region}:{account}:volume/{id}"},
    ),
)
_LAUNCH_TEMPLATE = tagged(
    "launch-template",
    Entry(
        kind="aws:ec2/launchTemplate:LaunchTemplate",
        service="ec2",
        create=Call("CreateLaunchTemplate"),
        id="LaunchTemplate.LaunchTemplateId",
        read=Call("DescribeLaunchTemplateVersions", fixed={**_TEMPLATE, "Versions": ["$Latest"]}),
        found="LaunchTemplateVersions[0]",
        find=Call("DescribeLaunchTemplates", fixed=BY_NAME),
        found_by="LaunchTemplates[0]",
        delete=Call("DeleteLaunchTemplate", fixed=_TEMPLATE),
        updates=(Call("CreateLaunchTemplateVersion", fixed=_TEMPLATE, takes=_DATA, whole=True),),
        replace=("name",),
        names={
            "name": "LaunchTemplateName",
            "vpcSecurityGroupIds": "LaunchTemplateData.SecurityGroupIds",
        },
        seen={"vpcSecurityGroupIds": "LaunchTemplateData.SecurityGroupIds"},
        outputs={"arn": "arn:aws:ec2:{region}:{account}:launch-template/{id}"},
        unsent={"updateDefaultVersion": "how the plugin itself goes about a new version"},
    ),
)

ENTRIES = (
    _VOLUME,
    Entry(
        kind="aws:ec2/volumeAttachment:VolumeAttachment",
        service="ec2",
        create=Call("AttachVolume"),
        id="{instanceId}:{volumeId}:{deviceName}",
        read=Call("DescribeVolumes", fixed={"VolumeIds": ["{volumeId}"]}),
        found="Volumes[0].Attachments[?InstanceId=='{instanceId}'] | [0]",
        delete=Call("DetachVolume", fixed={"VolumeId": "{volumeId}"}),
        names={"deviceName": "Device"},
    ),
    replace(_LAUNCH_TEMPLATE, tags=replace(EC2_TAGS, listing=_LISTED)),
    Entry(
        kind="aws:autoscaling/group:Group",
        service="autoscaling",
        create=Call("CreateAutoScalingGroup", make=_group),
        id="{name}",
        read=Call("DescribeAutoScalingGroups", fixed={"AutoScalingGroupNames": ["{name}"]}),
        found="AutoScalingGroups[0]",
        delete=Call("DeleteAutoScalingGroup", fixed={**_GROUP, "ForceDelete": True}),
        updates=(
            Call(
                "UpdateAutoScalingGroup",
                fixed=_GROUP,
                takes=("minSize", "maxSize", "launchTemplate", "vpcZoneIdentifiers"),
                make=_group,
            ),
        ),
        names={"name": "AutoScalingGroupName"},
        seen={
            "launchTemplate": "LaunchTemplate.{id: LaunchTemplateId, version: Version}",
        },
        outputs={"arn": "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:*:{id}"},
    ),
    Entry(
        kind="aws:autoscaling/attachment:Attachment",
        service="autoscaling",
        create=Call("AttachLoadBalancerTargetGroups", make=_attached),
        id="{autoscalingGroupName}-{lbTargetGroupArn}",
        read=Call(
            "DescribeLoadBalancerTargetGroups",
            fixed={"AutoScalingGroupName": "{autoscalingGroupName}"},
        ),
        found="LoadBalancerTargetGroups[?LoadBalancerTargetGroupARN=='{lbTargetGroupArn}'] | [0]",
        delete=Call("DetachLoadBalancerTargetGroups", make=_attached),
    ),
    Entry(
        kind="aws:autoscaling/policy:Policy",
        service="autoscaling",
        create=Call("PutScalingPolicy"),
        id="{autoscalingGroupName}/{name}",
        read=Call(
            "DescribePolicies",
            fixed={"AutoScalingGroupName": "{autoscalingGroupName}", "PolicyNames": ["{name}"]},
        ),
        found="ScalingPolicies[0]",
        delete=Call(
            "DeletePolicy",
            fixed={"AutoScalingGroupName": "{autoscalingGroupName}", "PolicyName": "{name}"},
        ),
        updates=(Call("PutScalingPolicy", whole=True, takes=("targetTrackingConfiguration",)),),
        names={"name": "PolicyName", "autoscalingGroupName": "AutoScalingGroupName"},
    ),
)
