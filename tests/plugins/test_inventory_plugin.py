"""Ansible reads an environment file, and sees exactly what the model says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.topology.every import load
from topology.inventory import UNHEARD, inventory
from topology.repository import ROOT

pytestmark = pytest.mark.slow

ANSIBLE_INVENTORY = Path(sys.executable).with_name("ansible-inventory")


def ask(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run `ansible-inventory` with this repository's settings, from any folder."""
    inherited = {key: value for key, value in os.environ.items() if "ANSIBLE" not in key}
    return subprocess.run(
        [str(ANSIBLE_INVENTORY), *map(str, words)],
        cwd=cwd,
        env=inherited | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )


def answer(*words: str | Path, cwd: Path = ROOT) -> Any:  # noqa: ANN401 - whatever it printed
    """Return what it printed; text that Ansible will never take for a template is plain text."""
    done = ask(*words, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, object_hook=lambda found: found.get("__ansible_unsafe", found))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return another checkout, whose files a test may change."""
    for name in ("platforms", "inventories"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("name", ["logx-dc", "logx-td"])
def test_the_inventory_is_the_models(name: str) -> None:
    """Beside it stands only the policy that is equal everywhere."""
    found = answer("-i", f"inventories/{name}.yml", "--list", "--export")
    del found["_meta"]["profile"]  # which encoder Ansible wrote it with
    for policy in yaml.safe_load((ROOT / "inventories/group_vars/all.yml").read_text()):
        del found["all"]["vars"][policy]
    expected = inventory(load(name))
    assert expected.pop(UNHEARD) == {"hosts": []}  # Ansible lists no group that is empty
    assert found == expected


def test_a_host_is_told_what_all_its_tier_and_its_own_line_say() -> None:
    found = inventory(load("logx-dc"))
    told = answer("-i", "inventories/logx-dc.yml", "--host", "logx-dc-db-2")
    own = found["_meta"]["hostvars"]["logx-dc-db-2"]
    expected = {**found["all"]["vars"], **found["tier_db"]["vars"], **own}
    assert {name: told[name] for name in expected} == expected


def test_a_playbook_picks_hosts_by_service() -> None:
    lines = ask("-i", "inventories/logx-dc.yml", "--graph", "redis").stdout.splitlines()
    assert lines == [
        "@redis:",
        "  |--logx-dc-cache-1",
        "  |--logx-dc-cache-2",
        "  |--logx-dc-cache-3",
    ]


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    file = ROOT / "inventories" / "logx-td.yml"
    assert answer("-i", file, "--list", cwd=tmp_path)["tier_node"]["hosts"] == ["logx-td-node-1"]


def test_policy_that_is_equal_everywhere_comes_from_group_vars(checkout: Path) -> None:
    folder = checkout / "inventories" / "group_vars"
    folder.mkdir(exist_ok=True)
    (folder / "all.yml").write_text("hardening_motd: Authorised use only\n")
    told = answer("-i", checkout / "inventories" / "logx-td.yml", "--host", "logx-td-node-1")
    assert told["hardening_motd"] == "Authorised use only"


def test_a_bad_file_is_explained_whole_and_stops_the_run(checkout: Path) -> None:
    file = checkout / "inventories" / "logx-td.yml"
    text = file.read_text().replace("platform: logx", "platfrom: logx")
    file.write_text(text.replace("target: onprem", "target: basement"))
    done = ask("-i", file, "--list")
    assert done.returncode != 0
    assert done.stdout == ""
    said = " ".join(done.stderr.split())
    assert "unknown key 'platfrom'; did you mean 'platform'?" in said
    assert "unknown word 'basement'" in said
    assert "Traceback" not in done.stderr


def test_two_environments_in_one_run_are_refused() -> None:
    done = ask("-i", "inventories/logx-dc.yml", "-i", "inventories/logx-dr.yml", "--list")
    assert done.returncode != 0
    assert "a run has one environment; name one file with -i" in done.stderr
