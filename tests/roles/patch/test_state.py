"""What waits to be updated, and what runs old files."""

from pathlib import Path

from tests.roles.loading import program

state = program("patch/library/patch_state.py")

SIMULATED = """\
Inst libssl3 [3.0.14-1] (3.0.15-1 Debian-Security:12/stable-security [amd64])
Inst nginx [1.22.1-9] (1.22.1-10 Debian:12.8/stable [amd64]) []
Inst newcomer (1.0 Debian:12.8/stable [amd64])
Conf libssl3 (3.0.15-1 Debian-Security:12/stable-security [amd64])
"""


def process(folder: Path, number: int, unit: str, file: str) -> None:
    """Write what a process shows of itself."""
    place = folder / str(number)
    place.mkdir()
    (place / "maps").write_text(f"7f00-7f01 r-xp 00000000 08:01 12     {file}\n")
    (place / "cgroup").write_text(f"0::/system.slice/{unit}\n")


def test_security_updates_are_told_from_others() -> None:
    assert list(state.pending(SIMULATED, "security", [])) == ["libssl3=3.0.15-1"]


def test_all_of_them_are_those_that_are_installed() -> None:
    assert list(state.pending(SIMULATED, "all", [])) == ["libssl3=3.0.15-1", "nginx=1.22.1-10"]


def test_patterns_choose_by_how_a_name_starts() -> None:
    assert list(state.pending(SIMULATED, "all", ["^nginx"])) == ["nginx=1.22.1-10"]


def test_a_service_with_a_replaced_library_runs_old_files(tmp_path: Path) -> None:
    process(tmp_path, 10, "nginx.service", "/usr/lib/libssl.so.3 (deleted)")
    process(tmp_path, 11, "etcd.service", "/usr/lib/libssl.so.3")
    process(tmp_path, 12, "dbus.service", "/usr/lib/libssl.so.3 (deleted)")
    process(tmp_path, 13, "session-1.scope", "/usr/bin/bash (deleted)")
    assert state.stale(tmp_path, ["dbus.service"]) == ["nginx.service"]
