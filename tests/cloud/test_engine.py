"""The engine that is there is used; one that is too old is not."""

from pathlib import Path

import pytest

from cloud import engine as engines
from cloud.engine import VERSION, EngineError, engine


def program(folder: Path, says: str) -> None:
    folder.mkdir(parents=True)
    file = folder / "pulumi"
    file.write_text(f"#!/bin/sh\necho {says}\n")
    file.chmod(0o755)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine with nothing on it, from which nothing can be fetched."""

    def refuse(root: Path, _: object) -> None:
        raise OSError(f"cannot get anything into {root.name}")

    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(engines, "_download", refuse)
    monkeypatch.setattr(engines, "_build", refuse)
    return tmp_path


def test_one_on_the_path_is_used(home: Path) -> None:
    program(home / "path", f"v{VERSION}")
    assert engine().command == "pulumi"


def test_one_that_was_got_before_is_used(home: Path) -> None:
    kept = home / "cache" / "tandem" / f"pulumi-{VERSION}" / "bin"
    program(kept, f"v{VERSION}")
    assert engine().command == str(kept / "pulumi")


def test_one_that_is_too_old_is_not_used_and_all_that_was_tried_is_told(home: Path) -> None:
    program(home / "path", "v3.1.0")
    with pytest.raises(EngineError, match=r"(?s)downloading: .*building: .*install it"):
        engine()


def test_in_a_hurry_none_is_built(home: Path) -> None:
    assert home.exists()
    with pytest.raises(EngineError) as found:
        engine(build=False)
    assert "downloading:" in str(found.value)
    assert "building:" not in str(found.value)
