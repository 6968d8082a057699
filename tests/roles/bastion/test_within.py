"""A run knows whether it could come in again."""

from __future__ import annotations

from tests.roles.loading import program

is_within = program("bastion/filter_plugins/bastion.py").bastion_is_within


def test_an_address_is_inside_one_of_the_networks_or_not() -> None:
    networks = ["10.16.103.65/32", "192.0.2.0/24"]
    assert is_within("192.0.2.77", networks)
    assert not is_within("10.16.103.66", networks)
