"""`tandem secrets`: made once, kept encrypted, never shown."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from tests.commands.conftest import Run
from tests.topology.every import load
from topology.secrets import HOUSE, wanted
from vault.keeping import DEFAULT_PASSWORD_FILE, FOLDER, PASSWORD_FILE, Vault


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """An empty folder, chosen as a user chooses one."""
    folder = tmp_path / "secrets"
    monkeypatch.setenv(FOLDER, str(folder))
    monkeypatch.delenv(PASSWORD_FILE, raising=False)
    return Vault(folder, folder / DEFAULT_PASSWORD_FILE)


def everything(vault: Vault) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in vault.folder.iterdir()}


def test_every_account_of_the_platform_has_a_password() -> None:
    environment = load("logx-dc")
    found = wanted(environment).passwords
    assert found.keys() == {*environment.platform.database_accounts, *HOUSE}


def test_a_pair_shares_its_secrets(vault: Vault, tandem: Run) -> None:
    tandem("secrets", "init", "logx-dr")
    assert {path.name for path in vault.folder.iterdir()} == {"logx-dc.yml", DEFAULT_PASSWORD_FILE}
    assert "nothing is missing" in tandem("secrets", "init", "logx-dc").out


def test_the_second_run_changes_nothing(vault: Vault, tandem: Run) -> None:
    assert "secrets made" in tandem("secrets", "init", "logx-td").out
    before = everything(vault)
    assert tandem("secrets", "init", "logx-td").code == 0
    assert everything(vault) == before


def test_what_is_missing_is_made_and_the_rest_stays(vault: Vault) -> None:
    whole = wanted(load("logx-td"))
    less = type(whole)(whole.home, {"postgres": "only this"}, {})
    vault.add(less)
    first = vault.read("logx-td")
    assert first
    made = vault.add(whole)
    second = vault.read("logx-td")
    assert second
    assert "passwords/logx-app" in made
    assert "passwords/postgres" not in made
    assert second["passwords"]["postgres"] == first["passwords"]["postgres"]
    assert second["authority"] == first["authority"]


def test_nobody_else_reads_it_and_nothing_is_plain(vault: Vault, tandem: Run) -> None:
    tandem("secrets", "init", "logx-td")
    for path in vault.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert vault.file("logx-td").read_text().startswith("$ANSIBLE_VAULT;1.1;AES256")


def test_no_value_is_ever_shown(vault: Vault, tandem: Run) -> None:
    said = tandem("secrets", "init", "logx-td").out + tandem("secrets", "show", "logx-td").out
    content = vault.read("logx-td")
    assert content
    assert "passwords/logx-app" in said
    assert not [value for value in content["passwords"].values() if value in said]


@pytest.mark.usefixtures("vault")
def test_ages_are_told_in_days(tandem: Run) -> None:
    tandem("secrets", "init", "logx-td")
    assert set(tandem("secrets", "show", "logx-td", "--json").json["days"].values()) <= {0, 1}


def test_what_is_missing_is_not_ready(vault: Vault, tandem: Run) -> None:
    said = tandem("secrets", "show", "logx-td")
    assert said.code == 3
    assert "tandem secrets init logx-td" in said.complaint
    assert not vault.folder.exists()


def test_a_wrong_password_loses_nothing(
    vault: Vault, tandem: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tandem("secrets", "init", "logx-td")
    before = everything(vault)
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong\n")
    monkeypatch.setenv(PASSWORD_FILE, str(wrong))
    for verb in ("init", "show"):
        said = tandem("secrets", verb, "logx-td")
        assert said.code == 2
        assert "Decryption failed" in said.complaint
        assert PASSWORD_FILE in said.complaint
    assert everything(vault) == before


def test_a_lost_password_file_is_never_made_again(vault: Vault, tandem: Run) -> None:
    tandem("secrets", "init", "logx-td")
    vault.password_file.unlink()
    said = tandem("secrets", "init", "logx-uat")
    assert said.code == 2
    assert "is not there" in said.complaint
    assert [path.name for path in vault.folder.iterdir()] == ["logx-td.yml"]


def test_the_authority_signs_hosts_and_no_other_authority(vault: Vault) -> None:
    vault.add(wanted(load("logx-td")))
    content = vault.read("logx-td")
    assert content
    found = x509.load_pem_x509_certificate(content["authority"]["certificate"].encode())
    basic = found.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    assert found.not_valid_after_utc > datetime.now(UTC) + timedelta(days=9 * 365)
