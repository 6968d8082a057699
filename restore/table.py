"""One table as it was at a second, put beside the living one: nothing that lives is overwritten.

The repository's host restores in isolation and prints the table; it goes from there through this
machine straight into a new table where the database leads. Who needs rows of it copies them back in
SQL, with both tables before his eyes.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from restore.drill import SOCKETS, Place, archived, isolated, leading, moment
from restore.reach import Reach, ReachError, by, command

NAME = re.compile(r"([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)")
Through = Callable[[Sequence[str], Sequence[str]], str]
"""Lets one command write what another reads; returns what the first said beside it."""


@dataclass(frozen=True)
class Table:
    """A table: its database, schema and name."""

    database: str
    schema: str
    name: str

    def beside(self, stamp: str) -> str:
        """Return the name of the table that is put beside it."""
        return f"{self.name}_of_{stamp}"[-63:]


@dataclass(frozen=True)
class Fetched:
    """What came of it."""

    table: str
    to: str
    rows: int
    there: int
    """Rows that arrived."""

    @property
    def is_whole(self) -> bool:
        """Tell whether every row arrived."""
        return self.rows == self.there


def parsed(text: str) -> Table:
    """Return a table by its whole name.

    >>> parsed("records.public.payments").beside("20260131120000")
    'payments_of_20260131120000'
    """
    match = NAME.fullmatch(text)
    if not match:
        raise ValueError(f"'{text}' is no table: write database.schema.table, such as a.public.b")
    return Table(*match.groups())


def fetch(
    place: Place, table: Table, to: datetime, reach: Reach, through: Through | None = None
) -> Fetched:
    """Restore to a second, and put the table beside the living one."""
    leader, second = leading(place, reach), moment(to)
    archived(place, leader, reach)
    beside = table.beside(to.strftime("%Y%m%d%H%M%S"))
    made, lives = f'{table.schema}."{beside}"', f"{table.schema}.{table.name}"
    like = f"CREATE TABLE {made} (LIKE {lives} INCLUDING DEFAULTS)"
    owner = f"SELECT relowner::regrole FROM pg_class WHERE oid = '{lives}'::regclass"  # noqa: S608 - checked names
    account = _sql(place, leader, table.database, owner, reach)
    _sql(place, leader, table.database, f"{like}; ALTER TABLE {made} OWNER TO {account}", reach)
    asked = (place.store, table.database, lives, f"--to={second}")
    giving = isolated(place, "fetching.py", *asked)
    taking = by("postgres", *_psql(place, table.database), f"COPY {made} FROM STDIN")
    try:
        said = (through or piped)(command(place.keeper, giving), command(leader, taking))
    except ReachError:
        _sql(place, leader, table.database, f"DROP TABLE {made}", reach)  # ours, and not filled
        raise
    rows = int(said.rpartition("rows: ")[2])
    there = int(_sql(place, leader, table.database, f"SELECT count(*) FROM {made}", reach))  # noqa: S608 - checked names
    return Fetched(f"{table.database}.{table.schema}.{beside}", second, rows, there)


def _psql(place: Place, database: str) -> tuple[str, ...]:
    return ("psql", "-XAtq", "-h", SOCKETS, "-p", place.port, "-d", database, "-c")


def _sql(place: Place, leader: str, database: str, text: str, reach: Reach) -> str:
    return reach(leader, by("postgres", *_psql(place, database), text)).strip()


def piped(giving: Sequence[str], taking: Sequence[str]) -> str:
    """Let a table go from one host to another through this machine, however large it is."""
    with (
        subprocess.Popen(giving, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first,
        subprocess.Popen(taking, stdin=first.stdout, stderr=subprocess.PIPE) as second,
    ):
        if first.stdout:
            first.stdout.close()
        _, wrong = second.communicate()
        said = first.stderr.read().decode() if first.stderr else ""
        codes = first.wait(), second.returncode
    if any(codes):
        where = giving[-2] if codes[0] else taking[-2]
        raise ReachError(where, max(codes), said if codes[0] else wrong.decode(), "")
    return said
