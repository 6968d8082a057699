"""Who reaches whom: the rules, and what a cut adds to them."""

from ipaddress import IPv4Network

import pytest

from lab.state import Lab
from lab.wires import Between, Cut, ruleset
from tests.lab.conftest import DATA, DB_1, DB_2, DMZ, EDGE_1

SITE = IPv4Network("10.200.0.0/16")
FAR = IPv4Network("10.201.0.0/16")


def rules(lab: Lab, *cuts: Cut) -> list[str]:
    """Return the lines that keep something from passing."""
    text = ruleset(lab, [SITE, FAR], cuts)
    return [line.strip() for line in text.splitlines() if line.endswith("drop")]


def test_sites_see_each_others_true_addresses(lab: Lab) -> None:
    both = "{ 10.200.0.0/16, 10.201.0.0/16 }"
    assert f"ip saddr {both} ip daddr {both} snat ip to ip saddr" in ruleset(lab, [SITE, FAR], [])


def test_tables_replace_those_that_are_there(lab: Lab) -> None:
    text = ruleset(lab, [SITE], [])
    for family in ("inet", "bridge"):
        assert f"table {family} tandem_lab_test\ndelete table {family} tandem_lab_test\n" in text


def test_nothing_is_kept_from_passing_without_a_cut(lab: Lab) -> None:
    assert rules(lab) == []


def test_sites_are_parted_in_both_directions(lab: Lab) -> None:
    assert rules(lab, Cut(SITE, FAR)) == [
        "ip saddr 10.200.0.0/16 ip daddr 10.201.0.0/16 drop",
        "ip daddr 10.200.0.0/16 ip saddr 10.201.0.0/16 drop",
    ]


@pytest.mark.parametrize("cut", [Cut(DATA.network, SITE), Cut(SITE, DATA.network)])
def test_a_zone_parted_from_its_own_site_still_talks_within(lab: Lab, cut: Cut) -> None:
    assert rules(lab, cut) == [
        "ip saddr 10.200.64.0/19 ip daddr != 10.200.64.0/19 ip daddr 10.200.0.0/16 drop",
        "ip daddr 10.200.64.0/19 ip saddr != 10.200.64.0/19 ip saddr 10.200.0.0/16 drop",
    ]


def test_a_site_alone_is_parted_from_all_the_world(lab: Lab) -> None:
    assert rules(lab, Cut(SITE, None)) == [
        "ip saddr 10.200.0.0/16 ip daddr != 10.200.0.0/16 drop",
        "ip daddr 10.200.0.0/16 ip saddr != 10.200.0.0/16 drop",
    ]


def test_neighbours_are_parted_by_hardware_address_so_that_virtual_addresses_are_too(
    lab: Lab,
) -> None:
    found = rules(lab, Cut(DB_1, DB_2))
    assert "ether saddr 02:74:0a:c8:40:81 ether daddr 02:74:0a:c8:48:82 drop" in found
    assert "ether saddr 02:74:0a:c8:48:82 ether daddr 02:74:0a:c8:40:81 drop" in found


def test_hosts_of_two_zones_are_parted_where_this_machine_hands_over(lab: Lab) -> None:
    found = rules(lab, Cut(DB_1, EDGE_1))
    assert "ether daddr 02:74:0a:c8:40:81 ip saddr 10.200.0.129 drop" in found
    assert "ether daddr 02:74:0a:c8:00:81 ip saddr 10.200.64.129 drop" in found


def test_a_host_cut_off_is_still_reached_through_the_bastion(lab: Lab) -> None:
    text = ruleset(lab, [SITE], [Cut(EDGE_1, None)], [DB_1.address])
    chains = text.split("chain ")
    for name in ("routed", "bridged", "entering", "leaving"):
        rules = next(each for each in chains if each.startswith(name)).splitlines()[2:4]
        assert [each.strip() for each in rules] == [
            f"ip saddr {DB_1.address} tcp dport 22 accept",
            f"ip daddr {DB_1.address} tcp sport 22 accept",
        ]


def test_a_host_cut_off_is_still_reached_by_this_machine(lab: Lab) -> None:
    found = rules(lab, Cut(EDGE_1, None))
    assert f"ether daddr {EDGE_1.mac} ip saddr != {DMZ.gateway} drop" in found
    assert f"ether saddr {EDGE_1.mac} ip daddr != {DMZ.gateway} drop" in found


BETWEEN = Between("tl-1", 30001, 51820)


def test_sites_with_a_link_reach_one_another_through_it_alone(lab: Lab) -> None:
    text = ruleset(lab, [SITE, FAR], [], [], BETWEEN)
    routed = [line.strip() for line in text.split("chain routed")[1].splitlines()[2:6]]
    assert routed == [
        'oifname "tl-1" accept',
        'iifname "tl-1" accept',
        "ip saddr 10.200.0.0/16 ip daddr 10.201.0.0/16 drop",
        "ip saddr 10.201.0.0/16 ip daddr 10.200.0.0/16 drop",
    ]
    both = "{ 10.200.0.0/16, 10.201.0.0/16 }"
    passing = f"ip saddr {both} ip daddr {both} udp dport 51820 meta mark set 30001"
    assert f'iifname != "tl-1" {passing}' in text


def test_a_cut_between_sites_cuts_their_link(lab: Lab) -> None:
    text = ruleset(lab, [SITE, FAR], [Cut(SITE, FAR)], [], BETWEEN)
    assert text.index(f"ip saddr {SITE} ip daddr {FAR} drop") < text.index('oifname "tl-1" accept')


def test_sites_without_a_link_are_parted_by_nothing(lab: Lab) -> None:
    assert "meta mark" not in ruleset(lab, [SITE, FAR], [])
