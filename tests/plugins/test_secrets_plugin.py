"""Tasks see the secrets, listings never do, and what is missing is explained."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.topology.every import load
from topology.repository import ROOT
from topology.secrets import wanted
from vault.keeping import DEFAULT_PASSWORD_FILE, FOLDER, PASSWORD_FILE, Vault

pytestmark = pytest.mark.slow

SIZE = "{{ secrets_passwords['logx-app'] | length }} {{ secrets_authority.keys() | sort }}"


def ansible(
    program: str, *words: str, folder: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    inherited = {key: value for key, value in os.environ.items() if "ANSIBLE" not in key}
    config = {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), FOLDER: str(folder)}
    return subprocess.run(
        [str(Path(sys.executable).with_name(program)), "-i", "inventories/logx-td.yml", *words],
        cwd=ROOT,
        env=inherited | config | more,
        capture_output=True,
        text=True,
        check=False,
    )


def ask(expression: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    words = ("logx-td-node-1", "-m", "ansible.builtin.debug", "-a", f"msg={expression!r}")
    return ansible("ansible", *words, folder=folder, **more)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = tmp_path_factory.mktemp("secrets")
    Vault(found, found / DEFAULT_PASSWORD_FILE).add(wanted(load("logx-td")))
    return found


def test_a_task_sees_them(folder: Path) -> None:
    done = ask(SIZE.replace("'", '"'), folder)
    assert done.returncode == 0, done.stderr
    assert "32 ['certificate', 'key', 'trusted']" in done.stdout


def test_a_listing_does_not(folder: Path) -> None:
    for words in (("--list",), ("--host", "logx-td-node-1")):
        found = ansible("ansible-inventory", *words, folder=folder).stdout
        assert "secrets_home" in found
        assert "secrets_passwords" not in found
        assert "PRIVATE KEY" not in found


def test_secrets_that_were_never_made_are_explained(tmp_path: Path) -> None:
    done = ask("any", tmp_path)
    assert done.returncode != 0
    said = " ".join((done.stdout + done.stderr).split())
    assert "tandem secrets init logx-td" in said
    assert "Traceback" not in said


def test_a_wrong_password_is_explained(folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong\n")
    done = ask("any", folder, **{PASSWORD_FILE: str(wrong)})
    assert done.returncode != 0
    said = " ".join((done.stdout + done.stderr).split())
    assert "Decryption failed" in said
    assert "Traceback" not in said
