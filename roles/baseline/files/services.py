"""Services: what their live state says, which files do not."""

from __future__ import annotations

import re
import socket
from pathlib import Path

from asking import Items, UnreadError, ask, fingerprint, text

CERTIFICATES = ("etc/tandem/tls", "usr/local/share/ca-certificates")
OF_WHO_LEADS = re.compile(
    r"^(primary_|recovery|restore_command|synchronous_standby_names|transaction_read_only|"
    r"in_hot_standby|hot_standby$|cluster_name|promote_trigger|archive_command|wal_segment_size|"
    r"data_directory_mode|application_name|client_encoding|DateStyle|TimeZone|lc_|config_file|"
    r"data_checksums|shared_memory_size|server_|block_size|debug_assert|max_(function|identifier|index)"
    r"|segment_size|wal_block_size|ssl_library|integer_datetimes|num_os_semaphores|huge_pages_status)"
)
"""Settings that follow from who leads, or from the build."""

_BY_HAND = 0b001001
"""Of a server's administrative state: maintenance and draining that somebody set."""

_HBA = (
    "select line_number, concat_ws(' ', type, array_to_string(database, ','), "
    "array_to_string(user_name, ','), address, netmask, auth_method, "
    "array_to_string(options, ' ')), "
    "coalesce(error, '') from pg_hba_file_rules order by 1"
)
_ROLES = (
    "select rolname, concat_ws(' ', case when rolsuper then 'superuser' end, "
    "case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end, "
    "case when rolreplication then 'replication' end, case when rolbypassrls then 'bypassrls' end, "
    "case when rolcanlogin then 'login' else 'no login' end, "
    "(select 'member of ' || string_agg(r.rolname, ',' order by 1) from pg_auth_members m "
    "join pg_roles r on r.oid = m.roleid where m.member = a.oid), "
    "'until ' || rolvaliduntil::text), coalesce(rolpassword, '') "
    "from pg_authid a where rolname !~ '^pg_'"
)
_SETTINGS = (
    "select name, setting, source from pg_settings "
    "where source not in ('default', 'client', 'session')"
)
_DATABASES = "select datname, pg_get_userbyid(datdba) from pg_database where not datistemplate"
_BY_ROLE = (
    "select coalesce(r.rolname, 'all') || ' in ' || coalesce(d.datname, 'all'), "
    "array_to_string(setconfig, ' ') from pg_db_role_setting s "
    "left join pg_roles r on r.oid = setrole left join pg_database d on d.oid = setdatabase"
)


def certificates(root: Path = Path("/")) -> Items:
    """Return who issued the certificates, for whom, and whether they still hold for some days."""
    found: Items = {}
    for folder in CERTIFICATES:
        for path in sorted((root / folder).glob("*.crt")):
            said = ask("openssl", "x509", "-noout", "-issuer", "-subject", "-ext", "subjectAltName",
                       "-in", str(path))  # fmt: skip
            words = " ".join(said.replace("\n", ", ").split()).strip(", ")
            found[f"/{path.relative_to(root)}"] = f"{words}; {_holds(path)}"
    authority = root / CERTIFICATES[0] / "ca.crt"
    if authority.exists():
        found[f"/{authority.relative_to(root)} fingerprint"] = fingerprint(authority.read_bytes())
    return found


def postgresql() -> Items:
    """Return rules of access, roles, databases and settings, as the server has them."""
    if not Path("/run/postgresql").is_dir() or not list(Path("/etc").glob("patroni*")):
        return {}
    found: Items = {}
    for number, rule, error in _query(_HBA):
        found[f"pg_hba line {number}"] = f"{rule} {error}".strip()
    for name, may, secret in _query(_ROLES):
        found[f"role {name}"] = f"{may}, password {fingerprint(secret) if secret else 'none'}"
    for name, value, source in _query(_SETTINGS):
        if not OF_WHO_LEADS.search(name):
            found[f"setting {name}"] = f"{value} ({source})"
    for name, owner in _query(_DATABASES):
        found[f"database {name}"] = f"owned by {owner}"
    for name, value in _query(_BY_ROLE):
        found[f"settings of {name}"] = value
    return found


def redis() -> Items:
    """Return who may do what in Redis; passwords as fingerprints."""
    secret = text(Path("/etc/redis/administrator")).strip()
    if not secret:
        return {}
    said = ask(*_redis_words(), "ACL", "LIST", more={"REDISCLI_AUTH": secret})
    found: Items = {}
    for line in said.splitlines():
        _, name, *rules = line.split()
        found[f"user {name}"] = re.sub(
            r"#([0-9a-f]{64})", lambda m: f"#{fingerprint(m[1])}", " ".join(rules)
        )
    if not found:
        raise UnreadError("Redis does not say who its users are")
    return found


def balancers() -> Items:
    """Return how the balancers' servers were switched by hand, which their files do not say."""
    found: Items = {}
    for door in sorted(Path("/run").glob("haproxy*/admin.sock")):
        for line in _said_by(door, "show servers state").splitlines():
            words = line.split()
            if len(words) > 20 and words[0].isdigit():
                name, address, admin, weight = words[3], words[4], int(words[6]), words[7]
                state = "taken out by hand" if admin & _BY_HAND else "in use"
                found[f"{door.parent.name}: {words[1]}/{name}"] = (
                    f"{state}, weight {weight}, {address}"
                )
    return found


def _holds(path: Path) -> str:
    month = str(14 * 24 * 3600)
    try:
        ask("openssl", "x509", "-noout", "-checkend", month, "-in", str(path))
    except UnreadError:
        return "ends within 14 days"
    return "holds"


def _query(statement: str) -> list[list[str]]:
    words = (
        "runuser",
        "-u",
        "postgres",
        "--",
        "psql",
        "-XAtq",
        "-F\x1f",
        "-R\x1e",
        "-d",
        "postgres",
    )
    said = ask(*words, "-c", statement)
    return [row.split("\x1f") for row in said.rstrip("\n").split("\x1e") if row]


def _redis_words() -> tuple[str, ...]:
    """Return how this host's instance is reached: by its socket, as its port may be shut."""
    said = text(Path("/etc/redis/tandem.conf"))
    place = re.search(r"^unixsocket (\S+)", said, re.MULTILINE)
    if not place:
        raise UnreadError("Redis has no file that says where it answers")
    return ("redis-cli", "--no-auth-warning", "--user", "redis-admin", "-s", place[1])


def _said_by(path: Path, words: str) -> str:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(path))
        line.sendall(f"{words}\n".encode())
        return b"".join(iter(lambda: line.recv(65536), b"")).decode()
