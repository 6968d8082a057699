"""What a process finds of what the host gives."""

import json
from pathlib import Path

import pytest

from lab.probe.app.given import MissingError, given

ACCOUNTS = {
    "shop-app": {"store": "records", "engine": "postgresql", "may": ["read", "write"]},
    "shop-reader": {"store": "records", "engine": "postgresql", "may": ["read"]},
    "shop-owner": {"store": "records", "engine": "postgresql", "may": ["own"]},
}
ENTRIES = {"records": {"engine": "postgresql", "read_write": "127.0.0.1:16432", "read_only": None}}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    for name in ("shop-app", "shop-reader"):
        (tmp_path / name).write_text(f"of {name}\n")
    (tmp_path / "accounts.json").write_text(json.dumps(ACCOUNTS))
    (tmp_path / "stores.json").write_text(json.dumps(ENTRIES))
    return {
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        "TANDEM_ACCOUNTS": str(tmp_path / "accounts.json"),
        "TANDEM_STORES": str(tmp_path / "stores.json"),
        "PORT": "8000",
    }


def test_the_least_account_that_may_do_it_logs_in(environ: dict[str, str]) -> None:
    found = given(environ)
    login = found.login(("postgresql",), "read_write", "write")
    assert (login.account, login.password, login.port) == ("shop-app", "of shop-app", 16432)
    assert found.login(("postgresql",), "read_write", "read").account == "shop-reader"


def test_whoever_has_two_logins_enters_by_the_one_of_today(environ: dict[str, str]) -> None:
    told = {name: {**each, "login": f"{name}.2"} for name, each in ACCOUNTS.items()}
    Path(environ["TANDEM_ACCOUNTS"]).write_text(json.dumps(told))
    login = given(environ).login(("postgresql",), "read_write", "write")
    assert (login.account, login.password) == ("shop-app.2", "of shop-app")


def test_an_account_whose_password_was_not_given_is_not_there(environ: dict[str, str]) -> None:
    with pytest.raises(MissingError, match="may own"):
        given(environ).login(("postgresql",), "read_write", "own")


def test_an_entry_that_is_not_there_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(MissingError, match="read_only entry to records"):
        given(environ).login(("postgresql",), "read_only", "read")


def test_a_process_that_is_given_nothing_has_nothing() -> None:
    found = given({})
    assert found.port is None
    assert not found.has(("postgresql",))
