"""What a plan costs follows from its resources; what has no price is told, never nothing."""

from typing import Any

import pytest

from cloud.costing import Bill, Difference, bill, markdown
from policies.resources import NOT_KNOWN, Resource
from topology.environment import Environment
from topology.repository import ROOT, Repository

FILES = Repository(ROOT)


@pytest.fixture(scope="module")
def environment() -> Environment:
    return FILES.load("qps-dc")


def priced(environment: Environment, kind: str, **inputs: Any) -> Bill:  # noqa: ANN401 - any input
    return bill([Resource(kind, "db", inputs, "urn")], environment, FILES.prices)


def database(environment: Environment, *, twins: bool) -> float:
    given = {"instanceClass": "db.m6i.large", "allocatedStorage": 100, "multiAz": twins}
    types = FILES.prices.instances["rds-mysql"]
    given["instanceClass"] = next(iter(types))
    return priced(environment, "aws:rds/instance:Instance", **given).monthly


def test_a_database_in_two_zones_costs_twice(environment: Environment) -> None:
    one, two = (database(environment, twins=each) for each in (False, True))
    assert one > 0
    assert two == pytest.approx(2 * one, abs=0.02)


@pytest.mark.parametrize(
    ("kind", "inputs", "said"),
    [
        ("aws:sagemaker/domain:Domain", {}, "nobody has said"),
        ("aws:ec2/instance:Instance", {"instanceType": "x9.huge"}, "has no price"),
        ("aws:ec2/instance:Instance", {"instanceType": NOT_KNOWN}, "is not known"),
    ],
)
def test_what_has_no_price_is_told(
    environment: Environment, kind: str, inputs: dict[str, Any], said: str
) -> None:
    found = priced(environment, kind, **inputs)
    assert said in found.unpriced[0]


def test_what_costs_by_use_costs_nothing_without_what_is_used(environment: Environment) -> None:
    assert not priced(environment, "aws:ec2/subnet:Subnet").lines


def test_a_change_is_shown_line_by_line(environment: Environment) -> None:
    nothing = bill([], environment, FILES.prices)
    more = priced(environment, "aws:kms/key:Key")
    page = markdown("qps-dc", Difference(nothing, more), 1000, 900)
    assert "| db | key | 0.00 | 1.00 | +1.00 |" in page
    assert "Inside its decided budget" in page
