"""The probe's archive is the same wherever it is built, and keeps the contract."""

import io
import os
import tarfile
from pathlib import Path

import pytest
import yaml

from lab.probe.build import archive, build, main, manifest

FOUND = manifest("shop", "1.2.3", ["shop-api", "shop-web"], ["reports"])


def names(packed: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        return tar.getnames()


def test_the_same_content_gives_the_same_bytes() -> None:
    assert archive(FOUND) == archive(FOUND)
    assert archive(FOUND) != archive(manifest("shop", "1.2.4", ["shop-api", "shop-web"], []))


def test_it_holds_its_manifest_and_its_program_and_nothing_that_was_compiled() -> None:
    found = names(archive(FOUND))
    assert {"tandem.yml", "release", "lab/probe/app/__main__.py"} <= set(found)
    assert not [name for name in found if "__pycache__" in name]
    assert not [name for name in found if name.endswith(("client.py", "build.py"))]


def test_a_fault_is_built_in_on_request() -> None:
    assert "fault" in names(archive(FOUND, "health"))
    assert "fault" not in names(archive(FOUND))


def test_an_archive_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = build(FOUND, tmp_path)
    os.utime(path, (1, 1))
    assert build(FOUND, tmp_path) == path
    assert path.stat().st_mtime == 1
    assert list(tmp_path.iterdir()) == [path]


def test_by_hand_it_prints_where_the_archive_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--name", "shop", "--process", "shop-api", "--into", str(tmp_path)])
    path = Path(capsys.readouterr().out.strip())
    with tarfile.open(path) as tar:
        file = tar.extractfile("tandem.yml")
        assert file is not None
        assert list(yaml.safe_load(file)["processes"]) == ["shop-api"]
