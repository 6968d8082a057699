"""What nobody declared: things that stand in our network or bear our tags, and are in no state.

Each is classed. *Co-managed* is what AWS makes by itself around what we declared: a network's
default group, members of our autoscaling groups, a database's own secret. *Foreign* is all else.
Nothing is ever repaired here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jmespath
from botocore.exceptions import ClientError

Class = Literal["owned", "co-managed", "foreign"]
Client = Callable[[str, str], Any]
"""Makes the client of a service in a region."""
ENVIRONMENT = "tandem:environment"
BY_AWS = ("aws:autoscaling:groupName", "aws:secretsmanager:owningService", "aws:eks:cluster-name")
"""Tags that AWS puts on what it makes by itself."""


@dataclass(frozen=True)
class Finder:
    """How one type of resource is looked for."""

    kind: str
    service: str
    operation: str
    found: str
    """Each one's `id`, `tags`, and where it knows them `vpc` and `ours` (made by AWS itself)."""


_EC2 = "id: {0}, vpc: VpcId, tags: Tags"
FINDERS: tuple[Finder, ...] = (
    Finder("ec2/vpc", "ec2", "describe_vpcs", "Vpcs[].{id: VpcId, vpc: VpcId, tags: Tags}"),
    Finder("ec2/subnet", "ec2", "describe_subnets", "Subnets[].{%s}" % _EC2.format("SubnetId")),  # noqa: UP031 - braces are the query's own
    Finder("ec2/instance", "ec2", "describe_instances",
           "Reservations[].Instances[] | [?State.Name!='terminated']"
           ".{id: InstanceId, vpc: VpcId, tags: Tags}"),
    Finder("ec2/securityGroup", "ec2", "describe_security_groups",
           "SecurityGroups[].{id: GroupId, vpc: VpcId, tags: Tags, own: GroupName=='default'}"),
    Finder("ec2/routeTable", "ec2", "describe_route_tables",
           "RouteTables[].{id: RouteTableId, vpc: VpcId, tags: Tags,"
           " own: length(Associations[?Main]) > `0`}"),
    Finder("ec2/natGateway", "ec2", "describe_nat_gateways",
           "NatGateways[?State!='deleted'].{id: NatGatewayId, vpc: VpcId, tags: Tags}"),
    Finder("ec2/internetGateway", "ec2", "describe_internet_gateways",
           "InternetGateways[].{id: InternetGatewayId, vpc: Attachments[0].VpcId, tags: Tags}"),
    Finder("ec2/vpcEndpoint", "ec2", "describe_vpc_endpoints",
           "VpcEndpoints[].{id: VpcEndpointId, vpc: VpcId, tags: Tags}"),
    Finder("ec2/eip", "ec2", "describe_addresses", "Addresses[].{id: AllocationId, tags: Tags}"),
    Finder("ebs/volume", "ec2", "describe_volumes",
           "Volumes[].{id: VolumeId, tags: Tags, on: Attachments[0].InstanceId}"),
    Finder("ec2/launchTemplate", "ec2", "describe_launch_templates",
           "LaunchTemplates[].{id: LaunchTemplateId, tags: Tags}"),
    Finder("ec2/vpcPeeringConnection", "ec2", "describe_vpc_peering_connections",
           "VpcPeeringConnections[?Status.Code!='deleted']"
           ".{id: VpcPeeringConnectionId, vpc: RequesterVpcInfo.VpcId, tags: Tags,"
           " other: AccepterVpcInfo.VpcId}"),
    Finder("lb/loadBalancer", "elbv2", "describe_load_balancers",
           "LoadBalancers[].{id: LoadBalancerArn, vpc: VpcId}"),
    Finder("lb/targetGroup", "elbv2", "describe_target_groups",
           "TargetGroups[].{id: TargetGroupArn, vpc: VpcId}"),
    Finder("rds/instance", "rds", "describe_db_instances",
           "DBInstances[].{id: DBInstanceIdentifier, vpc: DBSubnetGroup.VpcId, tags: TagList}"),
    Finder("efs/fileSystem", "efs", "describe_file_systems",
           "FileSystems[].{id: FileSystemId, tags: Tags}"),
    Finder("opensearch/domain", "opensearch", "list_domain_names",
           "DomainNames[].{id: DomainName, name: DomainName}"),
    Finder("eks/cluster", "eks", "list_clusters", "clusters[].{id: @, name: @}"),
    Finder("elasticache/replicationGroup", "elasticache", "describe_replication_groups",
           "ReplicationGroups[?Status!='deleting']"
           ".{id: ReplicationGroupId, name: ReplicationGroupId}"),
    Finder("secretsmanager/secret", "secretsmanager", "list_secrets",
           "SecretList[].{id: ARN, tags: Tags, own: OwningService != null}"),
    Finder("cloudwatch/logGroup", "logs", "describe_log_groups",
           "logGroups[].{id: logGroupName, name: logGroupName}"),
    Finder("s3/bucket", "s3", "list_buckets", "Buckets[].{id: Name, name: Name}"),
    Finder("autoscaling/group", "autoscaling", "describe_auto_scaling_groups",
           "AutoScalingGroups[].{id: AutoScalingGroupName, tags: Tags}"),
    Finder("kms/alias", "kms", "list_aliases", "Aliases[].{id: AliasName, name: AliasName}"),
    Finder("backup/vault", "backup", "list_backup_vaults",
           "BackupVaultList[].{id: BackupVaultName, name: BackupVaultName}"),
    Finder("iam/role", "iam", "list_roles", "Roles[].{id: RoleName, name: RoleName}"),
)  # fmt: skip
"""Every type that is looked for; a page of the documentation lists them."""


