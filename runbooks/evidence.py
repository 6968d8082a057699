"""What is known of a site that is lost: when it was last heard of, and how far it was.

The voters keep how far the leading database was with each renewal. So what the follower lacks can
be said although nobody answers there any more; what came after the last renewal cannot.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from runbooks.pair import Pair
from runbooks.sessions import HostError

MB = 1_000_000


@dataclass(frozen=True)
class Loss:
    """What a failover loses, as far as anybody can know before it."""

    bytes: int | None
    """Of the log: what the voters know of and the follower lacks; nothing, where none of both
    is known."""
    unknown: float
    """Seconds of writes that the voters were not told of."""
    heard: float | None
    """When the lost site said so, by its own clock."""


def position(text: str) -> int:
    """Return a place in the log as a number; PostgreSQL writes it as two hexadecimal halves.

    >>> position("1/2A")
    4294967338
    """
    high, low = text.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def loss(kept: str | None, received: str, renew: float) -> Loss:
    """Return what is lost, from what the voters keep and how far the follower is.

    What the voters keep was asked for up to one period before it was sent, and the next was due
    one period later.
    """
    try:
        told = json.loads(kept or "")
        lacking = max(0, int(told["position"]) - position(received))
        return Loss(lacking, 2 * renew, float(told["at"]))
    except (ValueError, KeyError):
        return Loss(None, 2 * renew, None)


def sentence(found: Loss, old: str, new: str, now: float) -> str:
    """Return it for people."""
    if found.bytes is None:
        return f"unknown: the voters were never told how far {old} was, or {new} received nothing"
    after = f"what {old} wrote in the up to {found.unknown:g} s after that is not known"
    heard = f"when {old} was last heard of, {now - (found.heard or now):.0f} s ago"
    if not found.bytes:
        return f"none that is known: {new} has all that was there {heard}; {after}"
    return f"{found.bytes / MB:.3f} MB of changes that were there {heard}; {after}"


def received(pair: Pair) -> str:
    """Return how far the follower has received; what it replayed, where it receives nothing."""
    words = "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"
    return pair.sql(pair.database(pair.new), words)


def told(pair: Pair) -> dict[str, Any]:
    """Return what the journal of a failover is told of the lost site."""
    told = next(iter(pair.new.hosts.values()))
    found = loss(
        pair.lease("beat")["position"], received(pair), float(told["lease_timers"]["renew"])
    )
    text = sentence(found, pair.old.name, pair.new.name, time.time())
    return {"fault": found.heard, "loss": text, "loss_bytes": found.bytes}


def renews(pair: Pair) -> bool:
    """Tell whether any host of the site that leads renews: two looks, more than one period apart.

    What is counted is the voters' own: two of them must agree to every renewal.
    """
    period = 1.5 * float(next(iter(pair.new.hosts.values()))["lease_timers"]["renew"])
    time.sleep(max(0.0, period - pair.silence))
    return pair.silence < period


def vantage(pair: Pair) -> dict[str, bool]:
    """Return who still reaches a database of the site that leads: each member of the other."""
    found = {}
    for host in (each for each in pair.new.databases if each in pair.sessions):
        for name in pair.old.databases:
            told = pair.old.hosts[name]
            port = told["postgresql_services"]["postgresql"]["ports"]["postgresql"]
            words = ("pg_isready", "-q", "-t", "2", "-h", told["ansible_host"], "-p", str(port))
            try:
                pair.on(host, *words, seconds=10)
            except HostError:
                found[f"{host} to {name}"] = False
            else:
                found[f"{host} to {name}"] = True
    return found
