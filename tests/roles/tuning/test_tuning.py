"""The program that tunes a host, on a tree of files that stands for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.roles.loading import program

TUNING = program("tuning/files/tuning.py")
CARD = [{"ifname": "eth0", "addr_info": [{"local": "192.0.2.1"}]}]

Host = Callable[..., dict[str, Any]]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A machine whose settings are the kernel's own defaults."""
    files = {
        "proc/sys/vm/swappiness": "60",
        "proc/sys/net/ipv4/tcp_rmem": "4096\t131072\t6291456",
        "proc/sys/net/core/somaxconn": "4096",
        "sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never",
        "sys/class/net/eth0/mtu": "1500",
        "proc/swaps": "Filename Type Size Used Priority\n",
        "proc/mounts": "/dev/sdb /var/lib ext4 rw,noatime 0 0",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    return tmp_path


@pytest.fixture
def host(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    """Apply wishes to the machine, and return what the program says."""
    monkeypatch.setattr(TUNING.Machine, "run", lambda *_: json.dumps(CARD))

    def apply(*, check: bool = False, shared: bool = False, **wishes: object) -> dict[str, Any]:
        machine = TUNING.Machine(tree, shared, check, "192.0.2.1", {"data volume": "/var/lib"})
        nothing: dict[str, Any] = {"sysctl": {}, "host": {}, "devices": {}, "refusable": []}
        found: dict[str, Any] = TUNING.applied(machine, nothing | wishes)
        return found

    return apply


def reported(tree: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((tree / "var/lib/tandem/tuning.json").read_text())
    return found


def test_a_setting_is_made_live_and_kept(host: Host, tree: Path) -> None:
    assert host(sysctl={"vm.swappiness": "10"})["changed"][0] == "vm.swappiness"
    assert (tree / "proc/sys/vm/swappiness").read_text() == "10\n"
    assert "vm.swappiness = 10\n" in (tree / "etc/sysctl.d/60-tandem.conf").read_text()


def test_a_boot_which_reads_wishes_in_another_order_changes_nothing(host: Host) -> None:
    host(sysctl={"vm.swappiness": "10", "net.core.somaxconn": "9000"})
    assert host(sysctl={"net.core.somaxconn": "9000", "vm.swappiness": "10"})["changed"] == []


def test_a_second_time_changes_nothing(host: Host) -> None:
    wishes = {"sysctl": {"vm.swappiness": "10"}, "host": {"transparent_hugepage": "never"}}
    host(**wishes)
    assert host(**wishes) == {"changed": [], "refused": {}, "failed": []}


def test_tabs_of_the_kernel_are_blanks(host: Host, tree: Path) -> None:
    host(sysctl={"net.ipv4.tcp_rmem": "4096 131072 6291456"})
    assert (tree / "proc/sys/net/ipv4/tcp_rmem").read_text().count("\t") == 2


def test_check_mode_says_and_leaves(host: Host, tree: Path) -> None:
    found = host(check=True, sysctl={"vm.swappiness": "10"})
    assert found["changed"] == ["vm.swappiness", "/etc/sysctl.d/60-tandem.conf"]
    assert (tree / "proc/sys/vm/swappiness").read_text() == "60\n"
    assert not (tree / "etc").exists()


def test_check_mode_of_a_tuned_host_says_nothing(host: Host) -> None:
    host(sysctl={"vm.swappiness": "10"})
    assert host(check=True, sysctl={"vm.swappiness": "10"})["changed"] == []


def test_a_shared_kernel_is_left_alone_and_said_so(host: Host, tree: Path) -> None:
    found = host(shared=True, sysctl={"vm.swappiness": "10", "net.core.somaxconn": "9000"})
    assert (tree / "proc/sys/vm/swappiness").read_text() == "60\n"
    assert (tree / "proc/sys/net/core/somaxconn").read_text() == "9000\n"
    assert "vm." not in (tree / "etc/sysctl.d/60-tandem.conf").read_text()
    assert found["failed"] == []
    assert reported(tree)["vm.swappiness"]["live"] == "60"
    assert "another machine" in reported(tree)["vm.swappiness"]["why"]


def test_a_setting_that_is_right_by_chance_is_not_kept_on_a_shared_kernel(
    host: Host, tree: Path
) -> None:
    host(shared=True, sysctl={"vm.swappiness": "60"})
    assert "vm." not in (tree / "etc/sysctl.d/60-tandem.conf").read_text()


def test_what_the_kernel_does_not_have_fails(host: Host) -> None:
    found = host(sysctl={"vm.unheard_of": "1"})
    assert found["failed"] == ["vm.unheard_of"]


def test_unless_the_model_allows_it_to_be_refused(host: Host, tree: Path) -> None:
    assert host(sysctl={"vm.unheard_of": "1"}, refusable=["vm.unheard_of"])["failed"] == []
    assert reported(tree)["vm.unheard_of"]["why"] == "this kernel has no such setting"


def test_one_of_several_offered_values_is_chosen(host: Host, tree: Path) -> None:
    found = host(host={"transparent_hugepage": "sometimes"})
    assert found["failed"] == ["transparent_hugepage"]
    assert "always" in reported(tree)["transparent_hugepage"]["why"]


def test_the_card_is_that_of_the_host_s_address(host: Host, tree: Path) -> None:
    host(devices={"nic": {"mtu": "9000"}})
    assert (tree / "sys/class/net/eth0/mtu").read_text() == "9000\n"


def test_mounts_are_compared_and_never_changed(host: Host, tree: Path) -> None:
    volume = {"filesystem": "ext4", "mount_options": "noatime,nodev"}
    found = host(devices={"data volume": volume})
    assert found["failed"] == ["data volume mount_options"]
    assert reported(tree)["data volume filesystem"]["why"] == ""


def test_the_command_line_ends_with_one_where_something_failed(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes = {"shared": False, "address": "192.0.2.1", "paths": {}, "refusable": []}
    wishes |= {"sysctl": {"vm.unheard_of": "1"}, "host": {}, "devices": {}}
    (tree / "etc/tandem").mkdir(parents=True)
    (tree / "etc/tandem/tuning.json").write_text(json.dumps(wishes))
    monkeypatch.setattr(TUNING.Machine, "run", lambda *_: json.dumps(CARD))
    assert TUNING.main([], tree) == 1
    assert json.loads(capsys.readouterr().out)["failed"] == ["vm.unheard_of"]
    assert TUNING.main(["--check"], tree) == 0
