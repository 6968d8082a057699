"""Networks: VPC, subnets, routes, gateways, endpoints, flow logs."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, More
from lab.aws.table.ec2 import tagged

_ARN = "arn:aws:ec2:{region}:{account}"


def _attribute(name: str) -> More:
    """Read one of the attributes that EC2 tells one at a time."""
    call = Call("DescribeVpcAttribute", fixed={"VpcId": "{id}", "Attribute": name})
    spelt = name[0].upper() + name[1:]
    return More(call, f"{spelt}.Value", spelt)


ENTRIES = (
    tagged(
        "vpc",
        Entry(
            kind="aws:ec2/vpc:Vpc",
            service="ec2",
            create=Call("CreateVpc"),
            id="Vpc.VpcId",
            read=Call("DescribeVpcs"),
            found="Vpcs[0]",
            delete=Call("DeleteVpc"),
            updates=(
                Call(
                    "ModifyVpcAttribute",
                    takes=("enableDnsSupport", "enableDnsHostnames"),
                    apart=True,
                ),
            ),
            names={
                "enableDnsSupport": "EnableDnsSupport.Value",
                "enableDnsHostnames": "EnableDnsHostnames.Value",
            },
            seen={
                "enableDnsSupport": "EnableDnsSupport",
                "enableDnsHostnames": "EnableDnsHostnames",
            },
            more=(_attribute("enableDnsSupport"), _attribute("enableDnsHostnames")),
            outputs={"arn": _ARN + ":vpc/{id}"},
        ),
    ),
    tagged(
        "subnet",
        Entry(
            kind="aws:ec2/subnet:Subnet",
            service="ec2",
            create=Call("CreateSubnet"),
            id="Subnet.SubnetId",
            read=Call("DescribeSubnets"),
            found="Subnets[0]",
            delete=Call("DeleteSubnet"),
            outputs={"arn": _ARN + ":subnet/{id}"},
        ),
    ),
    tagged(
        "internet-gateway",
        Entry(
            kind="aws:ec2/internetGateway:InternetGateway",
            service="ec2",
            create=Call("CreateInternetGateway"),
            id="InternetGateway.InternetGatewayId",
            read=Call("DescribeInternetGateways"),
            found="InternetGateways[0]",
            delete=Call("DeleteInternetGateway"),
            outputs={"arn": _ARN + ":internet-gateway/{id}"},
        ),
    ),
    Entry(
        kind="aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        service="ec2",
        create=Call("AttachInternetGateway"),
        id="{internetGatewayId}:{vpcId}",
        read=Call(
            "DescribeInternetGateways",
            fixed={
                "InternetGatewayIds": ["{internetGatewayId}"],
                "Filters": [{"Name": "attachment.vpc-id", "Values": ["{vpcId}"]}],
            },
        ),
        found="InternetGateways[0]",
        seen={"vpcId": "Attachments[0].VpcId"},
        delete=Call("DetachInternetGateway"),
    ),
    tagged(
        "elastic-ip",
        Entry(
            kind="aws:ec2/eip:Eip",
            service="ec2",
            create=Call("AllocateAddress"),
            id="AllocationId",
            read=Call("DescribeAddresses"),
            found="Addresses[0]",
            delete=Call("ReleaseAddress"),
            outputs={"arn": _ARN + ":elastic-ip/{id}"},
        ),
    ),
    Entry(
        kind="aws:ec2/eipAssociation:EipAssociation",
        service="ec2",
        create=Call("AssociateAddress"),
        id="AssociationId",
        read=Call(
            "DescribeAddresses", fixed={"Filters": [{"Name": "association-id", "Values": ["{id}"]}]}
        ),
        found="Addresses[0]",
        delete=Call("DisassociateAddress", fixed={"AssociationId": "{id}"}),
    ),
    tagged(
        "natgateway",
        Entry(
            kind="aws:ec2/natGateway:NatGateway",
            service="ec2",
            create=Call("CreateNatGateway"),
            id="NatGateway.NatGatewayId",
            read=Call("DescribeNatGateways"),
            found="NatGateways[?State!='deleted'] | [0]",
            delete=Call("DeleteNatGateway"),
            seen={
                "allocationId": "NatGatewayAddresses[0].AllocationId",
                "publicIp": "NatGatewayAddresses[0].PublicIp",
            },
        ),
    ),
    tagged(
        "route-table",
        Entry(
            kind="aws:ec2/routeTable:RouteTable",
            service="ec2",
            create=Call("CreateRouteTable"),
            id="RouteTable.RouteTableId",
            read=Call("DescribeRouteTables"),
            found="RouteTables[0]",
            delete=Call("DeleteRouteTable"),
            outputs={"arn": _ARN + ":route-table/{id}"},
        ),
    ),
    Entry(
        kind="aws:ec2/route:Route",
        service="ec2",
        create=Call("CreateRoute"),
        id="{routeTableId}_{destinationCidrBlock}",
        read=Call("DescribeRouteTables", fixed={"RouteTableIds": ["{routeTableId}"]}),
        found="RouteTables[0].Routes[?DestinationCidrBlock=='{destinationCidrBlock}'] | [0]",
        updates=(
            Call(
                "ReplaceRoute",
                takes=("gatewayId", "natGatewayId", "vpcPeeringConnectionId", "transitGatewayId"),
            ),
        ),
        delete=Call("DeleteRoute", takes=("routeTableId", "destinationCidrBlock")),
    ),
    Entry(
        kind="aws:ec2/routeTableAssociation:RouteTableAssociation",
        service="ec2",
        create=Call("AssociateRouteTable"),
        id="AssociationId",
        read=Call(
            "DescribeRouteTables",
            fixed={
                "Filters": [{"Name": "association.route-table-association-id", "Values": ["{id}"]}]
            },
        ),
        found="RouteTables[0].Associations[?RouteTableAssociationId=='{id}'] | [0]",
        delete=Call("DisassociateRouteTable", fixed={"AssociationId": "{id}"}),
    ),
    tagged(
        "vpc-endpoint",
        Entry(
            kind="aws:ec2/vpcEndpoint:VpcEndpoint",
            service="ec2",
            create=Call("CreateVpcEndpoint"),
            id="VpcEndpoint.VpcEndpointId",
            read=Call("DescribeVpcEndpoints"),
            found="VpcEndpoints[0]",
            delete=Call("DeleteVpcEndpoints"),
            names={"policy": "PolicyDocument"},
            seen={"securityGroupIds": "Groups[].GroupId"},
        ),
    ),
    tagged(
        "vpc-flow-log",
        Entry(
            kind="aws:ec2/flowLog:FlowLog",
            service="ec2",
            create=Call("CreateFlowLogs", fixed={"ResourceType": "VPC"}),
            id="FlowLogIds[0]",
            read=Call("DescribeFlowLogs", fixed={"FlowLogIds": ["{id}"]}),
            found="FlowLogs[0]",
            delete=Call("DeleteFlowLogs", fixed={"FlowLogIds": ["{id}"]}),
            names={
                "vpcId": "ResourceIds",
                "iamRoleArn": "DeliverLogsPermissionArn",
            },
            seen={"vpcId": "ResourceId"},
            outputs={"arn": _ARN + ":vpc-flow-log/{id}"},
        ),
    ),
)
