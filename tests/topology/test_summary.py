"""What an environment is, and what two of them have otherwise."""

import pytest

from tests.topology.every import FILES, load
from topology.summary import differences, summary

PLACE = {"environment", "place", "site", "region", "network", "peer", "home", "target"}


@pytest.mark.parametrize("platform", FILES.platform_names)
def test_a_dr_differs_from_its_dc_in_facts_of_place_alone(platform: str) -> None:
    found = differences(load(f"{platform}-dc"), load(f"{platform}-dr"))
    assert {each.what for each in found} <= PLACE


def test_an_environment_does_not_differ_from_itself() -> None:
    assert differences(load("logx-dc"), load("logx-dc")) == ()


def test_a_larger_size_shows_what_grows() -> None:
    found = {
        each.what: (each.one, each.other)
        for each in differences(load("logx-dc"), load("logx-dc", "large"))
    }
    assert found["size"] == ("medium", "large")
    assert found["tiers.web.members"] == (2, 4)
    assert found["tiers.reader.members"] == (None, 2)


def test_another_form_shows_what_the_cloud_runs() -> None:
    found = {
        each.what: (each.one, each.other)
        for each in differences(load("logx-dc"), load("logx-dc", form="managed"))
    }
    assert found["tiers.db.runs_as"] == ("hosts", "rds-postgresql")
    assert "tiers.api.runs_as" not in found


def test_a_page_says_who_leads_of_no_pair() -> None:
    page = summary(load("logx-dc"))
    assert (page["peer"], page["home"], page["witness"]) == ("logx-dr", True, "10.24.0.0/28")
    assert not any("lead" in key for key in page)


def test_a_packed_tier_is_said_to_be_on_the_server() -> None:
    tiers = summary(load("logx-td"))["tiers"]
    assert {tier["runs_as"] for tier in tiers.values()} == {"on logx-td-node-1"}
