"""Ranges of places of tables, and the questions that read them: pure.

A copy of a database has every version of a row in the same place, so both are read by places. A
checksum is of the row, of its place and of the transaction that wrote it: no version of a row that
is gone ever comes back under the same three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

PAGES = 1024
"""Of a range: 8 MB of a table."""

How = Literal["whole", "pages"]
"""A checksum of the whole range, or one of each of its pages."""

SETTINGS: Mapping[str, str] = {
    "search_path": "",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "lc_monetary": "C",
    "row_security": "off",
    "default_transaction_read_only": "on",
}
"""So that equal rows are equal texts in every session, and no row is hidden from any."""

DATABASES = (
    "SELECT coalesce(json_agg(datname ORDER BY 1), '[]') FROM pg_database "
    "WHERE datallowconn AND NOT datistemplate"
)
TABLES = (
    "SELECT coalesce(json_object_agg(oid::regclass::text, "
    "pg_relation_size(oid) / current_setting('block_size')::bigint), '{}') FROM pg_class "
    "WHERE relkind IN ('r', 'm') AND relpersistence = 'p' "
    "AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
)
"""How many pages each table and each kept view of a database has."""

# As a record: nobody may have a cast of that. Of a table its owner may have one, which would run
# as whoever reads it.
_ROW = "hashtextextended(concat_ws(' ', t.ctid, t.xmin, ROW(t.*)::text), 0)"
_SUM = f"count(*) || ' ' || coalesce(sum({_ROW}), 0)"
_WHOLE = "SELECT {sum} FROM ONLY {table} AS t WHERE {places}"
_EACH = (
    "SELECT coalesce(json_object_agg(page, sums), '{{}}') FROM (SELECT "
    "(t.ctid::text::point)[0]::bigint AS page, {sum} AS sums FROM ONLY {table} AS t "
    "WHERE {places} GROUP BY 1) AS pages"
)


@dataclass(frozen=True, order=True)
class Range:
    """A range of places of a table; the table is named as SQL has it."""

    database: str
    table: str
    number: int

    def select(self, how: How) -> str:
        """What reads it, in one row of one column."""
        first, last = self.number * PAGES, (self.number + 1) * PAGES
        places = f"t.ctid >= '({first},0)' AND t.ctid < '({last},0)'"
        text = _WHOLE if how == "whole" else _EACH
        return text.format(sum=_SUM, table=self.table, places=places)

    def __str__(self) -> str:
        """Say it to people."""
        return f"{self.database}: {self.table}, pages from {self.number * PAGES}"


def cut(database: str, tables: Mapping[str, int]) -> list[Range]:
    """Return all ranges of the tables of a database, of which the pages are known.

    >>> [each.number for each in cut("logx", {"records": 1025, "empty": 0})]
    [0, 1]
    """
    return sorted(
        Range(database, table, number)
        for table, pages in tables.items()
        for number in range(-(-pages // PAGES))
    )


def chosen(known: Sequence[Range], most: int | None, random: Random) -> list[Range]:
    """Return as many ranges as may be looked at, any of them."""
    if most is None or len(known) <= most:
        return list(known)
    return sorted(random.sample(known, most))
