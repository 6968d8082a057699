"""A lab's own secrets, and what a shell is told of them."""

import subprocess
from pathlib import Path

from lab import secrets
from lab.state import Lab
from lab.variables import variables
from tests.topology.every import load


def test_a_lab_makes_its_own_once(tmp_path: Path) -> None:
    lab = Lab("test", tmp_path)
    secrets.provide(lab, [load("logx-td")])
    first = secrets.vault(lab).read("logx-td")
    secrets.provide(lab, [load("logx-td")])
    assert first
    assert secrets.vault(lab).read("logx-td") == first


def test_a_shell_is_told_where_they_are(tmp_path: Path) -> None:
    lab = Lab("test", tmp_path)
    secrets.provide(lab, [load("logx-td")])
    found = variables(lab)
    assert Path(found["ANSIBLE_VAULT_PASSWORD_FILE"]).exists()
    assert list(Path(found["TANDEM_SECRETS"]).glob("*.yml"))
    said = "\n".join(f'export {name}="{value}"' for name, value in found.items())
    asked = ["bash", "-c", f'{said}\necho "$ANSIBLE_SSH_ARGS"']
    shell = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert shell.stdout.strip() == found["ANSIBLE_SSH_ARGS"]
