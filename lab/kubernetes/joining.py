"""What a stack is rehearsed with: AWS, and Kubernetes where it has a cluster."""

from __future__ import annotations

from collections.abc import Mapping

from cloud.building import Told
from lab.kubernetes.rehearsal import this_kubernetes
from stacks.kinds import of_kind
from topology.environment import Environment

PROVIDERS = "PULUMI_DEBUG_PROVIDERS"


def entered(kubeconfig: str) -> str:
    """Return the way into the rehearsal of a cluster; nothing, where nothing was made in it."""
    return this_kubernetes().entered(kubeconfig)


def rehearsed(
    environment: Environment, variables: Mapping[str, str], told: Told
) -> Mapping[str, str]:
    """Return what makes an engine go there; Kubernetes is started for a stack that needs it."""
    if of_kind(environment, "eks"):
        this_kubernetes().up(told)
    return joined(variables)


def joined(variables: Mapping[str, str]) -> Mapping[str, str]:
    """Return what makes an engine go to AWS's rehearsal, and to Kubernetes' where it is up."""
    mine = this_kubernetes()
    if not mine.is_up:
        return variables
    return {**variables, PROVIDERS: f"{variables[PROVIDERS]},{mine.provider}"}
