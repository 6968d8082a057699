"""The tables of the probe, made at a release by the account that owns them."""

from __future__ import annotations

from lab.probe.app.database import LOST, connection
from lab.probe.app.given import RELATIONAL, Given, MissingError
from lab.probe.app.retrying import again

TABLES = {
    "probe_records": "client text, number bigint, written_at timestamptz NOT NULL DEFAULT now(), "
    "PRIMARY KEY (client, number)",
    "probe_results": "task text PRIMARY KEY, worker text NOT NULL, "
    "done_at timestamptz NOT NULL DEFAULT now()",
    "probe_jobs": "job text NOT NULL, member text NOT NULL, "
    "ran_at timestamptz NOT NULL DEFAULT now()",
}


def migrate(given: Given, fault: str) -> None:
    """Make the tables that are not there; run again, it changes nothing."""

    def once() -> None:
        opened = connection(given, "session", "own")
        try:
            with opened.cursor() as cursor:
                for said in statements(given):
                    cursor.execute(said)
        finally:
            opened.close()

    again(once, LOST, seconds=given.retry_for, pause=given.retry_pause)
    if fault == "migration":
        raise SystemExit("a fault that was built in")


def statements(given: Given) -> list[str]:
    """Return what makes the tables, and lets each account do what it may."""
    made = [f"CREATE TABLE IF NOT EXISTS {name} ({columns})" for name, columns in TABLES.items()]
    rights = {"read": "SELECT", "write": "INSERT, UPDATE, DELETE"}
    tables = ", ".join(TABLES)
    return made + [
        f'GRANT {rights[right]} ON {tables} TO "{name}"'
        for name, account in given.accounts.items()
        if account["engine"] in RELATIONAL
        for right in account["may"]
        if right in rights
    ]


def has_database(given: Given) -> bool:
    """Tell whether there is anything to migrate."""
    try:
        given.login(RELATIONAL, "session", "own")
    except MissingError:
        return False
    return True
