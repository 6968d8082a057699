"""For each rule: inputs that pass, and inputs that break it."""  # long: one row for each rule

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.pods import POLICY

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One rule's fixtures: what it takes, what it refuses; `bad` is also the mutation."""

    kind: str
    good: Inputs
    bad: Inputs
    """`None` takes an input away."""


def allow(**statement: object) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", **statement}]})


def opens(port: int | None, but: Sequence[str] = ("10.0.0.0/16",)) -> Inputs:
    """Return a policy of a network that opens a port to the world, but for a part of it."""
    block = {"cidr": "0.0.0.0/0", **({"except": list(but)} if but else {})}
    ports = [{"protocol": "TCP", "port": port}] if port else []
    return {"spec": {"egress": [{"to": [{"ipBlock": block}], "ports": ports}]}}


DB, CACHE = "aws:rds/instance:Instance", "aws:elasticache/replicationGroup:ReplicationGroup"
MQ, SEARCH, KUBE = "aws:mq/broker:Broker", "aws:opensearch/domain:Domain", "aws:eks/cluster:Cluster"
HOST, TEMPLATE = "aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"
IN = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SSE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
TLS_ONLY = json.dumps(
    {"Statement": [{"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
)
TAGS = {
    "Name": "a", "tandem:environment": "qps-dr", "tandem:cost": "qps/dr", "tandem:owner": "qps",
}  # fmt: skip

CASES: Mapping[str, Case] = {
    "databases-are-encrypted": Case(
        DB, {"storageEncrypted": True, "kmsKeyId": "k"}, {"kmsKeyId": None}
    ),
    "caches-are-encrypted-at-rest": Case(
        CACHE,
        {"atRestEncryptionEnabled": True, "kmsKeyId": "k"},
        {"atRestEncryptionEnabled": False},
    ),
    "caches-speak-tls": Case(
        CACHE,
        {"transitEncryptionEnabled": True},
        {"transitEncryptionEnabled": False, "globalReplicationGroupId": None},
    ),
    "brokers-are-encrypted": Case(
        MQ, {"encryptionOptions": {"useAwsOwnedKey": False}}, {"encryptionOptions": None}
    ),
    "search-is-encrypted-at-rest": Case(
        SEARCH, {"encryptAtRest": {"enabled": True}}, {"encryptAtRest": {"enabled": False}}
    ),
    "search-nodes-speak-tls": Case(
        SEARCH, {"nodeToNodeEncryption": {"enabled": True}}, {"nodeToNodeEncryption": None}
    ),
    "search-speaks-tls": Case(
        SEARCH,
        {"domainEndpointOptions": {"enforceHttps": True, "tlsSecurityPolicy": "X-TLS-1-2-Y"}},
        {"domainEndpointOptions": {"enforceHttps": True, "tlsSecurityPolicy": "X-TLS-1-0"}},
    ),
    "files-are-encrypted": Case(
        "aws:efs/fileSystem:FileSystem", {"encrypted": True, "kmsKeyId": "k"}, {"encrypted": None}
    ),
    "hosts-have-encrypted-disks": Case(
        HOST, {"rootBlockDevice": {"encrypted": True}}, {"rootBlockDevice": {"encrypted": False}}
    ),
    "templates-have-encrypted-disks": Case(
        TEMPLATE,
        {"blockDeviceMappings": [{"ebs": {"encrypted": "true"}}]},
        {"blockDeviceMappings": [{"ebs": {}}]},
    ),
    "volumes-are-encrypted": Case(
        "aws:ebs/volume:Volume", {"encrypted": True}, {"encrypted": None}
    ),
    "buckets-are-encrypted-with-our-key": Case(
        SSE,
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]},
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
    ),
    "buckets-refuse-clear-text": Case(
        "aws:s3/bucketPolicy:BucketPolicy",
        {"policy": TLS_ONLY},
        {"policy": allow(Action="s3:GetObject")},
    ),
    "listeners-speak-tls": Case(
        "aws:lb/listener:Listener",
        {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
        {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-2016-08"},
    ),
    "balancers-speak-tls-onwards": Case(
        "aws:lb/targetGroup:TargetGroup", {"protocol": "HTTPS"}, {"protocol": "HTTP"}
    ),
    "logs-are-encrypted": Case(
        "aws:cloudwatch/logGroup:LogGroup", {"kmsKeyId": "k"}, {"kmsKeyId": None}
    ),
    "secrets-are-under-our-key": Case(
        "aws:secretsmanager/secret:Secret", {"kmsKeyId": "k"}, {"kmsKeyId": None}
    ),
    "kubernetes-secrets-are-encrypted": Case(
        KUBE, {"encryptionConfig": {"resources": ["secrets"]}}, {"encryptionConfig": None}
    ),
    "vaults-are-under-our-key": Case(
        "aws:backup/vault:Vault", {"kmsKeyArn": "k"}, {"kmsKeyArn": None}
    ),
    "databases-speak-tls": Case(
        "aws:rds/parameterGroup:ParameterGroup",
        {"parameters": [{"name": "rds.force_ssl", "value": "1"}]},
        {"parameters": [{"name": "rds.force_ssl", "value": "0"}]},
    ),
    "only-the-entry-is-open-to-the-world": Case(
        IN,
        {"cidrIpv4": "10.0.0.0/8", "fromPort": 3306, "toPort": 3306},
        {"cidrIpv4": "0.0.0.0/0", "fromPort": 3306, "toPort": 3306},
    ),
    "nobody-administers-from-the-world": Case(
        IN,
        {"cidrIpv4": "192.0.2.0/24", "fromPort": 22, "toPort": 22},
        {"cidrIpv4": "0.0.0.0/0", "fromPort": 20, "toPort": 23},
    ),
    "doors-say-why": Case(IN, {"description": "users"}, {"description": None}),
    "no-door-is-open-for-all-protocols": Case(IN, {"ipProtocol": "tcp"}, {"ipProtocol": "-1"}),
    "groups-have-no-rules-within": Case(
        "aws:ec2/securityGroup:SecurityGroup", {"name": "a"}, {"ingress": [{"protocol": "-1"}]}
    ),
    "stores-are-not-public": Case(DB, {"publiclyAccessible": False}, {"publiclyAccessible": True}),
    "search-is-in-our-network": Case(
        SEARCH, {"vpcOptions": {"subnetIds": ["a"]}}, {"vpcOptions": None}
    ),
    "search-asks-who-it-is": Case(
        SEARCH,
        {"advancedSecurityOptions": {"enabled": True}},
        {"advancedSecurityOptions": {"enabled": False}},
    ),
    "kubernetes-is-not-public": Case(
        KUBE,
        {"vpcConfig": {"endpointPublicAccess": False}},
        {"vpcConfig": {"endpointPublicAccess": True}},
    ),
    "subnets-hand-out-no-public-addresses": Case(
        "aws:ec2/subnet:Subnet", {"vpcId": "v"}, {"mapPublicIpOnLaunch": True}
    ),
    "buckets-are-private": Case(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        dict.fromkeys(
            ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"),
            True,
        ),
        {"blockPublicPolicy": False},
    ),
    "hosts-ask-for-sessions": Case(
        HOST,
        {"metadataOptions": {"httpTokens": "required"}},
        {"metadataOptions": {"httpTokens": "optional"}},
    ),
    "hosts-have-doors": Case(
        HOST, {"vpcSecurityGroupIds": ["sg-1"]}, {"vpcSecurityGroupIds": None}
    ),
    "nobody-may-everything": Case(
        "aws:iam/rolePolicy:RolePolicy",
        {"policy": allow(Action="s3:GetObject", Resource="arn:aws:s3:::a/*")},
        {"policy": allow(Action="s3:*", Resource="*")},
    ),
    "nobody-is-administrator": Case(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
        {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    "roles-are-played-by-somebody-known": Case(
        "aws:iam/role:Role",
        {"assumeRolePolicy": allow(Principal={"Service": "ec2.amazonaws.com"})},
        {"assumeRolePolicy": allow(Principal={"AWS": "*"})},
    ),
    "entries-drop-what-is-malformed": Case(
        "aws:lb/loadBalancer:LoadBalancer",
        {"loadBalancerType": "network"},
        {"loadBalancerType": "application", "dropInvalidHeaderFields": None},
    ),
    "databases-of-a-pair-are-guarded": Case(
        DB, {"deletionProtection": True}, {"deletionProtection": False}
    ),
    "databases-of-a-pair-leave-a-snapshot": Case(
        DB,
        {"skipFinalSnapshot": False, "finalSnapshotIdentifier": "last"},
        {"skipFinalSnapshot": True, "replicateSourceDb": None},
    ),
    "entries-of-a-pair-are-guarded": Case(
        "aws:lb/loadBalancer:LoadBalancer",
        {"enableDeletionProtection": True},
        {"enableDeletionProtection": None},
    ),
    "kubernetes-of-a-pair-is-guarded": Case(
        KUBE, {"deletionProtection": True}, {"deletionProtection": None}
    ),
    "buckets-of-a-pair-are-not-emptied": Case(
        "aws:s3/bucket:Bucket", {"forceDestroy": False}, {"forceDestroy": True}
    ),
    "databases-can-be-restored": Case(
        DB, {"backupRetentionPeriod": 7}, {"backupRetentionPeriod": 1}
    ),
    "caches-have-snapshots": Case(
        CACHE, {"snapshotRetentionLimit": 1}, {"snapshotRetentionLimit": None}
    ),
    "backups-of-a-pair-leave-the-region": Case(
        "aws:backup/plan:Plan",
        {"rules": [{"ruleName": "daily", "copyActions": [{}]}]},
        {"rules": [{"ruleName": "daily"}]},
    ),
    "keys-turn": Case("aws:kms/key:Key", {"enableKeyRotation": True}, {"enableKeyRotation": False}),
    "keys-are-deleted-slowly": Case(
        "aws:kms/key:Key", {"deletionWindowInDays": 30}, {"deletionWindowInDays": 7}
    ),
    "secrets-of-a-pair-are-deleted-slowly": Case(
        "aws:secretsmanager/secret:Secret",
        {"recoveryWindowInDays": 30},
        {"recoveryWindowInDays": 0},
    ),
    "passwords-turn-by-themselves": Case(
        DB, {"manageMasterUserPassword": True}, {"password": "x", "manageMasterUserPassword": None}
    ),
    "logs-are-kept": Case(
        "aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 90}, {"retentionInDays": 7}
    ),
    "services-write-logs": Case(
        DB, {"enabledCloudwatchLogsExports": ["error"]}, {"enabledCloudwatchLogsExports": None}
    ),
    "everything-is-somebodys": Case(HOST, {"tags": TAGS}, {"tags": {"Name": "a"}}),
    "tags-speak-of-this-environment": Case(
        HOST, {"tags": TAGS}, {"tags": {**TAGS, "tandem:environment": "other"}}
    ),
    "caches-stand-in-two-zones": Case(
        CACHE,
        {"multiAzEnabled": True, "automaticFailoverEnabled": True},
        {"multiAzEnabled": False},
    ),
    "brokers-stand-in-several-zones": Case(
        MQ, {"deploymentMode": "CLUSTER_MULTI_AZ"}, {"deploymentMode": "SINGLE_INSTANCE"}
    ),
    "search-stands-in-several-zones": Case(
        SEARCH,
        {"clusterConfig": {"zoneAwarenessEnabled": True}},
        {"clusterConfig": {"instanceCount": 3}},
    ),
    "versions-are-the-decided-ones": Case(
        MQ,
        {"engineType": "RabbitMQ", "engineVersion": "3.13"},
        {"engineType": "RabbitMQ", "engineVersion": "3.8"},
    ),
    "brokers-mend-themselves": Case(
        MQ, {"autoMinorVersionUpgrade": True}, {"autoMinorVersionUpgrade": None}
    ),
    "vaults-of-a-pair-are-not-emptied": Case(
        "aws:backup/vault:Vault", {"forceDestroy": False}, {"forceDestroy": True}
    ),
    "alarms-are-told": Case(
        "aws:cloudwatch/metricAlarm:MetricAlarm", {"alarmActions": ["t"]}, {"alarmActions": None}
    ),
    "what-is-told-is-encrypted": Case(
        "aws:sns/topic:Topic", {"kmsMasterKeyId": "k"}, {"kmsMasterKeyId": None}
    ),
    "web-filters-refuse": Case(
        "aws:wafv2/webAcl:WebAcl",
        {
            "rules": [
                {"name": "a", "action": {"block": {}}, "statement": {"rateBasedStatement": {}}}
            ]
        },
        {"rules": [{"name": "a", "overrideAction": {"count": {}}, "statement": {}}]},
    ),
    "trails-are-proof": Case(
        "aws:cloudtrail/trail:Trail",
        {"enableLogFileValidation": True, "enableLogging": True, "kmsKeyId": "k"},
        {"enableLogFileValidation": None},
    ),
    "names-leave-what-is-not-well": Case(
        "aws:route53/record:Record",
        {"failoverRoutingPolicies": [{"type": "PRIMARY"}], "healthCheckId": "h"},
        {"failoverRoutingPolicies": [{"type": "PRIMARY"}], "healthCheckId": None},
    ),
    "pods-are-held-to-the-strict-standard": Case(
        "kubernetes:core/v1:Namespace",
        {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "restricted"}}},
        {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "baseline"}}},
    ),
    "accounts-of-pods-bring-no-token": Case(
        "kubernetes:core/v1:ServiceAccount",
        {"automountServiceAccountToken": False},
        {"automountServiceAccountToken": None},
    ),
    "pods-open-single-ports": Case(POLICY, opens(443), opens(None)),
    "the-world-is-not-our-own-network": Case(POLICY, opens(443), opens(443, but=[])),
    "upkeep-ends-one-pod-at-a-time": Case(
        "kubernetes:policy/v1:PodDisruptionBudget",
        {"spec": {"maxUnavailable": 1}},
        {"spec": {"maxUnavailable": "100%"}},
    ),
}
