"""What a cluster of PostgreSQL holds: rows and a checksum of every table, and numbered records.

`contents.py SOCKETS PORT [TIME]` prints it as JSON, on a living member as on a restored one. A
checksum does not depend on the order of rows. Numbered records are those of a table with client,
number and written_at: up to a second before TIME all must have been committed, after it none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import psycopg2  # type: ignore[import-untyped]  # has no types
from psycopg2 import extensions, sql

TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""
NUMBERED = """
SELECT table_schema, table_name FROM information_schema.columns
WHERE column_name IN ('client', 'number', 'written_at') GROUP BY 1, 2 HAVING count(*) = 3
"""
ROWS = """
SELECT count(*), coalesce(sum(hashtextextended(each::text, 0)::numeric), 0)::text FROM {} AS each
"""
RECORDS = """
SELECT client, count(*) FILTER (WHERE settled), coalesce(max(number) FILTER (WHERE settled), 0),
  count(*) FILTER (WHERE written_at > asked), count(*), max(number)
FROM (SELECT *, written_at <= asked - interval '1 second' AS settled
  FROM {}, (SELECT %s::timestamptz AS asked) AS at) AS each
GROUP BY client
"""
WORDS = ("settled", "last_settled", "after", "all", "last")


def databases(place: dict[str, Any]) -> list[str]:
    """Return the databases that hold anything of ours."""
    with closing(psycopg2.connect(dbname="postgres", **place)) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate")
        return sorted(name for (name,) in cursor.fetchall())


def tables(cursor: extensions.cursor, database: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield how many rows each table has, and their checksum."""
    cursor.execute(TABLES)
    for schema, table in cursor.fetchall():
        cursor.execute(sql.SQL(ROWS).format(sql.Identifier(schema, table)))
        rows, checksum = cursor.fetchone()
        yield f"{database}.{schema}.{table}", {"rows": rows, "checksum": checksum}


def records(cursor: extensions.cursor, at: str) -> dict[str, dict[str, int]]:
    """Return how far each client's numbers go, around a moment."""
    found = {}
    cursor.execute(NUMBERED)
    for schema, table in cursor.fetchall():
        cursor.execute(sql.SQL(RECORDS).format(sql.Identifier(schema, table)), (at,))
        for client, *numbers in cursor.fetchall():
            found[client] = dict(zip(WORDS, numbers, strict=True))
    return found


def contents(place: dict[str, Any], at: str | None) -> dict[str, Any]:
    """Return all of it, of one moment for each database."""
    found: dict[str, Any] = {"tables": {}, "records": {}}
    for name in databases(place):
        with closing(psycopg2.connect(dbname=name, **place)) as opened:
            opened.set_session(isolation_level="REPEATABLE READ", readonly=True)
            with opened.cursor() as cursor:
                found["tables"].update(tables(cursor, name))
                if at:
                    found["records"].update(records(cursor, at))
    return found


def main(words: Sequence[str]) -> int:
    """Print what a member holds."""
    place = {"host": words[0], "port": words[1], "user": "postgres"}
    json.dump(contents(place, words[2] if words[2:] else None), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
