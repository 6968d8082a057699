"""The role's modules: what they refuse, and what they decide before they act."""

import importlib.util
import io
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lab.probe.build import build, manifest

ROLE = Path(__file__).parents[3] / "roles" / "app"


def load(path: str) -> ModuleType:
    """Import a file of the role, which is no package."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROLE / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


artifact, release, entry = (load(f"library/app_{n}.py") for n in ("artifact", "release", "entry"))
filters = load("filter_plugins/app.py")
FOUND = manifest("shop", "1.0", ["shop-api", "shop-web"], ["reports"])


def problems(**change: Any) -> list[str]:  # noqa: ANN401 - values of every kind
    found = {**FOUND, **change}
    return list(artifact.problems(found, "shop", ["shop-api", "shop-web"], ["reports"]))


def test_the_probe_keeps_the_contract(tmp_path: Path) -> None:
    read = artifact.manifest(str(build(FOUND, tmp_path)))
    assert read == FOUND
    assert problems() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hooks": {}}, "hooks is not known"),
        ({"name": "other"}, "this platform is 'shop'"),
        ({"version": "1/2"}, "version is '1/2'"),
        ({"version": None}, "version is None"),
        ({"processes": {"shop-api": {"run": "x"}}}, "processes has no shop-web"),
        ({"jobs": None}, "jobs has no reports"),
        ({"jobs": {"reports": "x"}}, "jobs.reports has no run"),
        ({"migrations": {"up": "x"}}, "migrations has one way"),
        ({"static": "../x"}, "inside of the archive"),
    ],
)
def test_what_breaks_the_contract_is_said(change: dict[str, Any], said: str) -> None:
    assert [said in each for each in problems(**change)] == [True]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(problems(name="x", version="", processes={}, jobs={})) == 5


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(b"words")
    with pytest.raises(ValueError, match=r"no tandem\.yml at its top, or is no archive"):
        artifact.manifest(str(path))


def test_an_archive_without_a_manifest_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("other"), io.BytesIO())
    with pytest.raises(ValueError, match=r"no tandem\.yml"):
        artifact.manifest(str(path))


def test_every_command_has_a_runner_that_knows_its_release(tmp_path: Path) -> None:
    half, final = tmp_path / ".new-x", tmp_path / "1.0-abc"
    half.mkdir()
    release.finish(half, final, artifact.commands(FOUND), "lab/probe/app/static")
    runner = final / ".tandem" / "run" / "shop-api"
    assert (
        runner.read_text()
        == f"#!/bin/sh\ncd {final} && exec {FOUND['processes']['shop-api']['run']}\n"
    )
    assert runner.stat().st_mode & 0o111
    assert (final / ".tandem" / "migrate" / "down").exists()
    assert (final / ".tandem" / "static").is_symlink()
    assert not half.exists()


def test_what_an_interrupted_run_left_is_cleared(tmp_path: Path) -> None:
    for name in (".new-x", "1.0-abc"):
        (tmp_path / name).mkdir()
    release.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["1.0-abc"]


STAT = """# pxname,svname,qcur,qmax,scur,status,
api,FRONTEND,,,3,OPEN,
api,api-1,0,0,2,UP,
api,api-2,0,0,0,MAINT,
web,web-1,0,0,1,UP 1/2,
web,web-2,0,0,0,DOWN,
api,BACKEND,0,0,2,UP,
"""


def paths(servers: list[Any]) -> list[str]:
    return [each.path for each in servers]


def test_members_and_their_state_are_read() -> None:
    found = entry.servers(STAT)
    assert paths(found) == ["api/api-1", "api/api-2", "web/web-1", "web/web-2"]
    assert [each.serves for each in found] == [True, False, True, False]
    assert [each.sessions for each in found] == [2, 0, 1, 0]


def test_the_last_member_that_serves_stays() -> None:
    found = entry.servers(STAT)
    assert paths(entry.taken_out(found, ["api-1", "web-1"], [])) == []


def test_a_member_leaves_where_another_comes() -> None:
    found = entry.servers(STAT)
    assert paths(entry.taken_out(found, ["api-1", "web-1"], ["api-2"])) == ["api/api-1"]
    assert paths(entry.put_in(found, ["api-2", "web-1"])) == ["api/api-2"]


def test_who_is_out_already_is_not_taken_out_again() -> None:
    found = entry.servers(STAT)
    assert paths(entry.taken_out(found, ["api-2"], [])) == []


def test_numbers_of_accounts_follow_from_their_names() -> None:
    numbers = [filters.app_id(name) for name in ("logx", "logmaster", "signer", "qps")]
    assert len(set(numbers)) == 4
    assert all(30_000 <= number < 50_000 for number in numbers)


@pytest.mark.parametrize(
    ("said", "leader"),
    [
        ('{"record": {"site": "shop-dc", "is_open": false}, "here": "shop-dr"}', "shop-dc"),
        ('{"record": {"site": "shop-dr", "is_open": true}, "here": "shop-dr"}', ""),
        ('{"record": null, "here": "shop-dr"}', ""),
        ("", ""),
    ],
    ids=["it follows, also while nobody is open", "it leads", "no record yet", "no lease"],
)
def test_a_site_follows_where_another_has_the_lease(said: str, leader: str) -> None:
    assert filters.app_leader(said) == leader
