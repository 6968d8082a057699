"""`tandem adopt`: shows what it would write, asks, and writes only what is sound."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from reports.surveying import PROGRAM, found_of
from tests.commands.conftest import Run
from topology.adoption import Found
from topology.repository import ROOT
from topology.units import Disk

HOST = "logx-td-node-1"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "platforms").symlink_to(ROOT / "platforms")
    (tmp_path / "inventories").mkdir()
    shutil.copy(ROOT / "inventories/logx-td.yml", tmp_path / "inventories")
    return tmp_path


@pytest.fixture(autouse=True)
def machines(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Stand in for machines that answer over SSH; at 10.18.0.99 nobody does."""
    size = {"cores": 8}

    def survey(places: Mapping[str, IPv4Address]) -> tuple[dict[str, Found], dict[str, str]]:
        found, silent = {}, {}
        for name, address in places.items():
            if str(address) == "10.18.0.99":
                silent[name] = "no route to host"
                continue
            disks, links = (Disk(1, 2000, "SSD"),), {str(address): "ens3"}
            found[name] = Found(name, size["cores"], 32768, disks, links, address)
        return found, silent

    monkeypatch.setattr("reports.surveying.survey", survey)
    return size


def text(checkout: Path) -> str:
    return (checkout / "inventories/logx-td.yml").read_text()


def test_it_shows_the_change_and_writes_it(tandem: Run, checkout: Path) -> None:
    said = tandem("--repository", str(checkout), "adopt", "logx-td", HOST, "--yes")
    assert said.code == 0
    assert f"+  {HOST}: {{interface: ens3, disks: [2 TB SSD]}}" in said.out
    assert f"machines:\n  {HOST}: {{interface: ens3, disks: [2 TB SSD]}}\n" in text(checkout)
    again = tandem("--repository", str(checkout), "adopt", "logx-td", HOST, "--yes")
    assert (again.code, again.out) == (0, "nothing to write: the file says all of this\n")


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        ((HOST,), 2, "add --yes"),
        (("logx-td-nod-1", "--yes"), 2, "did you mean 'logx-td-node-1'?"),
        ((f"{HOST}=ten", "--yes"), 2, f"expected an address such as {HOST}=10."),
        ((HOST, HOST, "--yes"), 2, "is named twice"),
        ((f"{HOST}=10.18.0.99", "--yes"), 1, "no route to host nothing was written"),
        ((f"{HOST}=10.77.0.1", "--yes"), 2, "is outside zone application"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    tandem: Run,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
    why: str,
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    before = text(checkout)
    said = tandem("--repository", str(checkout), "adopt", "logx-td", *words)
    assert (said.code, why in said.complaint) == (code, True)
    assert text(checkout) == before


def test_a_small_machine_is_refused_unless_it_is_wanted_anyway(
    tandem: Run, checkout: Path, machines: dict[str, int]
) -> None:
    machines["cores"] = 1
    before = text(checkout)
    said = tandem("--repository", str(checkout), "adopt", "logx-td", HOST, "--yes")
    assert (said.code, text(checkout)) == (3, before)
    assert "1 cores, the model says 8" in said.complaint
    said = tandem("--repository", str(checkout), "adopt", "logx-td", HOST, "--yes", "--anyway")
    assert said.code == 0
    assert HOST in text(checkout)


def test_json_tells_the_same(tandem: Run, checkout: Path) -> None:
    said = tandem("--repository", str(checkout), "adopt", "logx-td", HOST, "--yes", "--json")
    assert said.json == {"changed": True, "refused": [], "small": [], "otherwise": []}


def test_this_machine_tells_what_it_is() -> None:
    """The program that runs on machines, run here as SSH runs it there."""
    done = subprocess.run(
        [sys.executable, "-"], input=PROGRAM.read_text(), capture_output=True, text=True, check=True
    )
    found = found_of(json.loads(done.stdout), IPv4Address("192.0.2.1"))
    assert found.cores >= 1
    assert found.memory_mb > 100
