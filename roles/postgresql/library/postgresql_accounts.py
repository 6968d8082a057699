"""Accounts and their rights in a cluster of PostgreSQL, made by whoever leads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.postgresql_rights import (  # type: ignore[import-not-found] # the role's own
    doubles,
    entries,
    house,
    passwords,
    quoted,
    rights,
    roles,
    spares,
)

try:
    import psycopg2  # type: ignore[import-untyped]  # has no types
except ImportError:  # said by main(), where a module can say it
    psycopg2 = None

DOCUMENTATION = r"""
module: postgresql_accounts
short_description: Makes databases, accounts and their rights where this member leads
description:
  - Does nothing on a member that does not lead, so that it can be asked of all.
  - Passwords leave this program as SCRAM verifiers only. One that fits already is not made again.
  - Rights are written in one transaction, which is kept only where it changes something.
options:
  socket: {description: The folder of the server's socket., type: path, required: true}
  port: {description: The server's port., type: int, required: true}
  stores: {description: The databases., type: list, elements: str, required: true}
  accounts: {description: "By name: a store, and what it may.", type: dict, required: true}
  passwords: {description: By account., type: dict, required: true}
  former: {description: "By account, those that are let in too.", type: dict, default: {}}
  logins: {description: "By account, its login now and the other.", type: dict, default: {}}
  iterations: {description: Of SCRAM-SHA-256., type: int, default: 4096}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Make accounts
  postgresql_accounts:
    socket: /var/run/postgresql
    port: 5432
    stores: [records]
    accounts: {clerk: {store: records, may: [read]}}
    passwords: {clerk: "{{ secret }}"}
  no_log: true
"""

RETURN = r"""
leads: {description: Whether this member leads., type: bool, returned: always}
done: {description: Which databases changed., type: list, elements: str, returned: always}
"""

STATE = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
  SELECT a::text AS line FROM pg_authid a
  UNION ALL SELECT m.roleid || ' ' || m.member || ' ' || m.admin_option FROM pg_auth_members m
  UNION ALL SELECT datname || ' ' || datdba || ' ' || coalesce(datacl::text, '') FROM pg_database
  UNION ALL SELECT nspname || ' ' || nspowner || ' ' || coalesce(nspacl::text, '') FROM pg_namespace
      WHERE nspname NOT LIKE 'pg\\_%'
  UNION ALL SELECT d::text FROM pg_default_acl d
  UNION ALL SELECT s::text FROM pg_db_role_setting s
  UNION ALL SELECT extname FROM pg_extension
  UNION ALL SELECT oid || ' ' || relacl::text FROM pg_class WHERE relacl IS NOT NULL
  UNION ALL SELECT oid || ' ' || proowner || ' ' || md5(prosrc) || ' ' || coalesce(proacl::text, '')
      FROM pg_proc
) AS lines
"""
"""All that is written here, as one figure."""


class Cursor(Protocol):
    """What runs SQL."""

    def execute(self, statement: str) -> None:
        """Run a statement."""

    def fetchone(self) -> Sequence[object]:
        """Return the first row."""

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        """Return all rows."""


class Connection(Protocol):
    """A session of the server; with a cursor as a context."""

    autocommit: bool
    cursor: Callable[[], Any]
    commit: Callable[[], None]
    rollback: Callable[[], None]


def apply(connection: Connection, statements: Sequence[str], *, check: bool) -> bool:
    """Write in one transaction; keep it only where it changes something. Say whether it does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgaudit.log = 'none'")  # a rehearsal
        differs = run(cursor, statements)
        connection.rollback()
        if differs and not check:
            run(cursor, statements)
            connection.commit()
    return differs


def run(cursor: Cursor, statements: Sequence[str]) -> bool:
    """Run statements; say whether the state differs afterwards."""
    cursor.execute(STATE)
    before = cursor.fetchone()
    for statement in statements:
        cursor.execute(statement)
    cursor.execute(STATE)
    differs: bool = before != cursor.fetchone()
    return differs


def shared(
    wanted: Mapping[str, Any], known: Mapping[str, Any], second: Mapping[str, str]
) -> list[str]:
    """Return what makes the accounts, for all databases."""
    accounts = wanted["accounts"]
    return [
        *roles(accounts, wanted["stores"], known, second),
        *doubles(second),
        *passwords(entries(accounts, wanted), known, wanted["iterations"]),
        *house(accounts),
    ]


def make(
    connect: Callable[[str], Connection], wanted: Mapping[str, Any], *, check: bool
) -> dict[str, Any]:
    """Make all of it where this member leads; return what Ansible is told."""
    server = connect("postgres")
    with server.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        if cursor.fetchone()[0]:
            return {"changed": False, "leads": False, "done": []}
        cursor.execute("SELECT rolname, rolpassword FROM pg_authid")
        known = dict(cursor.fetchall())
        cursor.execute("SELECT datname FROM pg_database")
        there = {name for (name,) in cursor.fetchall()}
    server.rollback()
    accounts, second = wanted["accounts"], spares(wanted["accounts"], wanted["logins"])
    done = ["postgres"] if apply(server, shared(wanted, known, second), check=check) else []
    for store in wanted["stores"]:
        if store not in there:
            done.append(store)
            if check:
                continue
            create(server, store)
        if (
            apply(connect(store), list(rights(accounts, store, second)), check=check)
            and store not in done
        ):
            done.append(store)
    return {"changed": bool(done), "leads": True, "done": done}


def create(server: Connection, store: str) -> None:
    """Create a database; no transaction may hold this."""
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(store)}")
    server.autocommit = False


def main() -> None:
    """Run as Ansible's module."""
    module = AnsibleModule(
        argument_spec={
            "socket": {"type": "path", "required": True},
            "port": {"type": "int", "required": True},
            "stores": {"type": "list", "elements": "str", "required": True},
            "accounts": {"type": "dict", "required": True},
            "passwords": {"type": "dict", "required": True, "no_log": True},
            "former": {"type": "dict", "default": {}, "no_log": True},
            "logins": {"type": "dict", "default": {}},
            "iterations": {"type": "int", "default": 4096},
        },
        supports_check_mode=True,
    )
    if psycopg2 is None:
        module.fail_json(msg="psycopg2 is missing on the host")
    wanted = module.params

    def connect(database: str) -> Connection:
        place = {"host": wanted["socket"], "port": wanted["port"]}
        session: Connection = psycopg2.connect(dbname=database, user="postgres", **place)
        return session

    try:
        module.exit_json(**make(connect, wanted, check=module.check_mode))
    except psycopg2.Error as problem:
        module.fail_json(msg=str(problem))


if __name__ == "__main__":
    main()
