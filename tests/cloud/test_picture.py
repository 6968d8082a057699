"""A picture from a plan says what the plan has, tier by tier, and loses nothing."""

from cloud.picture import as_planned, by_tier
from policies.resources import NOT_KNOWN, Resource
from topology.picture.content import content
from topology.picture.layout import layout
from topology.picture.parts import Content
from topology.repository import ROOT, Repository

NAME = "qps-td"
PLAN = (
    Resource("aws:rds/instance:Instance", "db", {"instanceClass": "db.t4g.small"}),
    Resource("aws:rds/parameterGroup:ParameterGroup", "db", {}),
    Resource("aws:ec2/instance:Instance", f"{NAME}-bastion-1", {"instanceType": NOT_KNOWN}),
    Resource("aws:ec2/vpc:Vpc", "network", {}),
    Resource("aws:ec2/subnet:Subnet", "data-a", {}),
)


def drawn() -> Content:
    return as_planned(content(Repository(ROOT).load(NAME)), PLAN)


def lines(of: Content, key: str) -> list[str]:
    return [line.text for _, _, box in of.each if box.key == key for line in box.lines]


def test_a_box_says_what_the_plan_has_and_how_large() -> None:
    assert lines(drawn(), "db") == ["1 x rds instance db.t4g.small", "and 1 more around it"]


def test_a_size_that_is_not_known_yet_is_left_out() -> None:
    assert lines(drawn(), "bastion") == ["1 x ec2 instance"]


def test_a_tier_without_anything_says_so() -> None:
    assert lines(drawn(), "cache") == ["nothing of its own in the plan"]


def test_what_belongs_to_no_tier_is_counted() -> None:
    assert drawn().footer[0] == (
        "5 resources in the plan; of no tier are 2, such as 1 ec2 vpc, 1 ec2 subnet."
    )


def test_every_resource_is_somewhere_and_a_longer_name_wins() -> None:
    plan = [Resource("x:y/z:Z", each, {}) for each in ("search-master-1", "search-1", "searching")]
    found = by_tier(plan, ["search", "search-master"], NAME)
    assert {tier: [each.name for each in it] for tier, it in found.items()} == {
        "search-master": ["search-master-1"],
        "search": ["search-1"],
        "": ["searching"],
    }


def test_it_can_be_laid_out() -> None:
    assert layout(drawn()).cards
