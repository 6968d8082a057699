"""`tandem diagram`."""

from pathlib import Path

import pytest

from tests.commands.conftest import Run

BEGINS = {
    ".svg": b"<?xml",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".pdf": b"%PDF-",
    ".dot": b'digraph "logx-dc" {',
}


@pytest.fixture
def no_graphviz(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Leave one empty folder on the path, and return it."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    return programs


@pytest.mark.parametrize("ending", BEGINS)
def test_the_ending_says_as_what_it_is_written(tandem: Run, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"picture{ending}"
    done = tandem("diagram", "logx-dc", "-o", str(out))
    assert (done.code, done.err) == (0, "")
    assert out.read_bytes().startswith(BEGINS[ending])


def test_it_says_what_was_written(tandem: Run, tmp_path: Path) -> None:
    out = tmp_path / "picture.dot"
    assert tandem("diagram", "logx-td", "-o", str(out)).out.startswith(f"{out}: ")
    said = tandem("diagram", "logx-td", "-o", str(out), "--flows", "none", "--json").json
    # logx has twelve tiers at medium; a td has no peer that anything is copied to
    assert said == {"path": str(out), "bytes": out.stat().st_size, "boxes": 12, "lines": 0}


def test_in_a_pipe_it_is_an_svg(tandem: Run) -> None:
    assert "<title>LogX: logx-td</title>" in tandem("diagram", "logx-td").out


def test_json_says_what_was_written_and_so_needs_a_file(tandem: Run) -> None:
    done = tandem("diagram", "logx-td", "--json")
    assert done.code == 2
    assert "tandem diagram logx-td -o logx-td.svg" in done.complaint


def test_another_size_and_form_can_be_looked_at(tandem: Run, tmp_path: Path) -> None:
    out = tmp_path / "picture.dot"
    tandem("diagram", "logx-dc", "--size", "large", "--form", "managed", "-o", str(out))
    assert "RDS for PostgreSQL" in out.read_text(encoding="utf-8")


def test_an_unknown_ending_is_refused_with_the_known_ones(tandem: Run) -> None:
    done = tandem("diagram", "logx-dc", "-o", "picture.gif")
    assert done.code == 2
    assert "'picture.gif' ends in none of .svg, .png, .pdf, .dot" in done.complaint


def test_a_file_that_cannot_be_written_is_named(tandem: Run, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "x.dot"
    done = tandem("diagram", "logx-dc", "-o", str(out))
    assert done.code == 2
    assert "cannot write" in done.complaint
    assert "No such file or directory" in done.complaint


@pytest.mark.usefixtures("no_graphviz")
def test_without_graphviz_the_remedy_is_said(tandem: Run, tmp_path: Path) -> None:
    done = tandem("diagram", "logx-dc", "-o", str(tmp_path / "x.svg"))
    assert done.code == 1
    assert "apt-get install graphviz" in done.complaint


@pytest.mark.usefixtures("no_graphviz")
def test_without_graphviz_its_text_can_be_written(tandem: Run, tmp_path: Path) -> None:
    assert tandem("diagram", "logx-dc", "-o", str(tmp_path / "x.dot")).code == 0


def test_what_graphviz_complains_of_is_passed_on(
    tandem: Run, no_graphviz: Path, tmp_path: Path
) -> None:
    broken = no_graphviz / "dot"
    broken.write_text("#!/bin/sh\necho 'no such format' >&2\nexit 3\n")
    broken.chmod(0o755)
    done = tandem("diagram", "logx-dc", "-o", str(tmp_path / "x.png"))
    assert done.code == 1
    assert done.complaint == "Graphviz failed: no such format"
