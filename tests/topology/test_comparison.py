"""The cloud against our own floor, and both against the budgets."""

import json

import pytest

from commands.output import plain
from tests.topology.every import FILES, load
from topology.comparison import Comparison, compare, page
from topology.repository import Look

PRICES = FILES.prices


@pytest.fixture
def logx() -> Comparison:
    return compare(load("logx-dc"), PRICES)


def test_the_papers_money_does_not_buy_the_papers_machines(logx: Comparison) -> None:
    assert logx.papers is not None
    assert logx.papers.word == "above"
    assert logx.papers.gap == pytest.approx(logx.estimate.monthly - 2500)


def test_the_decided_budget_starts_at_nothing(logx: Comparison) -> None:
    assert logx.decided.word == "inside"
    decided = logx.environment.budget.decided
    assert logx.decided.gap == pytest.approx(decided - logx.estimate.monthly)


def test_the_hardware_is_held_against_the_papers_price(logx: Comparison) -> None:
    """105,000 by the papers' own table of components, against 60,000 to 100,000 in their text."""
    assert logx.hardware is not None
    assert (logx.hardware.word, logx.hardware.gap) == ("above", 5000)


def test_papers_that_name_no_money_have_no_verdict() -> None:
    found = compare(load("qps-dc"), PRICES)
    assert (found.papers, found.hardware) == (None, None)


def test_three_years_are_thirty_six_months_in_the_cloud_and_three_bills_on_our_floor(
    logx: Comparison,
) -> None:
    """105,000 of hardware, and three times 33,000 and 17,000."""
    three = logx.three_years
    assert three.on_demand == pytest.approx(36 * logx.estimate.monthly)
    assert three.reserved == pytest.approx(36 * logx.estimate.reserved)
    assert three.own_floor == 255_000


def test_reserving_is_cheaper_than_paying_by_the_hour(logx: Comparison) -> None:
    assert logx.three_years.reserved < logx.three_years.on_demand


def test_the_region_decides_the_prices() -> None:
    dc, dr = (compare(FILES.load(f"qps-{place}"), PRICES) for place in ("dc", "dr"))
    assert (dc.tariff.factor.price, dr.tariff.factor.price) == (1, 0.928)
    assert dr.estimate.monthly < dc.estimate.monthly


def test_a_page_is_json_and_has_every_line(logx: Comparison) -> None:
    found = json.loads(json.dumps(plain(page(logx))))
    assert len(found["aws"]["lines"]) == len(logx.estimate.lines)
    assert found["aws"]["monthly"] == logx.estimate.monthly
    assert found["budget"]["papers"] == {"low": 1200, "high": 2500}
    assert found["budget"]["papers_verdict"]["word"] == "above"
    assert found["own_floor"]["hardware"] == 105_000
    assert found["prices_dated"] == "2026-11-21"


def test_the_keys_of_a_page_are_a_promise_to_programs(logx: Comparison) -> None:
    found = json.loads(json.dumps(plain(page(logx))))
    assert " ".join(found) == (
        "environment size capacity target form region prices_dated region_factor aws budget "
        "own_floor three_years"
    )
    assert " ".join(found["aws"]) == "monthly reserved_monthly assumed_share groups lines"
    assert " ".join(found["aws"]["lines"][0]) == (
        "group of what quantity unit price each monthly reserved assumed"
    )
    assert " ".join(found["budget"]) == "papers papers_verdict decided decided_verdict why"
    assert " ".join(found["own_floor"]) == (
        "machines more_servers hardware papers papers_verdict software_a_year support_a_year "
        "monthly cores memory_gb host_cores host_memory_gb"
    )
    assert " ".join(found["three_years"]) == "on_demand reserved own_floor"


def test_the_figures_of_a_page_are_those_of_the_comparison(logx: Comparison) -> None:
    found = page(logx)
    assert found["aws"]["reserved_monthly"] == logx.estimate.reserved
    assert found["aws"]["assumed_share"] == logx.estimate.assumed
    assert found["aws"]["groups"] == logx.estimate.groups
    assert found["budget"]["decided_verdict"] == logx.decided
    assert found["budget"]["why"] == logx.environment.budget.why
    assert found["own_floor"]["papers_verdict"] == logx.hardware
    assert found["own_floor"]["monthly"] == logx.floor.monthly
    assert found["three_years"]["own_floor"] == logx.three_years.own_floor


def test_where_it_stands_changes_nothing_but_what_leaves_the_cloud(logx: Comparison) -> None:
    """Rehearsed in AWS with its peer, an on-premises environment costs what was estimated."""
    rehearsed = compare(FILES.load("logx-dc", Look(target="aws")), PRICES)
    assert rehearsed.estimate == logx.estimate
