"""The address plan: apart, in its place, and never moved by anything else."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.addresses import LARGEST, SHARED, SMALLEST, AddressPlan, prefix_for
from topology.words import ZONES, Zone

PLAN = AddressPlan(IPv4Network("10.16.0.0/16"))

prefixes = st.integers(LARGEST, SMALLEST)
plans = prefixes.map(lambda prefix: AddressPlan(IPv4Network((0x0A000000, prefix))))
zones = st.sampled_from(ZONES)
domains = st.integers(0, 2)
slots = st.integers(1, 30)


def test_zones_of_a_sixteen_are_eighths_of_it_in_their_order() -> None:
    assert [str(PLAN.zone(zone)) for zone in ZONES] == [
        "10.16.0.0/19",
        "10.16.32.0/19",
        "10.16.64.0/19",
        "10.16.96.0/19",
        "10.16.128.0/19",
        "10.16.160.0/19",
    ]


def test_the_site_link_has_the_last_eighth() -> None:
    assert PLAN.link() == IPv4Network("10.16.224.0/19")


def test_a_zone_has_a_quarter_for_each_fault_domain_and_one_for_shared_addresses() -> None:
    assert [str(PLAN.slice("data", each)) for each in range(4)] == [
        "10.16.64.0/21",
        "10.16.72.0/21",
        "10.16.80.0/21",
        "10.16.88.0/21",
    ]
    assert SHARED == 3


@pytest.mark.parametrize(
    ("zone", "domain", "slot", "number", "address"),
    [
        # slot 2 of a /21 cut in 32 begins at 128; member 3 of the third fault domain
        ("data", 2, 2, 3, "10.16.80.131"),
        ("dmz", 0, 2, 1, "10.16.0.129"),
        ("application", 1, 3, 2, "10.16.40.194"),
        ("management", 0, 30, 63, "10.16.103.191"),
    ],
)
def test_a_member_stands_in_its_slot_at_its_number(
    zone: Zone, domain: int, slot: int, number: int, address: str
) -> None:
    assert PLAN.host(zone, domain, slot, number) == IPv4Address(address)


def test_the_router_has_a_zones_first_address() -> None:
    assert PLAN.gateway("data") == IPv4Address("10.16.64.1")


def test_a_shared_address_belongs_to_no_fault_domain() -> None:
    assert PLAN.virtual("dmz", 2) == IPv4Address("10.16.24.128")


@pytest.mark.parametrize(
    ("network", "members"),
    [("10.0.0.0/20", 3), ("10.0.0.0/16", 63), ("10.0.0.0/12", 1023), ("10.0.0.0/8", 16383)],
)
def test_a_slot_holds_members_in_proportion_to_the_network(network: str, members: int) -> None:
    assert AddressPlan(IPv4Network(network)).members_a_slot == members


@given(members=st.integers(1, 16383))
def test_the_advised_prefix_is_the_longest_that_holds_the_members(members: int) -> None:
    prefix = prefix_for(members)
    assert AddressPlan(IPv4Network((0, prefix))).members_a_slot >= members
    assert AddressPlan(IPv4Network((0, prefix + 1))).members_a_slot < members


@given(plan=plans, zone=zones, domain=domains, slot=slots, data=st.data())
def test_every_address_lies_in_its_zone_and_fault_domain(
    plan: AddressPlan, zone: Zone, domain: int, slot: int, data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, plan.members_a_slot))
    address = plan.host(zone, domain, slot, number)
    assert address in plan.slice(zone, domain)
    assert address in plan.zone(zone)
    assert address in plan.network


places = st.tuples(zones, domains, slots, st.integers(1, 3))


@given(plan=plans, one=places, other=places)
def test_two_members_never_share_an_address(
    plan: AddressPlan, one: tuple[Zone, int, int, int], other: tuple[Zone, int, int, int]
) -> None:
    assert (plan.host(*one) == plan.host(*other)) == (one == other)


@given(plan=plans, zone=zones, domain=domains, slot=slots, number=st.integers(1, 3))
def test_members_leave_the_addresses_that_networks_need_for_themselves(
    plan: AddressPlan, zone: Zone, domain: int, slot: int, number: int
) -> None:
    address = plan.host(zone, domain, slot, number)
    subnet = plan.slice(zone, domain)
    # The cloud keeps the first four addresses of a subnet and the last; on our floor the first is
    # the router's.
    reserved = {subnet.broadcast_address, plan.gateway(zone), *(subnet[each] for each in range(4))}
    assert address not in reserved


@given(plan=plans)
def test_zones_and_the_link_never_overlap(plan: AddressPlan) -> None:
    parts = [*(plan.zone(zone) for zone in ZONES), plan.link()]
    assert not any(a.overlaps(b) for a in parts for b in parts if a is not b)
