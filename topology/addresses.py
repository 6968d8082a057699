"""The address plan of one environment, by arithmetic alone.

    network /16 ─┬─ zone 0 dmz /19 ─┬─ fault domain a /21 ─┬─ slot 0 (gateway, network)
                 ├─ zone 1 application ├─ b                 ├─ slot 1, one member an address
                 ├─ zone 2 data        ├─ c                 ├─ …
                 ├─ zone 3 management  └─ shared (virtual   └─ slot 31 (broadcast)
                 ├─ zone 4 guest           addresses)
                 ├─ zone 5 iot
                 └─ zone 7 site link

A host's address depends on its zone, fault domain, tier's slot and member number, and on nothing
else: adding or removing a tier, a host or an environment renumbers nothing. A larger network only
makes every part larger in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from topology.words import ZONES, Zone

SHARED = 3  # the fourth slice of a zone: virtual addresses, which belong to no fault domain
LINK = 7  # the last eighth of a network: tunnel addresses of the site link
SMALLEST = 20  # a longer prefix leaves fewer than four addresses a slot
LARGEST = 8

_ZONE_BITS = 3
_SLICE_BITS = 2
_SLOT_BITS = 5


@dataclass(frozen=True)
class AddressPlan:
    """Carves an environment's network."""

    network: IPv4Network

    @property
    def members_a_slot(self) -> int:
        """The highest member number that a tier can have in one fault domain."""
        return int(2 ** (32 - self.network.prefixlen - _ZONE_BITS - _SLICE_BITS - _SLOT_BITS)) - 1

    def zone(self, zone: Zone) -> IPv4Network:
        """Return the network of a zone of trust."""
        return _part(self.network, _ZONE_BITS, ZONES.index(zone))

    def slice(self, zone: Zone, fault_domain: int) -> IPv4Network:
        """Return a fault domain's part of a zone; in the cloud it is a subnet."""
        return _part(self.zone(zone), _SLICE_BITS, fault_domain)

    def gateway(self, zone: Zone) -> IPv4Address:
        """Return the router's address in a zone."""
        return self.zone(zone)[1]

    def host(self, zone: Zone, fault_domain: int, slot: int, number: int) -> IPv4Address:
        """Return the address of a tier's member."""
        return _part(self.slice(zone, fault_domain), _SLOT_BITS, slot)[number]

    def virtual(self, zone: Zone, slot: int) -> IPv4Address:
        """Return the address that a tier's members share."""
        return self.host(zone, SHARED, slot, 0)

    def link(self) -> IPv4Network:
        """Return the network of the site link's tunnels."""
        return _part(self.network, _ZONE_BITS, LINK)


def prefix_for(members: int) -> int:
    """Return the longest prefix whose slots hold so many members."""
    return 32 - _ZONE_BITS - _SLICE_BITS - _SLOT_BITS - members.bit_length()


def _part(network: IPv4Network, bits: int, index: int) -> IPv4Network:
    """Return the part number ``index`` of a network cut into ``2 ** bits`` equal parts."""
    prefix = network.prefixlen + bits
    return IPv4Network((int(network.network_address) + (index << (32 - prefix)), prefix))
