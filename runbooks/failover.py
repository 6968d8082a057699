"""Failover: the site that led is lost; open the other one, and say what may be missing.

Nothing of the lost site is needed. Its lease is taken at two of the three voters, and then waited
for, so that it is shut wherever it is and whatever it believes. What was acknowledged there and had
not arrived is lost to users until the site comes back. The voters know how far that site was when
it last renewed its lease, so what is known to be missing is stated; it must be accepted with
`--accept-loss`.
"""

from __future__ import annotations

from collections.abc import Iterator

from runbooks import caches, evidence
from runbooks.names import NAMES
from runbooks.pair import Pair
from runbooks.sessions import HostError
from runbooks.steps import CLOSE, OPEN, PROMOTE, SHUT

told = evidence.told
STEPS = (CLOSE, SHUT, PROMOTE, caches.LEAD, OPEN, NAMES, caches.WATCH)


def preflight(pair: Pair) -> Iterator[str]:
    """Yield everything that stands in the way; that the old site is silent does not.

    A host of the other site that does not answer; a lease that two voters do not show, or that is
    not the old site's; a database that is no copy of the old site's.
    """
    yield from (
        f"{host} does not answer: {why}"
        for host, why in sorted(pair.lost.items())
        if host in pair.new.hosts
    )
    try:
        found = pair.record["record"]
        new = pair.database(pair.new)
    except HostError as error:
        yield str(error)
        return
    if found["site"] != pair.old.name:
        yield f"the lease is {found} already"
    if pair.role(pair.new, new) != "standby_leader":
        yield f"{new} is no copy of {pair.old.name}"


def warnings(pair: Pair) -> Iterator[str]:
    """Yield what speaks against it, and forbids nothing."""
    if evidence.renews(pair):
        yield f"{pair.old.name} still renews its lease: users may be served there now"
    reached = [way for way, is_reached in evidence.vantage(pair).items() if is_reached]
    yield from (f"a database still answers: {way}" for way in reached)
    answering = sorted(set(pair.old.hosts) & set(pair.sessions))
    if answering:
        yield f"of {pair.old.name} these answer here: {', '.join(answering)}"
