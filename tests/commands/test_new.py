"""`tandem new`: a checked pair of files, or none."""

import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from topology.repository import ROOT


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A checkout with every platform and no environment."""
    shutil.copytree(ROOT / "platforms", tmp_path / "platforms")
    (tmp_path / "inventories").mkdir()
    return tmp_path


def written(directory: Path) -> list[str]:
    return sorted(path.name for path in (directory / "inventories").iterdir())


def test_a_dc_brings_its_dr(tandem: Run, empty: Path) -> None:
    said = tandem("--repository", str(empty), "new", "logx-dc", "--yes", "--json")
    assert said.json == {"written": ["inventories/logx-dc.yml", "inventories/logx-dr.yml"]}
    assert written(empty) == ["logx-dc.yml", "logx-dr.yml"]


def test_what_it_writes_is_sound(tandem: Run, empty: Path) -> None:
    tandem("--repository", str(empty), "new", "logx-dc", "--yes")
    tandem("--repository", str(empty), "new", "logx-td", "--yes")
    said = tandem("--repository", str(empty), "check")
    assert (said.code, said.out) == (0, "3 environments checked: all sound\n")


def test_it_says_what_the_files_mean_before_it_writes(tandem: Run, empty: Path) -> None:
    said = tandem("--repository", str(empty), "new", "logx-dc", "--yes").out
    assert "23 hosts of 88 cores and 218 GB in all" in said
    assert "Next: tandem show logx-dc" in said


def test_a_file_that_is_there_is_never_written_over(tandem: Run, empty: Path) -> None:
    there = empty / "inventories" / "logx-dr.yml"
    there.write_text("mine\n")
    said = tandem("--repository", str(empty), "new", "logx-dc", "--yes")
    assert said.code == 2
    assert "inventories/logx-dr.yml" in said.complaint
    assert written(empty) == ["logx-dr.yml"]
    assert there.read_text() == "mine\n"


def test_what_is_not_sound_is_explained_and_not_written(tandem: Run, empty: Path) -> None:
    tandem("--repository", str(empty), "new", "logx-td", "--yes", "--network", "10.7.0.0/16")
    said = tandem(
        "--repository", str(empty), "new", "logx-uat", "--yes", "--network", "10.7.128.0/17"
    )
    assert said.code == 2
    assert f"{empty}/inventories/logx-uat.yml" in said.err
    assert written(empty) == ["logx-td.yml"]


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("logx-dr",), "tandem new logx-dc"),
        (("logy-dc",), "PLATFORM-PLACE"),
        (("logx-dc", "--network", "10.0.0.0"), "network"),
        (("logx-dc", "--network", "ten"), "write one such as"),
    ],
)
def test_a_bad_answer_names_the_remedy(
    tandem: Run, empty: Path, words: tuple[str, ...], remedy: str
) -> None:
    said = tandem("--repository", str(empty), "new", *words, "--yes")
    assert said.code == 2
    assert remedy in said.complaint
    assert written(empty) == []


def test_with_nobody_to_ask_it_asks_for_yes(
    tandem: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    said = tandem("--repository", str(empty), "new", "logx-dc")
    assert said.code == 2
    assert "--yes" in said.err


def test_a_td_is_proposed_as_its_dc_is(tandem: Run, empty: Path) -> None:
    tandem(
        "--repository",
        str(empty),
        "new",
        "qps-dc",
        "--yes",
        "--form",
        "managed",
        "--target",
        "aws",
        "--peer-target",
        "aws",
    )
    said = tandem("--repository", str(empty), "new", "qps-td", "--yes").out
    assert "target: aws" in said
    assert "form: managed" in said


def test_a_wrong_name_is_told_before_it_asks_for_anybody(
    tandem: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert "PLATFORM-PLACE" in tandem("--repository", str(empty), "new", "foo-dc").complaint
