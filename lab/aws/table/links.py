"""The way between regions."""

from __future__ import annotations

from lab.aws.entry import Call, Entry
from lab.aws.table.ec2 import EC2_TAGS, tagged

_ALIVE = "VpcPeeringConnections[?Status.Code!='deleted'] | [0]"
_IDS = {"VpcPeeringConnectionIds": ["{vpcPeeringConnectionId}"]}

ENTRIES = (
    tagged(
        "vpc-peering-connection",
        Entry(
            kind="aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
            service="ec2",
            create=Call("CreateVpcPeeringConnection"),
            id="VpcPeeringConnection.VpcPeeringConnectionId",
            read=Call("DescribeVpcPeeringConnections"),
            found=_ALIVE,
            delete=Call("DeleteVpcPeeringConnection"),
            seen={
                "vpcId": "RequesterVpcInfo.VpcId",
                "peerVpcId": "AccepterVpcInfo.VpcId",
                "peerRegion": "AccepterVpcInfo.Region",
            },
        ),
    ),
    Entry(
        kind="aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
        service="ec2",
        create=Call("AcceptVpcPeeringConnection"),
        id="VpcPeeringConnection.VpcPeeringConnectionId",
        read=Call("DescribeVpcPeeringConnections", fixed=_IDS),
        found=_ALIVE,
        tags=EC2_TAGS,
        unsent={
            "autoAccept": "how the plugin itself goes about it: this resource is the accepting"
        },
    ),
)
