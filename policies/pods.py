"""What pods stand on: closed namespaces, strict standards, accounts without tokens, limits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policies.resources import Resource, Site
from policies.rules import rule, rule_of_all

NAMESPACE = "kubernetes:core/v1:Namespace"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
ENFORCE = "pod-security.kubernetes.io/enforce"
AGENT = "vpc-cni"
"""EKS's add-on whose agent holds nodes to network policies."""
OPEN, CLOSED = ("1.2.5",), ("1.3.1", "1.4.2")
WORLD = ("0.0.0.0/0", "::/0")


@rule(NAMESPACE, remedy=f"label it {ENFORCE}: restricted", controls=("2.2.6",))
def pods_are_held_to_the_strict_standard(it: Resource, _: Site) -> Iterator[str]:
    """A namespace refuses pods that the strictest of the standards for pods refuses."""
    found = it.get("metadata.labels", {}).get(ENFORCE)
    if found != "restricted":
        yield f"it holds pods to {found or 'none'}"


@rule("kubernetes:core/v1:ServiceAccount", remedy="set automount_service_account_token to false",
      controls=("7.2.1",))  # fmt: skip
def accounts_of_pods_bring_no_token(it: Resource, _: Site) -> Iterator[str]:
    """No pod is handed a token for the cluster's API."""
    if it.get("automountServiceAccountToken") is not False:
        yield "whoever is in a pod may ask the cluster's API in its name"


@rule_of_all(remedy="add a NetworkPolicy of all pods, both ways", controls=CLOSED)
def every_namespace_is_closed(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """In every namespace a pod that nothing is opened for is closed, both ways."""
    closed = {
        each.get("metadata.namespace")
        for each in resources
        if each.kind == POLICY
        and not each.get("spec.podSelector", {})
        and {"Ingress", "Egress"} <= {*each.items("spec.policyTypes")}
        and not any(block["cidr"] in WORLD for block, _ports in _blocks(each))
    }
    for name in _namespaces(resources) - closed:
        yield f"namespace {name} is open"


@rule(POLICY, remedy="name the ports, in the flows table", controls=OPEN)
def pods_open_single_ports(it: Resource, _: Site) -> Iterator[str]:
    """What is opened between pods and a network is opened by its port."""
    for block, ports in _blocks(it):
        if not ports or any(each.get("port") is None for each in ports):
            yield f"every port of {block['cidr']} is open"


@rule(POLICY, remedy="leave our own network out of it by `except`", controls=CLOSED)
def the_world_is_not_our_own_network(it: Resource, _: Site) -> Iterator[str]:
    """A pod that may reach the world does not thereby reach our own hosts."""
    for block, _ports in _blocks(it):
        if block["cidr"] in WORLD and not block.get("except"):
            yield f"{block['cidr']} has our own network in it"


@rule_of_all(remedy="add a ResourceQuota of requests")
def every_namespace_has_its_limit(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """In every namespace pods together may ask for no more than was decided."""
    limited = {
        each.get("metadata.namespace")
        for each in resources
        if each.kind == "kubernetes:core/v1:ResourceQuota"
        and {"requests.cpu", "requests.memory"} <= each.get("spec.hard", {}).keys()
    }
    for name in _namespaces(resources) - limited:
        yield f"namespace {name} may ask for everything"


@rule("kubernetes:policy/v1:PodDisruptionBudget", remedy="set max_unavailable to 1",
      level="advisory", controls=("12.10.1",))  # fmt: skip
def upkeep_ends_one_pod_at_a_time(it: Resource, _: Site) -> Iterator[str]:
    """Upkeep of nodes takes away one pod of a process, waits for another, and goes on."""
    if it.get("spec.maxUnavailable") != 1:
        yield f"it may take away {it.get('spec.maxUnavailable', 'what a share leaves')}"


@rule_of_all(remedy=f"add the add-on {AGENT} with enableNetworkPolicy", controls=CLOSED)
def policies_of_networks_are_enforced(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """Where there are network policies, the nodes' agent that holds pods to them is on."""
    if not any(each.kind == POLICY for each in resources):
        return
    agents = [
        each
        for each in resources
        if each.kind == "aws:eks/addon:Addon" and each.get("addonName") == AGENT
    ]
    settings = [json.loads(each.get("configurationValues", "{}")) for each in agents]
    if not any(each.get("enableNetworkPolicy") == "true" for each in settings):
        yield "nobody holds pods to them"


def _namespaces(resources: Sequence[Resource]) -> set[str]:
    return {each.get("metadata.name") for each in resources if each.kind == NAMESPACE}


def _blocks(it: Resource) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Yield every network that a policy opens something for, with the ports."""
    for direction, end in (("ingress", "from"), ("egress", "to")):
        for opened in it.items(f"spec.{direction}"):
            # Nobody named is everybody.
            for each in opened.get(end) or [{"ipBlock": {"cidr": WORLD[0]}}]:
                if "ipBlock" in each:
                    yield each["ipBlock"], opened.get("ports", [])
