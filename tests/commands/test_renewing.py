"""Secrets that are replaced while they are used."""

from pathlib import Path

import pytest

from topology.repository import Repository
from topology.secrets import wanted
from vault import renewing
from vault.keeping import DEFAULT_PASSWORD_FILE, Vault

ASKED = wanted(Repository().load("logx-td"))
TOMORROW, LONG_AGO = "2999-01-01", "2000-01-01"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Return a vault with all secrets of an environment."""
    made = Vault(tmp_path, tmp_path / DEFAULT_PASSWORD_FILE)
    made.add(ASKED)
    return made


def test_a_renewed_password_has_its_former_beside_it(vault: Vault) -> None:
    before = vault.read(ASKED.home)
    assert renewing.renew(vault, ASKED, ["logx-app"], TOMORROW) == ["passwords/logx-app"]
    after = vault.read(ASKED.home)
    assert before
    assert after
    assert after["former"] == {"logx-app": before["passwords"]["logx-app"]}
    assert after["passwords"]["logx-app"] != before["passwords"]["logx-app"]


def test_each_renewal_turns_to_the_other_login(vault: Vault) -> None:
    found = []
    for _ in range(2):
        renewing.renew(vault, ASKED, ["logx-app"], TOMORROW)
        renewing.settle(vault, ASKED)
        content = vault.read(ASKED.home)
        assert content
        logins = renewing.logins(content)
        found.append((logins["logx-app"], logins["logx-owner"][0]))
    first, second = "logx-app", "logx-app.2"
    assert found == [([second, first], "logx-owner"), ([first, second], "logx-owner")]


def test_one_that_is_being_replaced_is_not_replaced_again(vault: Vault) -> None:
    renewing.renew(vault, ASKED, ["logx-app"], TOMORROW)
    assert renewing.renew(vault, ASKED, ["logx-app"], TOMORROW) == []


def test_one_that_is_young_stays(vault: Vault) -> None:
    assert renewing.renew(vault, ASKED, ["logx-app"], LONG_AGO) == []


def test_what_encrypts_backups_is_never_renewed() -> None:
    assert {"pgbackrest", "restic"} & set(renewing.renewable(ASKED)) == set()


def test_former_passwords_are_forgotten_once(vault: Vault) -> None:
    renewing.renew(vault, ASKED, ["logx-app"], TOMORROW)
    assert renewing.settle(vault, ASKED) == ["logx-app"]
    assert renewing.settle(vault, ASKED) == []


def test_another_authority_is_believed_before_it_signs_and_the_former_goes_last(
    vault: Vault,
) -> None:
    first = vault.read(ASKED.home)
    believed = []
    for step in renewing.STEPS:
        assert renewing.authority(vault, ASKED, step, TOMORROW)
        found = vault.read(ASKED.home)
        assert found
        trusted = renewing.trusted(found["authority"])
        assert trusted.startswith(found["authority"]["certificate"])
        believed.append(trusted.count("BEGIN CERTIFICATE"))
    last = vault.read(ASKED.home)
    assert believed == [2, 2, 1]
    assert first
    assert last
    assert first["authority"]["certificate"] != last["authority"]["certificate"]


def test_an_authority_that_was_made_today_is_not_replaced(vault: Vault) -> None:
    assert not any(renewing.authority(vault, ASKED, each, LONG_AGO) for each in renewing.STEPS)


def test_a_step_is_taken_once(vault: Vault) -> None:
    renewing.authority(vault, ASKED, "prepare", TOMORROW)
    assert not renewing.authority(vault, ASKED, "prepare", TOMORROW)
