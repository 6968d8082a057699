"""Who may do what in a cluster of PostgreSQL, as SQL."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

HOUSE = ("audit", "pgbouncer")
"""Roles without a password: what is granted to the first is audited; the second asks verifiers."""

LOOKUP = """
CREATE SCHEMA IF NOT EXISTS pgbouncer;
GRANT USAGE ON SCHEMA pgbouncer TO pgbouncer;
CREATE OR REPLACE FUNCTION pgbouncer.lookup(INOUT account text, OUT verifier text) RETURNS record
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp STABLE AS $$
    SELECT rolname::text, rolpassword FROM pg_authid WHERE rolname = $1 AND rolcanlogin
        AND rolpassword IS NOT NULL
        AND NOT rolsuper AND NOT rolreplication AND rolname IN (%(pooled)s) $$;
REVOKE ALL ON FUNCTION pgbouncer.lookup(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pgbouncer.lookup(text) TO pgbouncer;
"""

CALLS = {
    "backup": "pg_backup_start(text, boolean), pg_backup_stop(boolean), pg_switch_wal(), "
    "pg_create_restore_point(text)",
    "rewind": "pg_ls_dir(text, boolean, boolean), pg_stat_file(text, boolean), "
    "pg_read_binary_file(text), pg_read_binary_file(text, bigint, bigint, boolean)",
}
"""What those who may do it have to call, and nobody else may."""


def quoted(name: str) -> str:
    """Return a name as SQL has it.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def verifier(password: str, salt: bytes, iterations: int) -> str:
    """Return what the server stores of a password.

    >>> verifier("pencil", bytes(16), 1)[:40]
    'SCRAM-SHA-256$1:AAAAAAAAAAAAAAAAAAAAAA=='
    """
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    text = [base64.b64encode(each).decode() for each in (salt, stored, server)]
    return f"SCRAM-SHA-256${iterations}:{text[0]}${text[1]}:{text[2]}"


def fits(password: str, known: str | None) -> bool:
    """Tell whether a stored verifier is of this password.

    >>> fits("pencil", verifier("pencil", b"salt", 1)), fits("pen", verifier("pencil", b"salt", 1))
    (True, False)
    """
    if not known or not known.startswith("SCRAM-SHA-256$"):
        return False
    iterations, _, salt = known.split("$")[1].partition(":")
    return hmac.compare_digest(known, verifier(password, base64.b64decode(salt), int(iterations)))


def turns(account: Mapping[str, Any]) -> bool:
    """Tell whether an account has two logins, one of which is free: whatever programs enter by."""
    return bool({"read", "write", "own"} & set(account["may"]))


def spares(accounts: Mapping[str, Any], logins: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the second logins, each with its account."""
    able = (name for name, account in accounts.items() if turns(account))
    return {login: name for name in able for login in logins.get(name, ()) if login != name}


def entries(accounts: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the password of every login; the one that nobody uses any more has none.

    >>> both = {"passwords": {"a": "new"}, "former": {}, "logins": {"a": ["a.2", "a"]}}
    >>> entries({"a": {"may": ["read"]}}, both)
    {'a.2': 'new', 'a': None}
    """
    found: dict[str, str | None] = {}
    for name, password in wanted["passwords"].items():
        now, *other = wanted["logins"].get(name, [name]) if turns(accounts[name]) else [name]
        found |= {now: password} | dict.fromkeys(other, wanted["former"].get(name))
    return found


def of(accounts: Mapping[str, Any], store: str, *may: str) -> list[str]:
    """Return the accounts of a store that may do any of these."""
    return [
        n for n, each in accounts.items() if each["store"] == store and set(may) & set(each["may"])
    ]


def roles(
    accounts: Mapping[str, Any],
    stores: Sequence[str],
    known: Mapping[str, Any],
    second: Mapping[str, str],
) -> Iterator[str]:
    """Yield what makes the roles that are missing, and joins them."""
    groups = [f"{store}-{right}" for store in stores for right in ("read", "write")]
    for name in (*HOUSE, *groups, *accounts, *second):
        if name not in known:
            yield f"CREATE ROLE {quoted(name)}"
    for name in (*accounts, *second, "pgbouncer"):
        replicates = "replicate" in accounts.get(name, {"may": ()})["may"]
        replication = "REPLICATION" if replicates else "NOREPLICATION"
        may_not = "NOSUPERUSER NOCREATEDB NOCREATEROLE"
        yield f"ALTER ROLE {quoted(name)} LOGIN {replication} {may_not}"
    for name, account in accounts.items():
        for right in sorted({"read", "write"} & set(account["may"])):
            yield f"GRANT {quoted(account['store'] + '-' + right)} TO {quoted(name)}"
        if "monitor" in account["may"]:
            yield f"GRANT pg_monitor TO {quoted(name)}"
            # On a copy an exporter asks what only a leader can answer, every few seconds.
            yield f"ALTER ROLE {quoted(name)} SET log_min_messages = 'fatal'"
        if "backup" in account["may"]:
            yield f"GRANT pg_read_all_settings, pg_checkpoint TO {quoted(name)}"
        if "compare" in account["may"]:
            # All rows, or the copy would seem to have some too many; and never to change one.
            yield f"ALTER ROLE {quoted(name)} BYPASSRLS CONNECTION LIMIT 8"
            yield f"ALTER ROLE {quoted(name)} SET default_transaction_read_only = on"
            yield f"GRANT pg_read_all_data TO {quoted(name)}"


def doubles(second: Mapping[str, str]) -> Iterator[str]:
    """Yield what makes whoever enters by a second login the account itself: things are its."""
    for login, name in second.items():
        yield f"GRANT {quoted(name)} TO {quoted(login)}"
        yield f"ALTER ROLE {quoted(login)} SET role = {quoted(name)}"


def passwords(
    wanted: Mapping[str, str | None], known: Mapping[str, Any], iterations: int
) -> Iterator[str]:
    """Yield what sets the passwords that do not fit."""
    for name, password in wanted.items():
        if password is None:
            if known.get(name):
                yield f"ALTER ROLE {quoted(name)} PASSWORD NULL"
        elif not fits(password, known.get(name)):
            stored = verifier(password, os.urandom(16), iterations)
            yield f"ALTER ROLE {quoted(name)} PASSWORD '{stored}'"


def rights(accounts: Mapping[str, Any], store: str, second: Mapping[str, str]) -> Iterator[str]:
    """Yield what gives the accounts of a database their rights in it."""
    database, read, write = quoted(store), quoted(f"{store}-read"), quoted(f"{store}-write")
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    entering = [*of(accounts, store, "read", "write", "monitor", "backup"), "pgbouncer"]
    entering += [name for name, each in accounts.items() if "compare" in each["may"]]
    yield f"GRANT CONNECT ON DATABASE {database} TO {', '.join(map(quoted, entering))}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {read}, {write}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {read}"
    yield f"GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {write}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {write}"
    for owner in of(accounts, store, "own"):
        yield f"ALTER DATABASE {database} OWNER TO {quoted(owner)}"
        made = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(owner)} GRANT"
        yield f"{made} USAGE ON SCHEMAS TO {read}, {write}"
        yield f"{made} SELECT ON TABLES TO {read}"
        yield f"{made} INSERT, UPDATE, DELETE ON TABLES TO {write}"
        yield f"{made} USAGE, SELECT ON SEQUENCES TO {write}"
    # Apart from the tenant's tables, so that no right on all of those is one on these.
    yield "CREATE SCHEMA IF NOT EXISTS extensions"
    yield "CREATE EXTENSION IF NOT EXISTS pgaudit SCHEMA extensions"
    yield "CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA extensions"
    pooled = of(accounts, store, "read", "write")
    pooled += [login for login, name in second.items() if name in pooled]
    yield LOOKUP % {"pooled": ", ".join(f"'{each}'" for each in pooled) or "NULL"}


def house(accounts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rights in the server's own database."""
    yield "REVOKE ALL ON DATABASE postgres FROM PUBLIC"
    for name, account in accounts.items():
        if {"monitor", "backup", "rewind", "compare"} & set(account["may"]):
            yield f"GRANT CONNECT ON DATABASE postgres TO {quoted(name)}"
        for right in sorted(CALLS.keys() & set(account["may"])):
            yield f"GRANT EXECUTE ON FUNCTION {CALLS[right]} TO {quoted(name)}"
    yield "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"
