"""What roles brought goes again: a host is as it was before, by the reader that drift has.

Every service there is, on one host: bare, converged, taken away, taken away again, and converged
once more. `pytest -m lab tests/lab/test_uninstall.py`
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from reports.drift.comparing import compare
from reports.drift.finding import KNOWN
from tests.conventions.tree import ROOT
from tests.lab.test_hosts import NODE, World

pytestmark = [pytest.mark.lab, pytest.mark.slow]

SITE = "logx-td"
ALL = ("uninstall", "--", "-e", f"uninstall={SITE}", "-e", f"uninstall_data={SITE}")
READER = """set -e; into=$(mktemp -d); tar -xC "$into"
sudo python3 -B "$into/baseline.py" read; rm -r "$into"
"""
STAYS = {"account", "group"}
"""Areas that an uninstall leaves as the roles made them; docs/playbooks/uninstall.md says so."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("uninstall"))
    made.run("up", SITE)
    yield made
    made.run("down")


def reading(world: World) -> dict[str, Any]:
    """Return what the host is; the reader is brought along, and nothing of it stays."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted((ROOT / "roles/baseline/files").glob("*.py")):
            tar.add(path, arcname=path.name)
    way = ["ssh", "-F", str(world.state / "ssh_config"), NODE, READER]
    said = subprocess.run(way, input=packed.getvalue(), capture_output=True, check=True)
    now: dict[str, Any] = json.loads(said.stdout)["now"]
    return now


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return how a host is not as it was, but for what is to stay."""
    found = (each for each in compare(NODE, before, after, {}) if each.by == KNOWN)
    return [
        f"{each.area} {each.item}: was {each.expected}, is {each.found}"
        for each in found
        if each.area not in STAYS
    ]


def changes(said: str) -> int:
    """Return how many tasks changed the host."""
    return int(re.findall(rf"{NODE}\S*\s.*changed=(\d+)", said)[-1])


def test_a_host_is_as_it_was_before(world: World) -> None:
    before = reading(world)
    world.run("converge", SITE)
    assert differing(before, reading(world))
    assert changes(world.run("converge", SITE, "--playbook", *ALL))
    assert differing(before, reading(world)) == []
    assert changes(world.run("converge", SITE, "--playbook", *ALL)) == 0
    world.run("converge", SITE)
    world.run("verify", SITE)
