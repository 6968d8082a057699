"""Units of systemd: asked for at once, and changed only where they have to be."""

import json
from pathlib import Path

import pytest
from ansible.module_utils.testing import patch_module_args

from plugins.modules import units

SYSTEMCTL = """#!/bin/sh
echo "$*" >>{folder}/calls
case "$*" in
  daemon-reload) find {folder} -maxdepth 1 -type f -exec sed -i s/Reload=yes/Reload=no/ {} + ;;
  show*)
    while [ "$1" != -- ]; do shift; done
    shift
    for unit; do cat {folder}/$unit; echo; done ;;
  *refuses) echo "Job for refuses failed." >&2; exit 1 ;;
esac
"""
CALM = {
    "LoadState": "loaded",
    "ActiveState": "active",
    "UnitFileState": "enabled",
    "NeedDaemonReload": "no",
    "Triggers": "",
    "FragmentPath": "",
    "DropInPaths": "",
}


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a machine whose systemctl tells what files in it say."""
    program = tmp_path / "bin/systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL.replace("{folder}", str(tmp_path)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(units, "FOLDERS", (f"{tmp_path}/etc", f"{tmp_path}/usr"))
    return tmp_path


def holds(host: Path, path: str) -> str:
    """Make a file of a unit, and return where it is."""
    made = host / path
    made.parent.mkdir(parents=True, exist_ok=True)
    made.touch()
    return str(made)


def has(host: Path, name: str, **otherwise: str) -> None:
    told = {**CALM, "Id": name, "Names": name, **otherwise}
    (host / name).write_text("".join(f"{key}={value}\n" for key, value in told.items()))


def run(
    capsys: pytest.CaptureFixture[str], *names: str, check: bool = False, **asked: object
) -> dict[str, object]:
    """Return what the module answers."""
    words = {"name": list(names), "_ansible_check_mode": check, **asked}
    with patch_module_args(words), pytest.raises(SystemExit):
        units.main()
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def calls(host: Path) -> list[str]:
    return [line for line in (host / "calls").read_text().splitlines() if "show" not in line]


def test_what_is_as_asked_is_left_alone_and_asked_for_once(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    has(host, "a")
    has(host, "b", UnitFileState="static")
    answer = run(capsys, "a", "b", enabled=True, state="started")
    assert answer["changed"] is False
    assert len((host / "calls").read_text().splitlines()) == 1


def test_only_what_differs_is_changed_in_the_order_of_the_task(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    has(host, "a", ActiveState="inactive", UnitFileState="disabled")
    has(host, "b")
    has(host, "c", ActiveState="failed")
    answer = run(capsys, "a", "b", "c", enabled=True, state="started")
    assert answer["changed"] is True
    assert calls(host) == ["enable -- a", "start -- a", "start -- c"]


def test_it_stops_and_disables(host: Path, capsys: pytest.CaptureFixture[str]) -> None:
    has(host, "a")
    has(host, "b", ActiveState="inactive", UnitFileState="disabled")
    run(capsys, "a", "b", enabled=False, state="stopped")
    assert calls(host) == ["disable -- a", "stop -- a"]


def test_it_restarts_when_told_to(host: Path, capsys: pytest.CaptureFixture[str]) -> None:
    has(host, "a")
    assert run(capsys, "a", state="restarted")["changed"] is True
    assert calls(host) == ["restart -- a"]


def test_files_are_read_anew_only_where_one_changed(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    has(host, "a", NeedDaemonReload="yes")
    has(host, "b")
    assert run(capsys, "a", "b", enabled=True, state="started")["changed"] is False
    assert calls(host) == ["daemon-reload"]


def test_what_a_timer_starts_is_read_anew_too(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    has(host, "a.timer", Triggers="a.service")
    has(host, "a.service")
    holds(host, "etc/a.service.d/x.conf")
    run(capsys, "a.timer", enabled=True, state="started")
    assert calls(host) == ["daemon-reload"]


@pytest.mark.parametrize(
    "path",
    [
        "etc/b-c@d.service.d/x.conf",
        "etc/b-c@.service.d/x.conf",
        "usr/b-.service.d/x.conf",
        "etc/service.d/x.conf",
        "etc/alias.service.d/x.conf",
    ],
)
def test_drop_ins_that_systemd_has_not_seen_are_read(
    host: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    """Of a new folder it says itself that there is nothing to read."""
    has(host, "b-c@d.service", Names="b-c@d.service alias.service")
    holds(host, path)
    run(capsys, "b-c@d.service", state="started")
    assert calls(host) == ["daemon-reload"]


def test_a_drop_in_that_stands_in_for_another_is_read(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    has(host, "a.service", DropInPaths=holds(host, "usr/a.service.d/x.conf"))
    holds(host, "etc/a.service.d/x.conf")
    run(capsys, "a.service", state="started")
    assert calls(host) == ["daemon-reload"]


@pytest.mark.parametrize("name", ["a.service", "a@b.service"])
def test_a_unit_that_stands_in_for_a_package_s_is_read(
    host: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    has(host, name, FragmentPath=holds(host, "usr/" + name.replace("b", "")))
    holds(host, "etc/" + name.replace("b", ""))
    run(capsys, name, state="started")
    assert calls(host) == ["daemon-reload"]


def test_what_systemd_has_read_it_is_not_told_to_read(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holds(host, "usr/a.service.d/x.conf")
    holds(host, "usr/a.service.d/README")
    (host / "etc/a.service.d").mkdir(parents=True)
    (host / "etc/a.service.d/masked.conf").symlink_to("/dev/null")
    (host / "lib").symlink_to("usr")
    here = str(host / "lib")
    read = {"FragmentPath": f"{here}/a.service", "DropInPaths": f"{here}/a.service.d/x.conf"}
    holds(host, "usr/a.service")
    has(host, "a.service", **read)
    run(capsys, "a.service", state="started")
    assert calls(host) == []


def test_check_mode_tells_and_does_nothing(host: Path, capsys: pytest.CaptureFixture[str]) -> None:
    has(host, "a", ActiveState="inactive", NeedDaemonReload="yes")
    assert run(capsys, "a", check=True, state="started")["done"] == {"a": ["start"]}
    assert calls(host) == []


@pytest.mark.parametrize("load", ["not-found", "masked", "bad-setting"])
def test_a_unit_that_cannot_run_is_named_before_anything_is_done(
    host: Path, capsys: pytest.CaptureFixture[str], load: str
) -> None:
    has(host, "a", ActiveState="inactive")
    has(host, "b", LoadState=load, ActiveState="inactive", UnitFileState="")
    answer = run(capsys, "a", "b", enabled=True, state="started")
    assert answer["failed"] is True
    assert f"b is {load}" in str(answer["msg"])
    assert calls(host) == []


def test_what_systemd_says_of_a_failure_is_passed_on(
    host: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    has(host, "refuses", ActiveState="inactive")
    answer = run(capsys, "refuses", state="started")
    assert "Job for refuses failed." in str(answer["msg"])
