"""The two databases, as the copy's host reaches them: the site that leads over TLS, its own beside.

Each question has a time limit, waits for no lock, and is asked in a session that may only read.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg2  # type: ignore[import-untyped]  # has no types

from content.comparing import FAILED, GONE, LateError, ended
from content.ranges import DATABASES, SETTINGS, TABLES, How, Range, cut

NO_TABLE = "42P01"
PAUSE = 0.2

_RECEIVES = (
    "SELECT pg_is_in_recovery(), (SELECT sender_host FROM pg_stat_wal_receiver), "
    "(SELECT received_tli FROM pg_stat_wal_receiver)"
)


@dataclass
class Server:
    """One server, with a session for each of its databases."""

    place: dict[str, Any]
    """How libpq reaches it."""
    seconds: float
    """How long one question may take."""
    _open: dict[str, Any] = field(default_factory=dict)

    def ask(self, text: str, database: str = "postgres") -> tuple[Any, ...]:
        """Return the row that a question is answered with."""
        with self._session(database).cursor() as cursor:
            cursor.execute(text)
            row: tuple[Any, ...] = cursor.fetchone()
        return row

    def read(self, asked: Sequence[Range], how: How) -> list[str | None]:
        """Return what ranges hold; nothing for one that is locked or takes too long."""
        return [self._read(each, how) for each in asked]

    def ranges(self) -> list[Range]:
        """Return every range of every table."""
        found = []
        for database in self.ask(DATABASES)[0]:
            found += cut(database, self.ask(TABLES, database)[0])
        return sorted(found)

    def close(self) -> None:
        """End all sessions."""
        for each in self._open.values():
            with suppress(psycopg2.Error):
                each.close()

    def _read(self, asked: Range, how: How) -> str | None:
        try:
            found = self.ask(asked.select(how), asked.database)[0]
        except psycopg2.OperationalError:
            # Cancelled: too slow, locked, or in the way of what is replayed. Or the server is
            # gone, which the next question finds.
            if self._session(asked.database).closed:
                raise
            return None
        except psycopg2.ProgrammingError as error:
            if error.pgcode == NO_TABLE:
                return GONE[how]
            raise
        except psycopg2.DatabaseError as error:
            # A page that PostgreSQL itself finds damaged says so, in place of its rows.
            return f"{FAILED}{error.pgcode}" if how == "whole" else GONE[how]
        return found if isinstance(found, str) else json.dumps(found)

    def _session(self, database: str) -> Any:  # noqa: ANN401 - psycopg2 has no types
        found = self._open.get(database)
        if found is None:
            limits = {"statement_timeout": f"{self.seconds:g}s", "lock_timeout": "1s"}
            found = psycopg2.connect(dbname=database, **self.place)
            found.autocommit = True
            with found.cursor() as cursor:
                for name, value in {**SETTINGS, **limits}.items():
                    cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
            self._open[database] = found
        return found


class Leader(Server):
    """The database that leads."""

    def written(self) -> str:
        """Return up to where its log is written."""
        return ended(self.ask("SELECT pg_current_wal_insert_lsn()")[0])


@dataclass
class Copy(Server):
    """The copy."""

    patience: float = 30.0
    """Seconds that it may lag behind."""

    def source(self) -> tuple[bool, str, int]:
        """Return whether it follows anybody, whom it hears now, and on which timeline."""
        is_copy, sender, timeline = self.ask(_RECEIVES)
        return bool(is_copy), str(sender or ""), int(timeline or 0)

    def wait(self, position: str) -> None:
        """Wait until it has replayed up to there."""
        end = time.monotonic() + self.patience
        while not self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn")[0]:
            if time.monotonic() > end:
                raise LateError(f"it lags by more than {self.patience:g} s")
            time.sleep(PAUSE)
