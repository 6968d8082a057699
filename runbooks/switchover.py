"""Switchover: move a platform to the other site of its pair, as planned, and lose nothing.

Both sites must be well. The site that leads is closed, its database is stopped with its last
change written and sent, the other site is seen to have that change, and only then leads. The
entries of the old site send users on until nobody's name server remembers it. Until the database of
the other site is promoted, everything can be undone, and is, if a step takes too long.
"""

from __future__ import annotations

from collections.abc import Iterator

from runbooks import caches
from runbooks.evidence import position
from runbooks.names import NAMES
from runbooks.pair import Pair
from runbooks.plan import Step
from runbooks.sessions import HostError
from runbooks.steps import CLOSE, LONG, OPEN, PROMOTE, SHUT

MOST_LAG = 64 * 1024 * 1024
"""Bytes that the other site may lag behind at the start: more would be waited for while closed."""


def preflight(pair: Pair) -> Iterator[str]:
    """Yield everything that stands in the way.

    A host of either site that does not answer; a lease that is not open where it leads; a database
    that does not lead there, does not follow here, or lags more than can be waited for; a cache
    that does not copy the one that leads.
    """
    yield from databases(pair)
    if not pair.lost:
        yield from caches.ready(pair)


def databases(pair: Pair) -> Iterator[str]:
    """Yield what stands in the way of moving the databases."""
    yield from (f"{host} does not answer: {why}" for host, why in sorted(pair.lost.items()))
    if pair.lost:
        return
    found = pair.record["record"]
    if found != {**found, "site": pair.old.name, "is_open": True}:
        yield f"the lease is {found}; `--resume` or `--abort` ends a run that was cut short"
    try:
        old, new = pair.database(pair.old), pair.database(pair.new)
    except HostError as error:
        yield str(error)
        return
    if pair.role(pair.old, old) != "primary":
        yield f"{old} is no primary"
        return
    if pair.role(pair.new, new) != "standby_leader":
        yield f"{new} does not follow: `tandem failback` rebuilds it"
        return
    try:
        lag = _lag(pair, old, new)
    except ValueError:
        yield f"{new} has replayed nothing of {old}"
        return
    if lag > MOST_LAG:
        yield f"{new} lags {lag} bytes behind, and may {MOST_LAG}"


def _lag(pair: Pair, old: str, new: str) -> int:
    written = pair.sql(old, "SELECT pg_current_wal_lsn()")
    replayed = pair.sql(new, "SELECT pg_last_wal_replay_lsn()")
    return position(written) - position(replayed)


def _flush(pair: Pair) -> None:
    pair.sql(pair.database(pair.old), "CHECKPOINT")


def _follow(pair: Pair) -> None:
    pair.follow(pair.old, pair.new)


def _not_following(pair: Pair) -> str | None:
    roles = {host: pair.role(pair.old, host) for host in pair.old.databases}
    if "standby_leader" in roles.values() and "primary" not in roles.values():
        return None
    return f"the database at {pair.old.name} is {roles}"


def _lead_again(pair: Pair) -> None:
    pair.lead(pair.old)


def _not_replayed(pair: Pair) -> str | None:
    """Tell whether the other site has replayed the old one's shutdown, its very last change."""
    old = pair.database(pair.old)
    words = "SELECT checkpoint_lsn FROM pg_control_checkpoint()"
    last = pair.sql(old, words)
    replayed = pair.sql(pair.database(pair.new), "SELECT pg_last_wal_replay_lsn()")
    if replayed and position(replayed) >= position(last):
        return None
    return f"{pair.new.name} has replayed {replayed}, and {last} is the last change"


def _nothing(_: Pair) -> None:
    """Do nothing but wait."""


def _not_copied(pair: Pair) -> str | None:
    new = pair.database(pair.new)
    words = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
    return None if int(pair.sql(new, words) or 0) else f"nobody copies {new}"


STEPS = (
    Step(
        "flush",
        "The database that leads writes out what it can, so that it stops fast",
        _flush,
        lambda _: None,
        LONG,
    ),
    CLOSE,
    SHUT,
    Step(
        "demote",
        "Its database stops with its last change sent, and starts again as a copy",
        _follow,
        _not_following,
        60.0,
        undo=_lead_again,
        is_outage=True,
    ),
    Step(
        "replay",
        "The other site has replayed that change",
        _nothing,
        _not_replayed,
        30.0,
        is_outage=True,
    ),
    caches.REPLAY,
    PROMOTE,
    caches.LEAD,
    OPEN,
    NAMES,
    Step("copy", "The old site copies the new one", _nothing, _not_copied, LONG),
    caches.WATCH,
    caches.FOLLOW,
)
