"""What the lab is to be follows from environments alone."""

from ipaddress import IPv4Address, IPv4Network

from lab.plan import NOTHING, Plan, package_bridge, plan
from tests.lab.conftest import DB_1, SHOP
from topology.repository import Repository

FILES = Repository()
TD = plan([FILES.load("logx-td")], "bookworm")
DC = plan([FILES.load("logx-dc")], "bookworm")
PAIR = plan([FILES.load("logx-dc"), FILES.load("logx-dr")], "bookworm")


def test_the_small_site_is_one_host_on_one_bridge() -> None:
    assert [host.name for host in TD.hosts] == ["logx-td-node-1"]
    assert [bridge.network for bridge in TD.bridges] == [IPv4Network("10.18.32.0/19")]


def test_the_medium_site_has_a_bridge_for_each_zone_with_hosts() -> None:
    assert {bridge.zone: str(bridge.network) for bridge in DC.bridges} == {
        "dmz": "10.16.0.0/19",
        "application": "10.16.32.0/19",
        "data": "10.16.64.0/19",
        "management": "10.16.96.0/19",
    }
    assert len(DC.hosts) == 23


def test_this_machine_is_the_first_address_of_each_zone() -> None:
    assert TD.bridges[0].gateway == IPv4Address("10.18.32.1")


def test_one_member_of_a_pair_has_no_witness() -> None:
    assert "logx-witness" not in DC.sites


def test_a_whole_pair_has_its_witness_in_a_third_place() -> None:
    witness = PAIR.host("logx-witness-1")
    assert witness is not None
    assert str(witness.address) == "10.24.0.2"
    assert str(PAIR.sites["logx-witness"]) == "10.24.0.0/28"
    assert len(PAIR.hosts) == 47


def test_administrators_come_from_their_own_network_through_the_bastion() -> None:
    bastion, db = DC.host("logx-dc-bastion-1"), DC.host("logx-dc-db-1")
    assert bastion is not None
    assert db is not None
    assert (bastion.bastion, db.bastion) == (None, bastion.name)
    assert bastion.admin in IPv4Network("192.0.2.0/24")
    assert DC.eyes == {bastion.admin, bastion.address}


def test_a_site_on_one_host_is_entered_straight() -> None:
    assert TD.hosts[0].bastion is None
    assert TD.eyes == TD.admins == {TD.hosts[0].admin}


def test_two_labs_have_two_administrators() -> None:
    assert plan([FILES.load("logx-td")], "bookworm", "other").admins != TD.admins


def test_a_hardware_address_is_made_of_the_address() -> None:
    assert DB_1.mac == "02:74:0a:c8:40:81"


def test_what_is_kept_is_read_back_the_same() -> None:
    assert Plan.from_dict(PAIR.as_dict()) == PAIR


def test_a_site_added_and_taken_away_leaves_what_was() -> None:
    assert SHOP.with_(TD).without(["logx-td"]) == SHOP


def test_a_site_that_is_added_again_takes_its_own_place() -> None:
    assert NOTHING.with_(TD).with_(TD) == TD


def test_two_labs_of_one_machine_have_package_caches_apart() -> None:
    assert not package_bridge("lab").network.overlaps(package_bridge("lab-test").network)
