"""What a copy holds, as `tandem ready` asks: what the copy's own timer found, and a look right now.

How two databases are compared while both are in use is in `content/`, which runs on hosts; a look
takes as many ranges as it is given, others each time, and asks through the runbook's sessions.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from content.comparing import LateError, ended, look
from content.ranges import DATABASES, SETTINGS, TABLES, How, Range, chosen, cut
from content.state import complaints, parsed
from runbooks.evidence import position
from runbooks.pair import Pair
from runbooks.sessions import HostError

RANGES = 128
"""Of one look, where nobody asks for all: 1 GB at most."""
PATIENCE = 30.0
SECONDS = 600.0
STATE = "/var/lib/tandem/content/state.json"

LIMITS = {"statement_timeout": "60s", "lock_timeout": "1s"}
"""So that a look holds up nobody who writes."""

_SETTINGS = "".join(f"SET {name} = '{value}'; " for name, value in {**SETTINGS, **LIMITS}.items())


def remembered(pair: Pair, now: float) -> Iterator[str]:
    """Yield what the timer at the copy found, and whether it runs."""
    host = pair.database(pair.new)
    try:
        said = pair.on(host, "cat", STATE)
    except HostError as error:
        yield f"{host}: its timer has compared nothing: {error}"
        return
    try:
        state = parsed(said)
    except (ValueError, TypeError, KeyError) as error:
        yield f"{host}: what its timer kept cannot be read: {error}"
        return
    yield from (f"{host}: {each}" for each in complaints(state, now))


def differences(pair: Pair, most: int | None = RANGES) -> Iterator[str]:
    """Yield what is different now, of as many ranges as may be looked at."""
    known = chosen(ranges(pair), most, Random())  # noqa: S311 - which are looked at is no secret
    looked = look(Leader(pair), Copy(pair), known)
    yield from (f"{each}: the copy at {pair.new.name} is another" for each in looked.different)
    yield from (f"{each}: could not be read" for each in looked.unread)


def ranges(pair: Pair) -> list[Range]:
    """Return every range of every table."""
    host = pair.database(pair.old)
    found = []
    for database in json.loads(pair.sql(host, DATABASES)):
        found += cut(database, json.loads(pair.sql(host, _SETTINGS + TABLES, database)))
    return found


@dataclass(frozen=True)
class Leader:
    """The database that leads."""

    pair: Pair

    def read(self, asked: Sequence[Range], how: How) -> list[str | None]:
        """Return what ranges hold, in their order."""
        return read(self.pair, self.pair.database(self.pair.old), asked, how)

    def written(self) -> str:
        """Return up to where its log is written."""
        words = "SELECT pg_current_wal_insert_lsn()"
        return ended(self.pair.sql(self.pair.database(self.pair.old), words))


@dataclass(frozen=True)
class Copy:
    """The copy at the other site."""

    pair: Pair

    def read(self, asked: Sequence[Range], how: How) -> list[str | None]:
        """Return what ranges hold, in their order."""
        return read(self.pair, self.pair.database(self.pair.new), asked, how)

    def wait(self, last: str) -> None:
        """Wait until it has replayed up to there."""
        end = time.monotonic() + PATIENCE
        while True:
            host = self.pair.database(self.pair.new)
            replayed = self.pair.sql(host, "SELECT pg_last_wal_replay_lsn()")
            if replayed and position(replayed) >= position(last):
                return
            if time.monotonic() > end:
                late = f"{self.pair.new.name} did not catch up within {PATIENCE:g} s"
                raise LateError(late)
            time.sleep(0.2)


def read(pair: Pair, host: str, asked: Sequence[Range], how: How) -> list[str | None]:
    """Return what a database holds in ranges, in their order."""
    found: dict[Range, str | None] = {}
    for database in sorted({each.database for each in asked}):
        mine = [each for each in asked if each.database == database]
        text = _SETTINGS + "; ".join(each.select(how) for each in mine)
        said = pair.sql(host, text, database, seconds=SECONDS).splitlines()
        found |= dict(zip(mine, said, strict=True))
    return [found[each] for each in asked]
