"""Addresses and networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network


def bastion_is_within(address: str, networks: Iterable[str]) -> bool:
    """Tell whether an address is in one of some networks.

    >>> bastion_is_within("10.0.0.9", ["10.0.0.0/24"])
    True
    """
    return any(ip_address(address) in ip_network(network) for network in networks)


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {"bastion_is_within": bastion_is_within}
