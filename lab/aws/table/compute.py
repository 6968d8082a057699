"""Instances that our roles configure."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, More
from lab.aws.table.ec2 import tagged
from lab.aws.words import Properties

ROOT = "/dev/xvda"
"""Where Debian's images have their system."""


def _device(name: str, given: Properties) -> Properties:
    disk = {
        key: value for key, value in given.items() if key not in ("deviceName", "tags", "tagsAll")
    }
    return {"deviceName": given.get("deviceName", name), "ebs": disk}


def _instance(given: Properties) -> Properties:
    """Return an instance as EC2 takes it: one, with its disks, wearing a profile by name."""
    made = dict(given)
    root = made.pop("rootBlockDevice", None)
    others = made.pop("ebsBlockDevices", None) or []
    disks = [*([root] if root else []), *others]
    if disks:
        made["blockDeviceMappings"] = [_device(ROOT, each) for each in disks]
    if "iamInstanceProfile" in made:
        made["iamInstanceProfile"] = {"name": made["iamInstanceProfile"]}
    if "monitoring" in made:
        made["monitoring"] = {"enabled": made["monitoring"]}
    return made


ENTRIES = (
    tagged(
        "instance",
        Entry(
            kind="aws:ec2/instance:Instance",
            service="ec2",
            create=Call("RunInstances", fixed={"MinCount": 1, "MaxCount": 1}, make=_instance),
            id="Instances[0].InstanceId",
            read=Call("DescribeInstances"),
            found="Reservations[].Instances[] | [?State.Name!='terminated'] | [0]",
            more=(
                More(
                    Call(
                        "DescribeVolumes",
                        fixed={"Filters": [{"Name": "attachment.instance-id", "Values": ["{id}"]}]},
                    ),
                    "Volumes[?VolumeType!='st1'] | [0].{volumeType: VolumeType,"
                    " volumeSize: Size, encrypted: Encrypted, kmsKeyId: KmsKeyId}",
                    "RootBlockDevice",
                ),
            ),
            delete=Call("TerminateInstances", fixed={"InstanceIds": ["{id}"]}),
            names={
                "ami": "ImageId",
                "privateIp": "PrivateIpAddress",
                "vpcSecurityGroupIds": "SecurityGroupIds",
            },
            seen={
                "vpcSecurityGroupIds": "SecurityGroups[].GroupId",
                "monitoring": "Monitoring.State=='enabled'",
                "iamInstanceProfile": "IamInstanceProfile.Arn",
            },
            outputs={"arn": "arn:aws:ec2:{region}:{account}:instance/{id}"},
            unsent={"userDataReplaceOnChange": "how the plugin itself answers a change"},
        ),
    ),
)
