"""The price table: every price from one place, and nothing without one."""

import pytest

from tests.topology.every import FILES
from topology.prices import Item, Prices, Tariff, price_complaints
from topology.problems import InvalidInputError

PRICES = FILES.prices
FRANKFURT = Tariff(PRICES, "eu-central-1")
IRELAND = Tariff(PRICES, "eu-west-1")


def with_item(name: str, item: Item) -> Prices:
    return PRICES.model_copy(update={"items": {**PRICES.items, name: item}})


def test_every_price_of_the_table_comes_from_one_place() -> None:
    assert list(price_complaints(PRICES)) == []


def test_a_price_that_comes_from_nowhere_is_refused() -> None:
    prices = with_item("tape-gb", Item(unit="GB", price=1))
    assert list(price_complaints(prices)) == [
        (("items", "tape-gb"), "needs either `source:` or `assumed:`")
    ]


def test_a_price_that_comes_from_two_places_is_refused() -> None:
    item = Item(unit="GB", price=1, source="calculator-s3", assumed="as that of paper")
    assert list(price_complaints(with_item("tape-gb", item))) == [
        (("items", "tape-gb"), "needs either `source:` or `assumed:`")
    ]


def test_a_price_of_an_unknown_page_is_refused_with_the_nearest_one() -> None:
    prices = with_item("tape-gb", Item(unit="GB", price=1, source="calculator-s4"))
    ((location, message),) = price_complaints(prices)
    assert location == ("items", "tape-gb", "source")
    assert message.startswith("there is no source 'calculator-s4'; did you mean 'calculator-s3'?")


def test_an_instance_without_an_origin_is_refused() -> None:
    broken = PRICES.instances["ec2"]["t3.small"].model_copy(update={"source": None})
    families = {**PRICES.instances, "ec2": {"t3.small": broken}}
    prices = PRICES.model_copy(update={"instances": families})
    assert [location for location, _ in price_complaints(prices)] == [
        ("instances", "ec2", "t3.small")
    ]


def test_what_costs_the_same_everywhere_must_have_a_price() -> None:
    prices = PRICES.model_copy(update={"everywhere": ("kms-key-month", "kms-kee-month")})
    ((location, message),) = price_complaints(prices)
    assert location == ("everywhere", 1)
    assert message.startswith("there is no item 'kms-kee-month'; did you mean 'kms-key-month'?")


def test_the_tables_region_pays_the_tables_price() -> None:
    assert FRANKFURT.factor.price == 1
    assert FRANKFURT.item("ebs-gp3-gb-month").price == 0.0952
    assert FRANKFURT.item("ebs-gp3-gb-month").unit == "GB-month"


def test_another_region_pays_its_factor() -> None:
    assert IRELAND.item("ebs-gp3-gb-month").price == pytest.approx(0.0952 * 0.928)
    m6i = PRICES.instances["ec2"]["m6i.large"]
    assert IRELAND.hour(m6i).price == pytest.approx(0.115 * 0.928)
    assert IRELAND.hour(m6i).unit == "hour"


def test_what_costs_the_same_everywhere_is_not_scaled() -> None:
    assert IRELAND.item("kms-key-month").price == 1


def test_a_share_is_the_same_everywhere() -> None:
    assert IRELAND.share("ec2-reserved-3-year-share").price == 0.43


def test_a_price_says_whether_a_page_says_it() -> None:
    assert FRANKFURT.item("ebs-st1-gb-month").assumed
    assert not FRANKFURT.item("ebs-gp3-gb-month").assumed
    assert not IRELAND.item("ebs-gp3-gb-month").assumed


def test_an_assumed_factor_makes_every_scaled_price_assumed() -> None:
    factor = Item(unit="times the table's region", price=1.1, assumed="a guess")
    tariff = Tariff(with_item("region-factor-eu-south-2", factor), "eu-south-2")
    assert tariff.item("ebs-gp3-gb-month").assumed
    assert not tariff.item("kms-key-month").assumed


def test_an_item_without_a_price_stops_with_the_nearest_one() -> None:
    with pytest.raises(InvalidInputError) as error:
        FRANKFURT.item("ebs-gp4-gb-month")
    (problem,) = error.value.problems
    assert str(problem).startswith(
        "platforms/shared/prices.yml: items.ebs-gp4-gb-month: has no price; "
        "did you mean 'ebs-gp3-gb-month'?"
    )


def test_a_region_without_a_factor_stops() -> None:
    with pytest.raises(InvalidInputError, match=r"items\.region-factor-eu-south-1: has no price"):
        Tariff(PRICES, "eu-south-1").item("ebs-gp3-gb-month")
