"""A pair differs in nothing but what is known; what else somebody does to one side is told."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cloud.twins import unlike
from policies.resources import Resource
from tests.components.declaring import declare, of_aws, opened
from topology.environment import Environment
from topology.look import Look
from topology.repository import ROOT, Repository

pytestmark = pytest.mark.slow
Side = tuple[Environment, Sequence[Resource]]


@pytest.fixture(scope="module")
def pair() -> tuple[Side, Side]:
    repository = Repository(ROOT)

    def side(name: str) -> Side:
        site = repository.load(name, Look(size="small"))
        found = of_aws(declare(site, repository.prices))
        return site, [Resource(kind, each, opened(inputs)) for kind, each, inputs in found]

    return side("qps-dc"), side("qps-dr")


def test_the_two_sites_of_one_file_are_alike(pair: tuple[Side, Side]) -> None:
    assert not [f"{each.kind} {each.name}: {each.what}" for each in unlike(*pair)]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("aws:rds/instance:Instance", "instanceClass", "db.t4g.micro"),
        ("aws:kms/key:Key", "enableKeyRotation", False),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "fromPort", 1),
        ("aws:budgets/budget:Budget", "limitAmount", "1"),
        ("aws:backup/plan:Plan", "rules", []),
    ],
)
def test_what_is_changed_at_one_side_is_told(
    pair: tuple[Side, Side], kind: str, name: str, value: object
) -> None:
    first, (site, resources) = pair
    at = next(number for number, each in enumerate(resources) if each.kind == kind)
    changed = replace(resources[at], inputs={**resources[at].inputs, name: value})
    found = list(unlike(first, (site, [*resources[:at], changed, *resources[at + 1 :]])))
    assert [(each.kind, each.what) for each in found] == [(kind, f"{name} differs")]


def test_what_is_at_one_side_alone_is_told(pair: tuple[Side, Side]) -> None:
    first, (site, resources) = pair
    left = [each for each in resources if each.kind != "aws:mq/broker:Broker"]
    assert "is not at qps-dr" in {each.what for each in unlike(first, (site, left))}
