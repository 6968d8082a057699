"""Search and Kubernetes."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, Tags
from lab.aws.words import Properties

_DOMAIN = {"DomainName": "{domainName}"}
_BY_ARN = {"ARN": "{arn}"}
_CLUSTER = {"name": "{name}"}
_CLUSTER_ARN = {"resourceArn": "{arn}"}


def _cluster(given: Properties) -> Properties:
    """Return a cluster as EKS takes it: its logs switched on by type."""
    made = dict(given)
    types = made.pop("enabledClusterLogTypes", None)
    if types:
        made["logging"] = {"clusterLogging": [{"types": types, "enabled": True}]}
    return made


ENTRIES = (
    Entry(
        kind="aws:opensearch/domain:Domain",
        service="opensearch",
        create=Call("CreateDomain"),
        id="DomainStatus.ARN",
        read=Call("DescribeDomain", fixed=_DOMAIN),
        found="DomainStatus.Deleted!=`true` && DomainStatus",
        find=Call("DescribeDomain", fixed=_DOMAIN),
        delete=Call("DeleteDomain", fixed=_DOMAIN),
        updates=(
            Call(
                "UpdateDomainConfig",
                fixed=_DOMAIN,
                takes=(
                    "clusterConfig",
                    "ebsOptions",
                    "advancedOptions",
                    "accessPolicies",
                    "domainEndpointOptions",
                ),
            ),
        ),
        names={
            "encryptAtRest": "EncryptionAtRestOptions",
            "nodeToNodeEncryption": "NodeToNodeEncryptionOptions",
            "tags": "TagList",
        },
        hidden=frozenset({"advancedSecurityOptions.masterUserOptions.masterUserPassword"}),
        tags=Tags(
            add=Call("AddTags", fixed=_BY_ARN, takes=("tags",)),
            remove=Call("RemoveTags", fixed=_BY_ARN),
            keys="TagKeys",
            listing=Call("ListTags", fixed=_BY_ARN),
            found="TagList",
        ),
        outputs={"arn": "arn:aws:es:{region}:{account}:domain/{domainName}"},
    ),
    Entry(
        kind="aws:eks/cluster:Cluster",
        service="eks",
        create=Call("CreateCluster", make=_cluster),
        id="{name}",
        read=Call("DescribeCluster", fixed=_CLUSTER),
        found="cluster",
        delete=Call("DeleteCluster", fixed=_CLUSTER),
        updates=(
            Call(
                "UpdateClusterConfig",
                fixed=_CLUSTER,
                takes=("vpcConfig", "enabledClusterLogTypes", "deletionProtection"),
                make=_cluster,
            ),
        ),
        names={"vpcConfig": "resourcesVpcConfig"},
        seen={
            "vpcConfig": "resourcesVpcConfig",
            "enabledClusterLogTypes": "logging.clusterLogging[?enabled].types | [0]",
        },
        tags=Tags(
            add=Call("TagResource", fixed=_CLUSTER_ARN, takes=("tags",)),
            remove=Call("UntagResource", fixed=_CLUSTER_ARN),
            keys="tagKeys",
        ),
        outputs={"arn": "arn:aws:eks:{region}:{account}:cluster/{id}"},
    ),
    Entry(
        kind="aws:eks/accessEntry:AccessEntry",
        service="eks",
        create=Call("CreateAccessEntry"),
        id="{clusterName}:{principalArn}",
        read=Call("DescribeAccessEntry"),
        delete=Call("DeleteAccessEntry"),
        recorded="moto has no access entries",
    ),
    Entry(
        kind="aws:eks/addon:Addon",
        service="eks",
        create=Call("CreateAddon"),
        id="{clusterName}:{addonName}",
        read=Call("DescribeAddon"),
        delete=Call("DeleteAddon"),
        updates=(Call("UpdateAddon", takes=("addonVersion", "configurationValues")),),
        names={"resolveConflictsOnCreate": "resolveConflicts"},
        recorded="moto has no add-ons",
    ),
)
