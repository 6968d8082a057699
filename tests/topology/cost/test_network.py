"""Traffic, entries and addresses; figures by hand from the platform files and the price table."""

from dataclasses import replace

import pytest

from tests.topology.cost.prices import TARIFF, money
from tests.topology.every import FILES, load
from topology.cost.network import (
    nat_gateways,
    network_lines,
    public_addresses,
    traffic,
)
from topology.environment import Environment
from topology.repository import Look

MEDIUM = load("logx-dc", "medium", "servers")


def cost(environment: Environment) -> dict[str, float]:
    return money(network_lines(environment, TARIFF))


def test_a_month_of_a_full_platform() -> None:
    """1,500 users: 30 + 30 + 75 = 135 Mbps, a tenth on the mean: 13.5.

    13.5 / 8 MB/s x 2,628,000 s = 4,434.75 GB. 4 GB a day are 121.67 a month, and cross the link
    twice. 1,500 x 0.1 requests a second, a tenth on the mean: 15 x 2,628,000.
    """
    moved = traffic(MEDIUM)
    assert moved.sent == pytest.approx(4434.75)
    assert moved.received == pytest.approx(121.667, abs=0.001)
    assert moved.linked == pytest.approx(243.333, abs=0.001)
    assert moved.requests == pytest.approx(39_420_000)


def test_an_environment_without_a_peer_has_no_link() -> None:
    assert traffic(load("logx-uat")).linked == 0
    assert "transfer-region-gb" not in cost(load("logx-uat"))


def test_a_dc_and_a_dr_have_a_nat_gateway_in_each_zone_where_they_have_hosts() -> None:
    assert nat_gateways(MEDIUM) == 3
    assert nat_gateways(load("logx-dr", "medium", "servers")) == 3
    assert nat_gateways(load("logx-dc", "small", "servers")) == 1


def test_a_test_environment_has_one_nat_gateway() -> None:
    assert nat_gateways(load("logx-uat")) == 1


def test_an_environment_without_hosts_needs_no_nat_gateway() -> None:
    bare = replace(load("logx-uat"))
    bare.__dict__["hosts"] = ()
    assert nat_gateways(bare) == 0


def test_public_addresses_of_servers() -> None:
    """3 NAT; entry and gateway in pairs with a shared address each: 6; bastion; third voter."""
    assert public_addresses(MEDIUM) == 11


def test_public_addresses_of_managed_services() -> None:
    """Pairs stand in two zones, so 2 NAT; the balancer in 3; bastion; third voter."""
    assert public_addresses(load("logx-dc", "medium", "managed")) == 7


def test_the_one_server_is_entered_from_outside() -> None:
    assert public_addresses(load("logx-td", "small", "servers")) == 2  # and its NAT gateway


def test_servers_pay_for_gateways_addresses_and_transfer() -> None:
    """NAT 2,190 h x 0.052; updates of 23 hosts x 10 GB x 0.052; addresses 11 x 730 h x 0.005.

    Out 4,434.75 x 0.09; link 243.33 x 0.02; zones (4,434.75 + 121.67) x 2 x 2 x 0.01.
    """
    assert cost(MEDIUM) == {
        "nat-gateway-hour": 113.88,
        "nat-gateway-gb": 11.96,
        "public-ipv4-hour": 40.15,
        "transfer-internet-gb": 399.13,
        "transfer-region-gb": 4.87,
        "transfer-zone-gb": 182.26,
    }


def test_managed_entries_are_balancers_behind_a_filter() -> None:
    """730 h x 0.027; a unit is a GB an hour: 4,434.75 + 121.67 GB x 0.008; 39.42 million x 0.6."""
    found = cost(load("logx-dc", "medium", "managed"))
    assert found["alb-hour"] == 19.71
    assert found["alb-lcu-hour"] == 36.45
    assert found["waf-web-acl-month"] == 5
    assert found["waf-rule-month"] == 10
    assert found["waf-requests-million"] == 23.65


