"""One table as it was at a second: restored in isolation, printed as PostgreSQL copies it.

`fetching.py records logx public.payments --to 2026-01-31T12:00:00Z` runs on the repository, as the
account that owns it. The restored cluster goes away with it; nothing else of it is looked at.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing

import psycopg2  # type: ignore[import-untyped]  # has no types
from psycopg2 import sql
from rehearsing import RehearsalError, rehearsal


def fetch(stanza: str, database: str, table: str, to: str | None) -> int:
    """Print a table's rows; return how many there are."""
    with rehearsal(stanza) as restored:
        restored.restore(to)
        restored.start()
        place = {"host": str(restored.folder), "port": "5432", "user": "postgres"}
        with closing(psycopg2.connect(dbname=database, **place)) as opened:
            cursor = opened.cursor()
            named = sql.SQL(".").join(map(sql.Identifier, table.split(".", 1)))
            asked = sql.SQL("COPY {} TO STDOUT").format(named)
            cursor.copy_expert(asked.as_string(opened), sys.stdout.buffer)
            return int(cursor.rowcount)


def main(words: Sequence[str]) -> int:
    """Fetch one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stanza")
    parser.add_argument("database")
    parser.add_argument("table", help="with its schema, such as public.payments")
    parser.add_argument("--to", help="the second, with its zone; the end of the newest backup else")
    asked = parser.parse_args(words)
    try:
        rows = fetch(asked.stanza, asked.database, asked.table, asked.to)
    except (RehearsalError, psycopg2.Error, subprocess.SubprocessError) as error:
        sys.stderr.write(f"{asked.table}: {str(error).strip()}\n")
        return 1
    sys.stderr.write(f"rows: {rows}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
