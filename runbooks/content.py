"""Whether a copy holds what it is a copy of: checksums of ranges of every table, at both sites.

A copy of a database has every row in the same place. So rows are compared by ranges of places, read
where the database leads and then where it follows, once the copy has replayed as much. A range that
differs is read again where it leads: was it written to meanwhile, it is tried anew; has it stood
still, the copy is wrong. A look takes as many ranges as it is given, others each time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from runbooks.evidence import position
from runbooks.pair import Pair
from runbooks.sessions import HostError

PAGES = 1024
"""Of a range: 8 MB of a table."""
RANGES = 128
"""Of one look, where nobody asks for all: 1 GB at most."""
TRIES = 3
PATIENCE = 30.0
SECONDS = 600.0

_DATABASES = (
    "SELECT coalesce(json_agg(datname ORDER BY 1), '[]') FROM pg_database "
    "WHERE datallowconn AND NOT datistemplate"
)
_TABLES = (
    "SELECT coalesce(json_object_agg(oid::regclass::text, "
    "pg_relation_size(oid) / current_setting('block_size')::bigint), '{}') FROM pg_class "
    "WHERE relkind = 'r' AND relpersistence = 'p' "
    "AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
)


@dataclass(frozen=True, order=True)
class Range:
    """A range of places of a table; the table is named as SQL has it."""

    database: str
    table: str
    number: int

    @property
    def select(self) -> str:
        """What reads it: how many rows, and the sum of their checksums."""
        first, last = self.number * PAGES, (self.number + 1) * PAGES
        return (
            f"SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) "  # noqa: S608 - names as the database itself quotes them
            f"FROM ONLY {self.table} t WHERE ctid >= '({first},0)' AND ctid < '({last},0)'"
        )

    def __str__(self) -> str:
        """Say it to people."""
        return f"{self.database}: {self.table}, pages from {self.number * PAGES}"


def differences(pair: Pair, most: int | None = RANGES) -> Iterator[str]:
    """Yield the ranges whose copy is wrong."""
    left = chosen(ranges(pair), most, Random())  # noqa: S311 - which ranges are looked at is no secret
    for _ in range(TRIES):
        before = read(pair, pair.database(pair.old), left)
        _wait(pair)
        there = read(pair, pair.database(pair.new), left)
        unlike = [each for each, one, two in zip(left, before, there, strict=True) if one != two]
        after = read(pair, pair.database(pair.old), unlike)
        known = dict(zip(left, before, strict=True))
        stood = [e for e, now in zip(unlike, after, strict=True) if known[e] == now]
        yield from (f"{each}: the copy at {pair.new.name} is another" for each in stood)
        left = [each for each in unlike if each not in stood]
        if not left:
            return


def chosen(known: Sequence[Range], most: int | None, random: Random) -> list[Range]:
    """Return as many ranges as may be looked at, any of them."""
    if most is None or len(known) <= most:
        return list(known)
    return sorted(random.sample(known, most))


def ranges(pair: Pair) -> list[Range]:
    """Return every range of every table."""
    host = pair.database(pair.old)
    found = []
    for database in json.loads(pair.sql(host, _DATABASES)):
        for table, pages in json.loads(pair.sql(host, _TABLES, database)).items():
            found += [Range(database, table, n) for n in range(-(-pages // PAGES))]
    return found


def read(pair: Pair, host: str, asked: Sequence[Range]) -> list[str]:
    """Return what a database holds in ranges, in their order."""
    found: dict[Range, str] = {}
    for database in sorted({each.database for each in asked}):
        mine = [each for each in asked if each.database == database]
        text = "; ".join(each.select for each in mine)
        said = pair.sql(host, text, database, seconds=SECONDS).splitlines()
        found |= dict(zip(mine, said, strict=True))
    return [found[each] for each in asked]


def _wait(pair: Pair) -> None:
    """Wait until the copy has replayed what was just read."""
    words = "SELECT pg_current_wal_insert_lsn()"
    last = position(pair.sql(pair.database(pair.old), words))
    end = time.monotonic() + PATIENCE
    while True:
        replayed = pair.sql(pair.database(pair.new), "SELECT pg_last_wal_replay_lsn()")
        if replayed and position(replayed) >= last:
            return
        if time.monotonic() > end:
            raise HostError(f"{pair.new.name} did not catch up within {PATIENCE:g} s")
        time.sleep(0.2)
