"""Caches, queues and shared files."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, More, Tags
from lab.aws.table.databases import ARN_TAGS

ENTRIES = (
    Entry(
        kind="aws:elasticache/subnetGroup:SubnetGroup",
        service="elasticache",
        create=Call("CreateCacheSubnetGroup"),
        id="{name}",
        read=Call("DescribeCacheSubnetGroups", fixed={"CacheSubnetGroupName": "{name}"}),
        found="CacheSubnetGroups[0]",
        delete=Call("DeleteCacheSubnetGroup", fixed={"CacheSubnetGroupName": "{name}"}),
        updates=(Call("ModifyCacheSubnetGroup", takes=("subnetIds", "description")),),
        names={"name": "CacheSubnetGroupName", "description": "CacheSubnetGroupDescription"},
        seen={"subnetIds": "Subnets[].SubnetIdentifier"},
        tags=ARN_TAGS,
        recorded="moto makes one and cannot remove it",
        outputs={"arn": "arn:aws:elasticache:{region}:{account}:subnetgroup:{id}"},
    ),
    Entry(
        kind="aws:elasticache/parameterGroup:ParameterGroup",
        service="elasticache",
        create=Call("CreateCacheParameterGroup", takes=("name", "family", "description", "tags")),
        id="{name}",
        read=Call("DescribeCacheParameterGroups"),
        updates=(
            Call(
                "ModifyCacheParameterGroup",
                fixed={"CacheParameterGroupName": "{name}"},
                takes=("parameters",),
                make=lambda given: {
                    "parameterNameValues": [
                        {"parameterName": each["name"], "parameterValue": each["value"]}
                        for each in given.get("parameters") or []
                    ]
                },
            ),
        ),
        names={"name": "CacheParameterGroupName", "family": "CacheParameterGroupFamily"},
        recorded="moto refuses CreateCacheParameterGroup",
    ),
    Entry(
        kind="aws:elasticache/replicationGroup:ReplicationGroup",
        service="elasticache",
        create=Call("CreateReplicationGroup"),
        id="{replicationGroupId}",
        read=Call(
            "DescribeReplicationGroups", fixed={"ReplicationGroupId": "{replicationGroupId}"}
        ),
        found="ReplicationGroups[?Status!='deleting'] | [0]",
        delete=Call("DeleteReplicationGroup", fixed={"ReplicationGroupId": "{replicationGroupId}"}),
        updates=(
            Call(
                "ModifyReplicationGroup",
                fixed={"ReplicationGroupId": "{replicationGroupId}", "ApplyImmediately": True},
                takes=(
                    "description",
                    "nodeType",
                    "engineVersion",
                    "parameterGroupName",
                    "snapshotRetentionLimit",
                ),
            ),
        ),
        names={
            "description": "ReplicationGroupDescription",
            "nodeType": "CacheNodeType",
            "subnetGroupName": "CacheSubnetGroupName",
            "parameterGroupName": "CacheParameterGroupName",
            "maintenanceWindow": "PreferredMaintenanceWindow",
        },
        seen={
            "description": "Description",
            "automaticFailoverEnabled": "AutomaticFailover=='enabled'",
            "multiAzEnabled": "MultiAZ=='enabled'",
            "numCacheClusters": "length(MemberClusters)",
            "primaryEndpointAddress": "NodeGroups[0].PrimaryEndpoint.Address",
        },
        tags=ARN_TAGS,
        outputs={"arn": "arn:aws:elasticache:{region}:{account}:replicationgroup:{id}"},
    ),
    Entry(
        kind="aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
        service="elasticache",
        create=Call("CreateGlobalReplicationGroup"),
        id="GlobalReplicationGroup.GlobalReplicationGroupId",
        read=Call("DescribeGlobalReplicationGroups"),
        delete=Call("DeleteGlobalReplicationGroup"),
        recorded="moto has no global datastores",
    ),
    Entry(
        kind="aws:mq/broker:Broker",
        service="mq",
        # The plugin takes the vendors' own spelling of their names.
        create=Call(
            "CreateBroker",
            make=lambda given: {**given, "engineType": str(given.get("engineType", "")).upper()},
        ),
        id="BrokerId",
        read=Call("DescribeBroker"),
        delete=Call("DeleteBroker"),
        updates=(Call("UpdateBroker", takes=("engineVersion", "hostInstanceType", "logs")),),
        hidden=frozenset({"users[0].password"}),
        tags=Tags(
            add=Call("CreateTags", fixed={"ResourceArn": "{arn}"}, takes=("tags",)),
            remove=Call("DeleteTags", fixed={"ResourceArn": "{arn}"}),
            keys="TagKeys",
        ),
        outputs={"arn": "arn:aws:mq:{region}:{account}:broker:{brokerName}:{id}"},
    ),
    Entry(
        kind="aws:efs/fileSystem:FileSystem",
        service="efs",
        create=Call("CreateFileSystem"),
        id="FileSystemId",
        read=Call("DescribeFileSystems"),
        find=Call("DescribeFileSystems", fixed={"CreationToken": "{creationToken}"}),
        found="FileSystems[0]",
        delete=Call("DeleteFileSystem"),
        updates=(
            Call("UpdateFileSystem", takes=("throughputMode", "provisionedThroughputInMibps")),
        ),
        tags=Tags(
            add=Call("TagResource", fixed={"ResourceId": "{id}"}, takes=("tags",)),
            remove=Call("UntagResource", fixed={"ResourceId": "{id}"}),
            keys="TagKeys",
        ),
        outputs={"arn": "arn:aws:elasticfilesystem:{region}:{account}:file-system/{id}"},
    ),
    Entry(
        kind="aws:efs/mountTarget:MountTarget",
        service="efs",
        create=Call("CreateMountTarget"),
        id="MountTargetId",
        read=Call("DescribeMountTargets"),
        found="MountTargets[0]",
        delete=Call("DeleteMountTarget"),
        updates=(Call("ModifyMountTargetSecurityGroups", takes=("securityGroups",)),),
        more=(More(Call("DescribeMountTargetSecurityGroups"), "SecurityGroups", "SecurityGroups"),),
    ),
)
