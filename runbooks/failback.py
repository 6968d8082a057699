"""Failback: the lost site is there again; let it follow, and then move back by a switchover.

The site that came back is shut, whatever it believes. Its database finds where the two histories
part, goes back to there, and follows: what only it had is lost for good from then on, so it is
named first. Nothing is moved: when it has caught up, `tandem switchover` moves the platform.
"""

from __future__ import annotations

from collections.abc import Iterator

from runbooks import caches
from runbooks.names import NAMES
from runbooks.pair import Pair
from runbooks.plan import Step
from runbooks.sessions import HostError
from runbooks.steps import LONG


def preflight(pair: Pair) -> Iterator[str]:
    """Yield everything that stands in the way.

    A host of either site that does not answer; a lease that is not open for the other site; a
    database that does not lead there.
    """
    yield from (f"{host} does not answer: {why}" for host, why in sorted(pair.lost.items()))
    try:
        found = pair.record["record"]
        if found["site"] != pair.new.name or not found["is_open"]:
            yield f"the lease is {found}: nobody leads whom {pair.old.name} could follow"
        if pair.role(pair.new, pair.database(pair.new)) != "primary":
            yield f"the database at {pair.new.name} does not lead"
    except HostError as error:
        yield str(error)


def _follow(pair: Pair) -> None:
    pair.follow(pair.old, pair.new)


def _not_following(pair: Pair) -> str | None:
    roles = {host: pair.role(pair.old, host) for host in pair.old.databases}
    return None if "standby_leader" in roles.values() else f"{pair.old.name} is {roles}"


def _not_copying(pair: Pair) -> str | None:
    new = pair.database(pair.new)
    words = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
    return None if int(pair.sql(new, words) or 0) else f"nobody copies {new}"


STEPS = (
    Step(
        "follow",
        "Its database goes back to where histories part, and follows",
        _follow,
        _not_following,
        LONG,
    ),
    Step(
        "copy", "It has what the other site has, and copies on", lambda _: None, _not_copying, LONG
    ),
    caches.FOLLOW,
    NAMES,
)
