"""A Kubernetes that EKS runs: reached from our networks alone, its secrets under our key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.role import service_role
from components.site import Part, Place, Site, runs
from topology.environment import Environment, ManagedService

LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")
POLICY = "AmazonEKSClusterPolicy"
AGENT = "vpc-cni"
"""EKS's add-on whose agent is on every node."""
KEEP_DAYS = 90  # decided: the part of PCI DSS's year that must be at hand


@dataclass(frozen=True)
class KubeArgs:
    """What runs."""

    version: str

    @classmethod
    def of(cls, environment: Environment, service: ManagedService) -> KubeArgs:
        """Return what a tier becomes."""
        return cls(runs(environment, service).version)


class Kube(Part):
    """The cluster, its role, its log, the hosts that may join it, and who closes its network."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: KubeArgs,
        place: Place,
        joins: pulumi.Input[str],
        options: pulumi.ResourceOptions,
    ) -> None:
        """Make it; `joins` is the role of the hosts that become its nodes."""
        super().__init__("Kube", name, site, options)
        log = self._log(place.key)
        self.cluster = aws.eks.Cluster(
            name,
            name=self.named(name),
            version=args.version,
            role_arn=service_role(self, name, "eks.amazonaws.com", (POLICY,)).arn,
            vpc_config={
                "subnet_ids": place.subnets,
                "security_group_ids": place.groups,
                "endpoint_private_access": True,
                "endpoint_public_access": False,
            },
            encryption_config={"provider": {"key_arn": place.key}, "resources": ["secrets"]},
            enabled_cluster_log_types=LOGS,
            access_config={"authentication_mode": "API"},
            deletion_protection=site.guarded,
            tags=self.tags(name),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[log]),
        )
        aws.eks.AccessEntry(
            name,
            cluster_name=self.cluster.name,
            principal_arn=joins,
            type="EC2_LINUX",
            tags=self.tags(name),
            opts=self.own,
        )
        self._hold(name)
        self.register_outputs({"endpoint": self.cluster.endpoint})

    def _hold(self, name: str) -> None:
        """Have nodes hold pods to network policies: EKS's own agent leaves that out by itself."""
        aws.eks.Addon(
            f"{name}-network",
            cluster_name=self.cluster.name,
            addon_name=AGENT,
            configuration_values=json.dumps({"enableNetworkPolicy": "true"}),
            # What EKS installs by itself has no such setting.
            resolve_conflicts_on_create="OVERWRITE",
            tags=self.tags(f"{name}-network"),
            opts=self.own,
        )

    def entered(self) -> kubernetes.Provider:
        """Return the way into it, for what is made inside."""
        parts = pulumi.Output.all(
            self.cluster.name, self.cluster.endpoint, self.cluster.certificate_authority
        )
        region = self.site.region
        text = parts.apply(lambda it: kubeconfig(it[0], region, it[1], it[2]))
        return kubernetes.Provider(self.label, kubeconfig=text, opts=self.own)

    def _log(self, key: pulumi.Input[str]) -> aws.cloudwatch.LogGroup:
        name = self.label
        return aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/eks/{self.named(name)}/cluster",
            retention_in_days=KEEP_DAYS,
            kms_key_id=key,
            tags=self.tags(name),
            opts=self.own,
        )


def kubeconfig(name: str, region: str, server: str, authority: Mapping[str, str]) -> str:
    """Return how one gets into a cluster of EKS: as whoever AWS says that one is."""
    enter = ["eks", "get-token", "--region", region, "--cluster-name", name]
    user = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "aws",
            "args": enter,
            "interactiveMode": "Never",
        }
    }
    cluster = {"server": server, "certificate-authority-data": authority["data"]}
    found = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": user}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    return json.dumps(found)
