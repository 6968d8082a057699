"""The API server and etcd are built once, held to their version, and a failure says why."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cloud.building import Sources, Told
from lab.kubernetes import programs
from lab.shell import LabError

Compiled = Callable[[Sources, Path, Told], None]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is built, on a machine that has nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return compiling(monkeypatch, says)


def says(name: str) -> str:
    return next(each.says for each in (programs.ETCD, programs.API_SERVER) if each.name == name)


def compiling(monkeypatch: pytest.MonkeyPatch, word: Callable[[str], str]) -> list[str]:
    """Have programs be built that say a word when they are asked for their version."""
    found: list[str] = []

    def compiled(sources: Sources, program: Path, _: Told) -> None:
        found.append(sources.name)
        program.write_text(f"#!/bin/sh\necho '{word(sources.name)}'\necho more\n")
        program.chmod(0o755)

    monkeypatch.setattr(programs, "compiled", compiled)
    return found


def quiet(_: str) -> None:
    """Each line would be one of the test's."""


def test_both_are_built_once(built: list[str]) -> None:
    programs.get(quiet)
    programs.get(quiet)
    assert built == ["etcd", "kube-apiserver"]
    assert programs.path(programs.ETCD).is_file()
    assert not list(programs.home().glob("bin/*.new"))


def test_what_is_torn_or_of_another_version_is_built_again(built: list[str]) -> None:
    programs.get(quiet)
    programs.path(programs.API_SERVER).write_bytes(b"\x7fELF half of it")
    programs.path(programs.ETCD).write_text("#!/bin/sh\necho 'etcd Version: 3.4.0'\n")
    programs.get(quiet)
    assert built == ["etcd", "kube-apiserver"] * 2


def test_what_is_not_what_was_asked_for_is_never_put_in_its_place(
    built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiling(monkeypatch, lambda _: "Kubernetes v1.0.0")
    with pytest.raises(LabError, match=r"says .Kubernetes v1\.0\.0., and not .etcd Version"):
        programs.get(quiet)
    assert not built
    assert not programs.path(programs.ETCD).exists()


def test_what_cannot_be_built_is_told_with_the_compilers_words(
    built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise subprocess.CalledProcessError(1, "go", stderr="no such host\n")

    monkeypatch.setattr(programs, "compiled", fail)
    with pytest.raises(programs.NotToBeHadError, match=r"(?s)etcd cannot be built.*no such host"):
        programs.get(quiet)
    assert not built


def test_the_modules_that_are_pinned_are_those_of_the_versions_that_are_asked_for() -> None:
    pinned = (programs.FOLDER / "go.mod").read_text()
    assert f"k8s.io/kubernetes v{programs.VERSION}" in pinned
    assert f"go.etcd.io/etcd/server/v3 v{programs.ETCD_VERSION}" in pinned
