"""Relational databases."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, More, Tags
from lab.aws.words import Properties

_BY_ARN = {"ResourceName": "{arn}"}
ARN_TAGS = Tags(
    add=Call("AddTagsToResource", fixed=_BY_ARN, takes=("tags",)),
    remove=Call("RemoveTagsFromResource", fixed=_BY_ARN),
    keys="TagKeys",
    listing=Call("ListTagsForResource", fixed=_BY_ARN),
    found="TagList",
)
"""Of RDS and ElastiCache alike."""
_GROUP = {"DBParameterGroupName": "{name}"}
_SETTINGS = "sort_by(Parameters[?Source=='user' || ApplyMethod], &ParameterName)[]"
_AS_DECLARED = ".{name: ParameterName, value: ParameterValue, applyMethod: ApplyMethod}"


def _parameters(given: Properties) -> Properties:
    """Return parameters as RDS takes them."""
    return {
        "parameters": [
            {
                "parameterName": each["name"],
                "parameterValue": each["value"],
                "applyMethod": each.get("applyMethod", "immediate"),
            }
            for each in given.get("parameters") or []
        ]
    }


ENTRIES = (
    Entry(
        kind="aws:rds/subnetGroup:SubnetGroup",
        service="rds",
        create=Call("CreateDBSubnetGroup"),
        id="{name}",
        read=Call("DescribeDBSubnetGroups", fixed={"DBSubnetGroupName": "{name}"}),
        found="DBSubnetGroups[0]",
        delete=Call("DeleteDBSubnetGroup", fixed={"DBSubnetGroupName": "{name}"}),
        updates=(Call("ModifyDBSubnetGroup", takes=("subnetIds", "description")),),
        names={"name": "DBSubnetGroupName", "description": "DBSubnetGroupDescription"},
        seen={"subnetIds": "Subnets[].SubnetIdentifier"},
        tags=ARN_TAGS,
        outputs={"arn": "arn:aws:rds:{region}:{account}:subgrp:{id}"},
    ),
    Entry(
        kind="aws:rds/parameterGroup:ParameterGroup",
        service="rds",
        create=Call("CreateDBParameterGroup", takes=("name", "family", "description", "tags")),
        id="{name}",
        read=Call("DescribeDBParameterGroups", fixed=_GROUP),
        found="DBParameterGroups[0]",
        delete=Call("DeleteDBParameterGroup", fixed=_GROUP),
        updates=(
            Call("ModifyDBParameterGroup", fixed=_GROUP, takes=("parameters",), make=_parameters),
        ),
        more=(
            More(
                Call("DescribeDBParameters", fixed=_GROUP), _SETTINGS + _AS_DECLARED, "Parameters"
            ),
        ),
        names={"name": "DBParameterGroupName", "family": "DBParameterGroupFamily"},
        tags=ARN_TAGS,
        outputs={"arn": "arn:aws:rds:{region}:{account}:pg:{id}"},
    ),
    Entry(
        kind="aws:rds/instance:Instance",
        service="rds",
        create=Call("CreateDBInstance"),
        # Moto looks for the group of subnets in the source's region.
        instead={
            "replicateSourceDb": Call("CreateDBInstanceReadReplica", without=("dbSubnetGroupName",))
        },
        id="{identifier}",
        read=Call("DescribeDBInstances", fixed={"DBInstanceIdentifier": "{identifier}"}),
        found="DBInstances[0]",
        delete=Call(
            "DeleteDBInstance",
            fixed={"DBInstanceIdentifier": "{identifier}"},
            takes=("skipFinalSnapshot", "finalSnapshotIdentifier", "deleteAutomatedBackups"),
        ),
        updates=(
            Call(
                "ModifyDBInstance",
                fixed={"DBInstanceIdentifier": "{identifier}", "ApplyImmediately": True},
                takes=(
                    "instanceClass",
                    "allocatedStorage",
                    "iops",
                    "multiAz",
                    "engineVersion",
                    "backupRetentionPeriod",
                    "backupWindow",
                    "maintenanceWindow",
                    "parameterGroupName",
                    "vpcSecurityGroupIds",
                    "deletionProtection",
                    "maxAllocatedStorage",
                    "caCertIdentifier",
                    "monitoringInterval",
                    "storageThroughput",
                    "password",
                ),
            ),
        ),
        names={
            "identifier": "DBInstanceIdentifier",
            "instanceClass": "DBInstanceClass",
            "username": "MasterUsername",
            "password": "MasterUserPassword",
            "parameterGroupName": "DBParameterGroupName",
            "backupWindow": "PreferredBackupWindow",
            "maintenanceWindow": "PreferredMaintenanceWindow",
            "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
            "performanceInsightsEnabled": "EnablePerformanceInsights",
            "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
            "caCertIdentifier": "CACertificateIdentifier",
            "finalSnapshotIdentifier": "FinalDBSnapshotIdentifier",
            "replicateSourceDb": "SourceDBInstanceIdentifier",
        },
        seen={
            "replicateSourceDb": "ReadReplicaSourceDBInstanceIdentifier",
            "vpcSecurityGroupIds": "VpcSecurityGroups[].VpcSecurityGroupId",
            "parameterGroupName": "DBParameterGroups[0].DBParameterGroupName",
            "dbSubnetGroupName": "DBSubnetGroup.DBSubnetGroupName",
            "iamDatabaseAuthenticationEnabled": "IAMDatabaseAuthenticationEnabled",
            "performanceInsightsEnabled": "PerformanceInsightsEnabled",
            "enabledCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
            "address": "Endpoint.Address",
            "port": "Endpoint.Port",
            "resourceId": "DbiResourceId",
        },
        tags=ARN_TAGS,
        outputs={
            "arn": "arn:aws:rds:{region}:{account}:db:{id}",
            "endpoint": "{address}:{port}",
        },
    ),
)
