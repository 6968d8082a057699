"""Administrators of the lab: addresses of theirs that this machine has while the lab is up.

Hosts let administrators in from their own network, by the bastion. So that firewalls are the same
in the lab as elsewhere, this machine is one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from ipaddress import IPv4Address

from lab.shell import root, run
from lab.state import Lab

_TAKEN = "admins"


def take(lab: Lab) -> None:
    """Take the addresses of a lab's plan, and give up what it has no more use for."""
    wanted, mine, there = lab.plan.admins, _mine(lab), _there()
    # Written down before it happens: who stops this leaves nothing that nobody knows of.
    lab.keep(_TAKEN, sorted(map(str, mine | (wanted - there))))
    for address in sorted(wanted - there):
        root("ip", "address", "add", f"{address}/32", "dev", "lo")
    leave(lab, mine - wanted)


def leave(lab: Lab, addresses: Iterable[IPv4Address] | None = None) -> None:
    """Give addresses up: all, where none are named. What the machine had before stays."""
    mine = _mine(lab)
    gone = mine if addresses is None else mine & set(addresses)
    for address in sorted(gone & _there()):
        root("ip", "address", "delete", f"{address}/32", "dev", "lo")
    lab.keep(_TAKEN, sorted(map(str, mine - gone)))


def _mine(lab: Lab) -> set[IPv4Address]:
    return {IPv4Address(each) for each in lab.read(_TAKEN, [])}


def _there() -> set[IPv4Address]:
    links = json.loads(run("ip", "-json", "-4", "address", "show") or "[]")
    return {IPv4Address(each["local"]) for link in links for each in link.get("addr_info", ())}
