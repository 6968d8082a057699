"""What stands in a cluster, as the SDK's types want it, and no more open than the flows."""

from ipaddress import IPv4Network
from typing import Any

import pytest

from lab.aws import sdk
from lab.kubernetes.provider import args_class
from tests.components.declaring import declare, opened
from topology.environment import Environment
from topology.flows import flows
from topology.repository import ROOT, Repository

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


@pytest.fixture(scope="module")
def environment() -> Environment:
    return Repository(ROOT).load("securityai-td")


@pytest.fixture(scope="module")
def inside(environment: Environment) -> list[tuple[str, str, dict[str, Any]]]:
    found = declare(environment, Repository(ROOT).prices).resources
    return [(kind, name, opened(inputs)) for kind, name, inputs in found if kind.startswith("kube")]


def test_every_input_is_one_that_the_sdk_knows(
    inside: list[tuple[str, str, dict[str, Any]]],
) -> None:
    assert len(inside) > 10
    for kind, name, inputs in inside:
        args = args_class(kind)
        assert args, kind
        assert not list(sdk.of_args(args, inputs)), f"{kind} {name}"


def test_pods_open_what_the_flows_of_their_tier_open_and_nothing_else(
    environment: Environment, inside: list[tuple[str, str, dict[str, Any]]]
) -> None:
    for tier in ("work", "gpu"):
        rules = next(it for kind, name, it in inside if (kind, name) == (POLICY, f"from-{tier}"))
        found = {
            (to["ipBlock"]["cidr"], port["protocol"].lower(), int(port["port"]))
            for rule in rules["spec"]["egress"]
            for to in rule["to"]
            for port in rule["ports"]
        }
        wanted = {
            (network, flow.port.protocol, flow.port.first)
            for flow in flows(environment)
            if flow.source.name == tier and flow.destination.name not in ("work", "gpu", "kube")
            for network in flow.destination.addresses
        }
        assert wanted
        assert found == wanted


def test_what_is_open_to_the_world_is_not_open_to_our_own(
    environment: Environment, inside: list[tuple[str, str, dict[str, Any]]]
) -> None:
    own = environment.facts.network
    blocks = [
        to["ipBlock"]
        for kind, name, it in inside
        if kind == POLICY and name.startswith("from-")
        for rule in it["spec"]["egress"]
        for to in rule["to"]
    ]
    around = [each for each in blocks if own.subnet_of(IPv4Network(each["cidr"]))]
    assert around
    assert all(each["except"] == [str(own)] for each in around)
    assert all("except" not in each for each in blocks if each not in around)


def test_all_pods_are_closed_first(inside: list[tuple[str, str, dict[str, Any]]]) -> None:
    closed = next(it for kind, name, it in inside if (kind, name) == (POLICY, "closed"))
    assert closed["spec"]["podSelector"] == {}
    assert sorted(closed["spec"]["policyTypes"]) == ["Egress", "Ingress"]
