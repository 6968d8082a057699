"""The words of the model."""

from __future__ import annotations

from typing import Literal, get_args

Size = Literal["small", "medium", "large", "enterprise"]
"""How large a platform is; capacity never falls along this order."""

Place = Literal["dc", "dr", "td", "uat"]
"""Where a platform stands. dc and dr are two places, never roles: who leads is live state."""

Target = Literal["onprem", "aws"]
"""Whose machines: our own, or Amazon's."""

Form = Literal["servers", "managed"]
"""Hosts that our roles configure, or services that the cloud runs."""

Zone = Literal["dmz", "application", "data", "management", "guest", "iot"]
"""A zone of trust: one network per site, closed to every other but for the flows."""

Redundancy = Literal["single", "spare", "quorum", "sharded"]
"""What the loss of one member means: the duty stops, the others carry it, a majority decides, or
the copy of its shard takes over."""

Protocol = Literal["tcp", "udp", "vrrp"]

SIZES: tuple[Size, ...] = get_args(Size)
PLACES: tuple[Place, ...] = get_args(Place)
TARGETS: tuple[Target, ...] = get_args(Target)
FORMS: tuple[Form, ...] = get_args(Form)
ZONES: tuple[Zone, ...] = get_args(Zone)


def smaller_of(one: Size, other: Size) -> Size:
    """Return the smaller of two sizes."""
    return min(one, other, key=SIZES.index)
