"""Sites of two hosts each, and a lab that nobody else has."""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from lab.plan import Bridge, LabHost, Plan
from lab.state import Lab

DATA = Bridge("shop-dc", "data", IPv4Network("10.200.64.0/19"))
DMZ = Bridge("shop-dc", "dmz", IPv4Network("10.200.0.0/19"))
DB_1 = LabHost("shop-dc-db-1", DATA, IPv4Address("10.200.64.129"), "bookworm")
DB_2 = LabHost("shop-dc-db-2", DATA, IPv4Address("10.200.72.130"), "bookworm")
EDGE_1 = LabHost("shop-dc-edge-1", DMZ, IPv4Address("10.200.0.129"), "bookworm")
SHOP = Plan({"shop-dc": IPv4Network("10.200.0.0/16")}, (DB_1, DB_2, EDGE_1))


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Return a lab that has nothing yet."""
    made = Lab("lab-test", tmp_path / "state")
    made.make_home()
    return made
