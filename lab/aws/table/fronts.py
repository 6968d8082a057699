"""Global Accelerator, which moto does not have: what is made of it is only written down."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, Tags

WHY = "moto has no Global Accelerator"
WORLD = "us-west-2"
_ARN = "arn:aws:globalaccelerator::{account}:accelerator"

ENTRIES = (
    Entry(
        kind="aws:globalaccelerator/accelerator:Accelerator",
        service="globalaccelerator",
        create=Call("CreateAccelerator"),
        id="{name}",
        read=Call("DescribeAccelerator"),
        delete=Call("DeleteAccelerator"),
        updates=(Call("UpdateAccelerator", takes=("name", "enabled", "ipAddressType")),),
        tags=Tags(add=Call("TagResource"), remove=Call("UntagResource"), keys="TagKeys"),
        recorded=WHY,
        region=WORLD,
        # The zone is the same for every one of them.
        outputs={
            "arn": f"{_ARN}/{{id}}",
            "dnsName": "{id}.awsglobalaccelerator.com",
            "hostedZoneId": "Z2BJ6XQ5FK7U4H",
        },
    ),
    Entry(
        kind="aws:globalaccelerator/listener:Listener",
        service="globalaccelerator",
        create=Call("CreateListener"),
        id="{acceleratorArn}/listener/1",
        read=Call("DescribeListener"),
        delete=Call("DeleteListener"),
        updates=(Call("UpdateListener", takes=("portRanges", "protocol")),),
        recorded=WHY,
        region=WORLD,
        outputs={"arn": "{id}"},
    ),
    Entry(
        kind="aws:globalaccelerator/endpointGroup:EndpointGroup",
        service="globalaccelerator",
        create=Call("CreateEndpointGroup"),
        id="{listenerArn}/endpoint-group/{endpointGroupRegion}",
        read=Call("DescribeEndpointGroup"),
        delete=Call("DeleteEndpointGroup"),
        updates=(
            Call(
                "UpdateEndpointGroup",
                takes=(
                    "endpointConfigurations",
                    "healthCheckPath",
                    "healthCheckPort",
                    "healthCheckProtocol",
                    "healthCheckIntervalSeconds",
                    "thresholdCount",
                ),
            ),
        ),
        names={"clientIpPreservationEnabled": "ClientIPPreservationEnabled"},
        recorded=WHY,
        region=WORLD,
        outputs={"arn": "{id}"},
    ),
)