@dataclass(frozen=True)
class Thing:
    """Something that is there."""

    kind: str
    id: str
    why: str
    """Why it is held to be ours to know about."""
    cls: Class


def look(client: Client, region: str, name: str, known: Iterable[str]) -> Iterator[Thing]:
    """Yield what stands in an environment's network, bears its tags or its name, and is unknown."""
    mine = {*known, *(each.rpartition("/")[2] for each in known), *_parts(known)}
    seen = {each.kind: list(_there(client, region, each)) for each in FINDERS}
    networks = {
        each["id"]
        for each in seen["ec2/vpc"]
        if each["id"] in mine or _tags(each).get(ENVIRONMENT) == name
    }
    hosts = {each["id"] for each in seen["ec2/instance"] if each.get("vpc") in networks}
    for kind, things in seen.items():
        for each in things:
            why = _why(each, name, networks, hosts)
            if why and str(each["id"]) not in mine:
                yield Thing(kind, str(each["id"]), why, _class(each, kind, mine))


def _parts(known: Iterable[str]) -> Iterator[str]:
    """Yield the identifiers inside those that are made of several."""
    for each in known:
        yield from each.split(":")


def _there(client: Client, region: str, of: Finder) -> Iterator[Mapping[str, Any]]:
    made = client(of.service, region)
    try:
        if made.can_paginate(of.operation):
            pages = made.get_paginator(of.operation).paginate()
        else:
            pages = [getattr(made, of.operation)()]
        for page in pages:
            yield from jmespath.search(of.found, page) or ()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code not in ("OptInRequired", "UnsupportedOperation"):
            raise


def _tags(each: Mapping[str, Any]) -> dict[str, str]:
    found = each.get("tags") or []
    if isinstance(found, Mapping):
        return dict(found)
    return {str(one.get("Key")): str(one.get("Value")) for one in found}


def _why(each: Mapping[str, Any], name: str, networks: set[str], hosts: set[str]) -> str:
    tags = _tags(each)
    if tags.get(ENVIRONMENT) == name:
        return "it bears this environment's tag"
    if each.get("vpc") in networks or each.get("other") in networks:
        return "it stands in this environment's network"
    if each.get("on") in hosts:
        return "it is a disk of a host in this environment's network"
    said = str(each.get("name", ""))
    if said.removeprefix("alias/").removeprefix("/tandem/").startswith((f"{name}-", f"{name}/")):
        return "it has this environment's name"
    return ""


def _class(each: Mapping[str, Any], kind: str, mine: set[str]) -> Class:
    by_aws = any(tag in _tags(each) for tag in BY_AWS)
    disk_of_ours = kind == "ebs/volume" and each.get("on") in mine
    return "co-managed" if each.get("own") or by_aws or disk_of_ours else "foreign"
