"""What is guarded is refused before the first thing of it is taken away."""

import pytest

from cloud.guarding import joined, refuse_guarded
from cloud.round import unguarded
from cloud.trouble import BAD_INPUT, CloudError
from policies.resources import Resource
from topology.environment import Environment
from topology.repository import ROOT, Repository

PLAIN = Resource("aws:sns/topic:Topic", "watch", {"name": "watch"}, "urn:1")
DATABASE = Resource("aws:rds/instance:Instance", "db", {"deletionProtection": True}, "urn:2")
BALANCER = Resource("aws:lb/loadBalancer:LoadBalancer", "edge", {"enableDeletionProtection": True},
                    "urn:3")  # fmt: skip


@pytest.fixture
def dc() -> Environment:
    return Repository(ROOT).load("qps-dc")


def test_a_dc_whose_file_guards_it_stays(dc: Environment) -> None:
    with pytest.raises(CloudError, match=r"(?s)qps-dc stays .*`guarded: false` in its file") as it:
        refuse_guarded(dc, [PLAIN])
    assert it.value.code == BAD_INPUT


@pytest.mark.parametrize("guard", [DATABASE, BALANCER])
def test_what_still_stands_guarded_stays_though_the_file_says_otherwise(
    dc: Environment, guard: Resource
) -> None:
    with pytest.raises(CloudError, match=f"guarded: {guard.name}\n.*up"):
        refuse_guarded(unguarded(dc), [PLAIN, guard])


def test_what_is_not_guarded_may_go_and_so_may_nothing_at_all(dc: Environment) -> None:
    refuse_guarded(unguarded(dc), [PLAIN])
    refuse_guarded(dc, [])
    refuse_guarded(Repository(ROOT).load("qps-td"), [PLAIN])


@pytest.mark.parametrize(
    ("name", "first"), [("qps-dr", "qps-dc"), ("qps-dc", None), ("qps-td", None), ("logx-dr", None)]
)
def test_only_the_second_site_of_a_pair_in_aws_joins_another(name: str, first: str | None) -> None:
    assert joined(Repository(ROOT).load(name)) == first
