"""Accounts of PostgreSQL: verifiers, and who is given what."""

import re

from tests.roles.loading import program
from topology.repository import ROOT

rights = program("postgresql/module_utils/postgresql_rights.py")

ACCOUNTS = {
    "owner": {"store": "records", "may": ["own"]},
    "app": {"store": "records", "may": ["read", "write"]},
    "copier": {"store": "records", "may": ["replicate"]},
    "watcher": {"store": "records", "may": ["monitor"]},
}
LOGINS = {name: [name, f"{name}.2"] for name in ACCOUNTS}
SECOND = rights.spares(ACCOUNTS, LOGINS)


def test_a_verifier_is_what_the_server_would_store() -> None:
    salt = bytes(range(16))
    stored = rights.verifier("pencil", salt, 4096)
    assert re.fullmatch(r"SCRAM-SHA-256\$4096:[\w+/]{22}==\$[\w+/]{43}=:[\w+/]{43}=", stored)
    assert rights.fits("pencil", stored)
    assert not rights.fits("pencils", stored)


def test_a_password_that_fits_is_left_alone() -> None:
    stored = rights.verifier("pencil", bytes(16), 4096)
    assert list(rights.passwords({"app": "pencil"}, {"app": stored}, 4096)) == []


def test_no_statement_has_a_password_in_the_clear() -> None:
    (said,) = rights.passwords({"app": "pencil"}, {}, 4096)
    assert "SCRAM-SHA-256$4096:" in said
    assert "pencil" not in said


def test_only_whoever_replicates_may() -> None:
    said = list(rights.roles(ACCOUNTS, ["records"], {}, {}))
    assert [each for each in said if " REPLICATION" in each] == [
        'ALTER ROLE "copier" LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE'
    ]


def test_verifiers_are_shown_for_pooled_accounts_alone() -> None:
    lookup = "\n".join(rights.rights(ACCOUNTS, "records", SECOND))
    assert "rolname IN ('app', 'app.2')" in lookup


def test_only_what_programs_enter_by_has_two_logins() -> None:
    assert SECOND == {"owner.2": "owner", "app.2": "app"}


def test_whoever_enters_by_the_second_login_is_the_account_itself() -> None:
    said = list(rights.doubles({"app.2": "app"}))
    assert said == ['GRANT "app" TO "app.2"', 'ALTER ROLE "app.2" SET role = "app"']


def test_while_programs_move_both_logins_are_let_in_each_by_its_own_password() -> None:
    told = {
        "passwords": {"app": "new", "copier": "one"},
        "former": {"app": "old"},
        "logins": {"app": ["app.2", "app"], "copier": ["copier.2", "copier"]},
    }
    assert rights.entries(ACCOUNTS, told) == {"app.2": "new", "app": "old", "copier": "one"}


def test_when_all_have_moved_the_other_login_lets_nobody_in() -> None:
    told = {"passwords": {"app": "new"}, "former": {}, "logins": {"app": ["app.2", "app"]}}
    wanted = rights.entries(ACCOUNTS, told)
    known = {"app.2": rights.verifier("new", bytes(16), 1), "app": "SCRAM-SHA-256$..."}
    assert list(rights.passwords(wanted, known, 1)) == ['ALTER ROLE "app" PASSWORD NULL']
    assert list(rights.passwords(wanted, {**known, "app": None}, 1)) == []


def test_whoever_neither_reads_nor_writes_does_not_enter() -> None:
    said = next(
        each for each in rights.rights(ACCOUNTS, "records", SECOND) if "GRANT CONNECT" in each
    )
    assert '"copier"' not in said


def test_the_default_is_the_release_that_is_pinned() -> None:
    role = ROOT / "roles/postgresql"
    pinned = re.search(r"patroni==(\S+)", (role / "files/requirements.txt").read_text())
    defaults = (role / "defaults/main.yml").read_text()
    chosen = re.search(r"postgresql_patroni_release: (\S+)", defaults)
    assert pinned
    assert chosen
    assert pinned[1] == chosen[1]
