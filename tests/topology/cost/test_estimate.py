"""A whole estimate: by hand for one environment, by its properties for all of them."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.cost.prices import money
from tests.topology.every import FILES, everywhere, load
from topology.cost import Estimate, Line, Verdict, estimate, judge
from topology.environment import Environment
from topology.environment_file import Overrides, TierOverride
from topology.problems import InvalidInputError
from topology.units import Range
from topology.words import FORMS, SIZES, Form, Size

PRICES = FILES.prices
BUDGET = Range(1200, 2500)

forms = st.sampled_from(FORMS)
platforms = st.sampled_from(FILES.platform_names)
additions = st.integers(0, 40)


def line(monthly: float, *, reserved: float = 0, assumed: bool = False) -> Line:
    return Line("disks", "db", "gp3", 1, "GB-month", "x", monthly, monthly, reserved, assumed)


def overridden(environment: Environment, tier: str, override: TierOverride) -> Environment:
    """Return an environment with one tier otherwise than its platform has it."""
    overrides = Overrides(tiers={tier: override})
    facts = environment.facts.model_copy(update={"overrides": overrides})
    return replace(environment, facts=facts, leader_facts=facts)


def monthly(environment: Environment) -> float:
    return estimate(environment, PRICES).monthly


def test_a_single_server_by_hand() -> None:
    """Eight cores and 32 GB, 2 TB, 300 users: 6 + 6 + 15 = 27 Mbps, 2.7 on the mean."""
    found = estimate(load("logx-td", "medium", "servers"), PRICES)
    assert money(found.lines) == {
        "ec2/m6i.2xlarge": 335.80,  # 730 h x 0.46
        "ebs-gp3-gb-month": 190.40,  # 2,000 GB x 0.0952
        "nat-gateway-hour": 37.96,  # 730 h x 0.052
        "nat-gateway-gb": 0.52,  # 10 GB x 0.052
        "public-ipv4-hour": 7.30,  # its own and the NAT gateway's, 730 h x 0.005
        "transfer-internet-gb": 79.83,  # 2.7 / 8 MB/s x 2,628,000 s = 886.95 GB, x 0.09
        "kms-key-month": 5.00,  # two stores, two directories, the disks
        "cloudwatch-alarm-month": 0.20,  # two
        "vpc-flow-logs-gb": 2.61,  # a hundredth of 886.95 + 30.42 GB, x 0.285
    }
    assert found.monthly == 659.62
    assert found.assumed == 0


def test_an_estimate_is_the_sum_of_its_lines() -> None:
    found = Estimate((line(10), line(5.255), line(0.25, assumed=True)))
    assert found.monthly == 15.50  # in whole cents


def test_the_assumed_share_is_that_of_the_money() -> None:
    assert Estimate((line(30), line(10, assumed=True))).assumed == 0.25


def test_what_is_reserved_is_the_sum_of_the_reserved_lines() -> None:
    assert Estimate((line(30, reserved=10), line(10, reserved=10))).reserved == 20


def test_the_dearest_come_first() -> None:
    found = Estimate((line(1), line(3), line(2))).dearest(2)
    assert [each.monthly for each in found] == [3, 2]


def test_groups_are_those_that_cost_something() -> None:
    assert Estimate((line(1), line(3))).groups == {"disks": 4}


@pytest.mark.parametrize(
    ("cost", "verdict", "words"),
    [
        (3000, Verdict("above", 500, 0.2), "$500 above (20%)"),
        (2500, Verdict("inside", 0, 0), "inside, $0 left (0%)"),
        (2000, Verdict("inside", 500, 0.2), "inside, $500 left (20%)"),
        (1200, Verdict("inside", 1300, 0.52), "inside, $1,300 left (52%)"),
        (900, Verdict("below", 300, 0.25), "$300 below (25%)"),
    ],
)
def test_a_verdict_says_how_far_from_which_end(cost: float, verdict: Verdict, words: str) -> None:
    found = judge(cost, BUDGET)
    assert (found.word, found.gap) == (verdict.word, verdict.gap)
    assert found.share == pytest.approx(verdict.share)
    assert str(found) == words


@everywhere
def test_every_environment_has_an_estimate_without_a_free_line(
    chosen: tuple[str, Size, Form],
) -> None:
    found = estimate(load(*chosen), PRICES)
    assert found.lines
    assert all(each.monthly > 0 for each in found.lines)
    assert sum(found.groups.values()) == pytest.approx(found.monthly, abs=0.05)
    assert found.reserved <= found.monthly
    assert 0 <= found.assumed < 1


@everywhere
def test_every_environment_is_within_its_decided_budget(chosen: tuple[str, Size, Form]) -> None:
    environment = load(*chosen)
    assert monthly(environment) <= environment.budget.decided


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("platform", FILES.platform_names)
def test_a_decided_budget_covers_either_site_in_either_form_and_little_more(
    platform: str, size: Size, form: Form
) -> None:
    """It is a tenth above the dearest of the four, rounded; the others may be much cheaper."""
    dearer = max(
        monthly(load(f"{platform}-{place}", size, each)) for place in ("dc", "dr") for each in FORMS
    )
    decided = load(f"{platform}-dc", size, form).budget.decided
    assert dearer <= decided <= 1.25 * dearer


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("platform", FILES.platform_names)
def test_a_larger_size_is_never_cheaper(platform: str, form: Form) -> None:
    costs = [monthly(load(f"{platform}-dc", size, form)) for size in SIZES]
    assert all(smaller < larger for smaller, larger in pairwise(costs))


@given(platform=platforms, form=forms, more=additions, data=st.data())
def test_more_members_are_never_cheaper(
    platform: str, form: Form, more: int, data: st.DataObject
) -> None:
    environment = load(f"{platform}-dc", "medium", form)
    tier = data.draw(st.sampled_from(sorted(environment.tiers)))
    count = environment.tiers[tier].count + more
    assert monthly(overridden(environment, tier, TierOverride(count=count))) >= monthly(environment)


@given(platform=platforms, form=forms, more=additions, data=st.data())
def test_larger_members_are_never_cheaper(
    platform: str, form: Form, more: int, data: st.DataObject
) -> None:
    environment = load(f"{platform}-dc", "medium", form)
    name = data.draw(st.sampled_from(sorted(environment.tiers)))
    tier = environment.tiers[name]
    # The largest broker has 16 cores and 64 GB, and all tiers together stay below it.
    cores = min(tier.cores + more, max(tier.cores, 16))
    memory = min(tier.memory_gb + more, max(tier.memory_gb, 64))
    for larger in ({"cores": cores}, {"memory": memory}):
        override = TierOverride().model_copy(update=larger)
        assert monthly(overridden(environment, name, override)) >= monthly(environment)


@given(platform=platforms, form=forms, more=st.integers(0, 5000), data=st.data())
def test_larger_disks_are_never_cheaper(
    platform: str, form: Form, more: int, data: st.DataObject
) -> None:
    environment = load(f"{platform}-dc", "medium", form)
    name = data.draw(st.sampled_from(sorted(environment.tiers)))
    first, *others = environment.tiers[name].disks
    disks = (replace(first, size_gb=first.size_gb + more), *others)
    larger = TierOverride().model_copy(update={"disks": disks})
    assert monthly(overridden(environment, name, larger)) >= monthly(environment)


def test_a_missing_price_stops_the_estimate_rather_than_costing_nothing() -> None:
    items = {name: item for name, item in PRICES.items.items() if name != "kms-key-month"}
    bare = PRICES.model_copy(update={"items": items})
    with pytest.raises(InvalidInputError, match=r"items\.kms-key-month: has no price"):
        estimate(load("logx-dc"), bare)