def test_a_balancer_has_a_unit_an_hour_at_least() -> None:
    found = cost(load("qps-td", "small", "managed"))
    assert found["alb-lcu-hour"] == 5.84  # 730 x 0.008


def test_the_balancer_of_datagrams_carries_what_comes_in_and_the_other_what_goes_out() -> None:
    environment = load("logmaster-dc", "large", "managed")
    moved = traffic(environment)
    found = cost(environment)
    assert found["nlb-lcu-hour"] == pytest.approx(moved.received * 0.006, abs=0.01)
    assert found["alb-lcu-hour"] == pytest.approx(moved.sent * 0.008, abs=0.01)


def test_the_largest_size_leaves_through_the_content_network() -> None:
    """10,000 users: 900 Mbps, a tenth on the mean: 29,565 GB; 262.8 million requests."""
    found = cost(load("logx-dc", "enterprise", "servers"))
    assert "transfer-internet-gb" not in found
    assert found["cloudfront-gb"] == 2513.03
    assert found["cloudfront-https-ten-thousand"] == 315.36
    assert found["global-accelerator-hour"] == 18.25
    assert found["global-accelerator-premium-gb"] == pytest.approx(443.475, abs=0.01)


def test_without_a_content_network_what_is_sent_leaves_by_the_internet() -> None:
    lines = network_lines(MEDIUM, TARIFF)
    assert ("internet", "to users") in [(each.of, each.what) for each in lines]


def test_a_tier_that_becomes_a_content_network_has_its_price() -> None:
    """Whatever the size says: what the cloud runs is never free by omission."""
    environment = replace(load("logx-dc", "medium", "managed"))
    edge = replace(environment.managed["edge"], kind="cloudfront")
    environment.__dict__["managed"] = {**environment.managed, "edge": edge}
    assert "cloudfront-gb" in cost(environment)


def test_without_a_worldwide_address_nothing_is_accelerated() -> None:
    assert "global-accelerator-hour" not in cost(MEDIUM)


def test_a_link_to_our_own_floor_leaves_over_the_internet() -> None:
    """Logmaster's dr is in AWS and its dc is not: 200 GB a day, twice, x 0.09."""
    environment = FILES.load("logmaster-dr")
    links = [each for each in network_lines(environment, TARIFF) if each.of == "site link"]
    assert money(links) == {"transfer-internet-gb": 1095.00}


def test_a_link_that_is_rehearsed_in_the_cloud_crosses_regions() -> None:
    """The same pair with both members in AWS, and seen from the dc that is not there yet."""
    for name, look in (("logmaster-dr", Look(target="aws")), ("logmaster-dc", Look())):
        environment = FILES.load(name, look)
        links = [each for each in network_lines(environment, TARIFF) if each.of == "site link"]
        assert money(links) == {"transfer-region-gb": 243.33}


def test_two_zones_are_enough_to_cross() -> None:
    environment = load("logx-dc", "medium", "managed")
    assert {host.fault_domain for host in environment.hosts} == {"a", "b"}
    assert cost(environment)["transfer-zone-gb"] == 182.26


def test_every_line_says_what_it_is_for() -> None:
    environment = load("logx-dc", "enterprise", "managed")
    assert [(each.of, each.what) for each in network_lines(environment, TARIFF)] == [
        ("NAT", "3 x gateway"),
        ("NAT", "updates"),
        ("addresses", "9 x public IPv4"),
        ("edge", "balancer"),
        ("edge", "its load"),
        ("WAF", "web filter"),
        ("WAF", "10 x rule"),
        ("WAF", "requests"),
        ("CloudFront", "to users"),
        ("CloudFront", "requests"),
        ("Global Accelerator", "one address"),
        ("Global Accelerator", "to users"),
        ("site link", "to logx-dr"),
        ("zones", "between them"),
    ]
    assert {each.group for each in network_lines(environment, TARIFF)} == {"network"}


def test_what_stands_in_one_zone_crosses_none() -> None:
    assert "transfer-zone-gb" not in cost(load("logx-dc", "small", "servers"))
