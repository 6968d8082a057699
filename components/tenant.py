"""What a platform's pods stand on: a namespace that is closed but for the flows, and its limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components.site import Part, Site
from topology.environment import Environment
from topology.flows import Flow, flows
from topology.sizing import TierPlan

NODE = "k3s"
"""The service of a host that is a node; EKS's nodes stand in the place of those."""
INGRESS = ("nginx-ingress", "kong")
"""Services of the cluster that bring in what is sent to a process; each has its own namespace."""
DNS = ({"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53})
SYSTEM = "kube-system"
NAMESPACE = "kubernetes.io/metadata.name"
"""The label that Kubernetes itself puts on every namespace."""
SAFETY = "restricted"  # decided: the strictest of the three standards for pods
TIER, PROCESS = "tandem/tier", "app.kubernetes.io/name"
"""Labels that a pod must bear: where it runs, and what it is."""


@dataclass(frozen=True)
class Door:
    """What the pods of a tier may open: a network, but for a part of it, and a port."""

    network: str
    but: tuple[str, ...]
    protocol: str
    first: int
    last: int


@dataclass(frozen=True)
class TenantArgs:
    """What follows from the model for the pods of a platform."""

    name: str
    what: str
    processes: Mapping[str, tuple[str, tuple[str, ...]]]
    """Each with its tier, and the services that send it requests."""
    doors: Mapping[str, tuple[Door, ...]]
    """By tier."""
    most: Mapping[str, str]
    """What all pods together may ask for: what the nodes have."""

    @classmethod
    def of(cls, environment: Environment) -> TenantArgs:
        """Return what an environment's platform has in its cluster."""
        nodes = {
            name: planned
            for name, planned in environment.tiers.items()
            if NODE in planned.services and name not in environment.managed
        }
        inside = {*nodes, *(name for name, it in environment.managed.items() if it.kind == "eks")}
        own = environment.facts.network
        opened = [each for each in flows(environment) if each.destination.name not in inside]
        platform = environment.platform
        return cls(
            platform.platform,
            platform.what,
            {
                name: (each.tier, tuple(it for it in INGRESS if it in each.after))
                for name, each in platform.processes.items()
                if each.tier in nodes
            },
            {name: _doors((it for it in opened if it.source.name == name), own) for name in nodes},
            _most(nodes.values()),
        )


def _doors(opened: Iterable[Flow], own: IPv4Network) -> tuple[Door, ...]:
    found = {
        # Whatever is out there is not what is in here: that has doors of its own.
        Door(
            network,
            (str(own),) if _is_around(IPv4Network(network), own) else (),
            flow.port.protocol.upper(),
            flow.port.first,
            flow.port.last,
        ): None
        for flow in opened
        for network in flow.destination.addresses
    }
    return tuple(found)


def _is_around(network: IPv4Network, own: IPv4Network) -> bool:
    return network != own and own.subnet_of(network)


def _most(nodes: Iterable[TierPlan]) -> dict[str, str]:
    known = list(nodes)
    found = {
        "requests.cpu": str(sum(each.most * each.cores for each in known)),
        "requests.memory": f"{sum(each.most * each.memory_gb for each in known)}Gi",
    }
    gpus = sum(each.most * each.gpus for each in known)
    return {**found, "requests.nvidia.com/gpu": str(gpus)} if gpus else found


class Tenant(Part):
    """The namespace with its accounts, limits and doors; the platform's own charts fill it."""

    def __init__(
        self, name: str, site: Site, args: TenantArgs, options: pulumi.ResourceOptions
    ) -> None:
        super().__init__("Tenant", name, site, options)
        self._args = args
        self._options = options
        safety = {f"pod-security.kubernetes.io/{each}": SAFETY for each in ("enforce", "warn")}
        self.namespace = kubernetes.core.v1.Namespace(
            name, metadata=self._about(args.name, safety, inside=False), opts=self.own
        )
        self._inside = pulumi.ResourceOptions(parent=self, depends_on=[self.namespace])
        kubernetes.core.v1.ResourceQuota(
            name, metadata=self._about("nodes"), spec={"hard": args.most}, opts=self._inside
        )
        for process, (_, senders) in args.processes.items():
            self._stand(process, senders)
        self._close()
        for tier, doors in args.doors.items():
            self._open(tier, doors)
        self.register_outputs({})

    def _about(
        self, name: str, more: Mapping[str, str] | None = None, *, inside: bool = True
    ) -> dict[str, Any]:
        labels = {
            "app.kubernetes.io/part-of": self._args.name,
            "app.kubernetes.io/managed-by": "tandem",
            "tandem/environment": self.site.name,
        }
        # What somebody changed by hand, an up changes back.
        notes = {**self.site.tags, "pulumi.com/patchForce": "true"}
        about = {"name": name, "labels": {**labels, **(more or {})}, "annotations": _notes(notes)}
        return {**about, "namespace": self._args.name} if inside else about

    def _stand(self, process: str, senders: Iterable[str]) -> None:
        """Give a process its account, and keep upkeep of nodes from ending all of it at once."""
        pods = {"match_labels": {PROCESS: process}}
        about = self._about(process)
        kubernetes.core.v1.ServiceAccount(
            process, metadata=about, automount_service_account_token=False, opts=self._inside
        )
        kubernetes.policy.v1.PodDisruptionBudget(
            process,
            metadata=about,
            spec={"max_unavailable": 1, "selector": pods},
            opts=self._inside,
        )
        sent = [{"namespace_selector": {"match_labels": {NAMESPACE: each}}} for each in senders]
        if sent:
            self._policy(
                process,
                {"pod_selector": pods, "policy_types": ["Ingress"], "ingress": [{"from_": sent}]},
            )

    def _close(self) -> None:
        """Let pods speak with their own, ask for names, and nothing else."""
        system = {"namespace_selector": {"match_labels": {NAMESPACE: SYSTEM}}}
        own: dict[str, Any] = {"pod_selector": {}}
        self._policy(
            "closed",
            {
                "pod_selector": {},
                "policy_types": ["Ingress", "Egress"],
                "ingress": [{"from_": [own]}],
                "egress": [{"to": [own]}, {"to": [system], "ports": list(DNS)}],
            },
        )

    def _open(self, tier: str, doors: Iterable[Door]) -> None:
        opened = [{"to": [{"ip_block": _block(each)}], "ports": [_port(each)]} for each in doors]
        if opened:
            pods = {"match_labels": {TIER: tier}}
            self._policy(
                f"from-{tier}",
                {"pod_selector": pods, "policy_types": ["Egress"], "egress": opened},
            )

    def _policy(self, name: str, spec: dict[str, Any]) -> None:
        kubernetes.networking.v1.NetworkPolicy(
            name, metadata=self._about(name), spec=spec, opts=self._inside
        )


def _notes(tags: Mapping[str, str]) -> dict[str, str]:
    """Return tags as annotations: a key has no colon there."""
    return {name.replace(":", "/", 1): value for name, value in tags.items()}


def _block(door: Door) -> dict[str, Any]:
    return {"cidr": door.network, **({"except_": list(door.but)} if door.but else {})}


def _port(door: Door) -> dict[str, Any]:
    several = {"end_port": door.last} if door.last != door.first else {}
    return {"protocol": door.protocol, "port": door.first, **several}
