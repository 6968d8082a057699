"""Every alert has a severity, a page that helps, a trial of its rule, and its fault."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.roles.monitoring.rules import CASES, RULES, alerts, trials
from topology.repository import ROOT

NAMES = [alert["alert"] for alert in alerts()]
PAGE = "docs/troubleshooting.md"
ROLE = ROOT / "roles/monitoring"
OURS = re.compile(r"\btandem_[a-z_]+")


def test_no_two_alerts_have_the_same_name() -> None:
    assert len(NAMES) == len(set(NAMES))


def test_every_alert_has_one_of_three_severities() -> None:
    severities = {alert["alert"]: alert["labels"]["severity"] for alert in alerts()}
    assert {n for n, s in severities.items() if s not in {"page", "ticket", "info"}} == set()


def test_every_alert_says_what_is_wrong_and_where_to_read_on() -> None:
    headings = re.findall(r"^### (\w+)$", (ROOT / PAGE).read_text(encoding="utf-8"), re.MULTILINE)
    pages = {f"{PAGE}#{heading.lower()}" for heading in headings}
    for alert in alerts():
        assert alert["annotations"]["summary"]
        assert alert["annotations"]["runbook"] == f"{PAGE}#{alert['alert'].lower()}"
        assert alert["annotations"]["runbook"] in pages


def test_no_section_outlives_its_alert() -> None:
    headings = re.findall(r"^### (\w+)$", (ROOT / PAGE).read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == NAMES


def test_every_alert_is_tried() -> None:
    assert sorted(CASES) == sorted(NAMES)


def test_every_figure_of_ours_is_told_by_a_role() -> None:
    """A rule about a figure that nobody tells is silent for ever."""
    asked = {figure for text in _texts([ROLE / "files/rules"]) for figure in OURS.findall(text)}
    others = [role for role in (ROOT / "roles").iterdir() if role != ROLE]
    told = {f for text in _texts([*others, ROOT / "content"]) for f in OURS.findall(text)}
    assert asked - told == set()


def _texts(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for path in folder.rglob("*"):
            kept = not {".mypy_cache", "__pycache__"} & set(path.parts)
            if kept and path.is_file() and path.suffix != ".md":
                yield path.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("promtool"), reason="`tandem verify` tries it on the monitor")
def test_every_alert_fires_of_its_figures_and_is_silent_otherwise(tmp_path: Path) -> None:
    for path in RULES:
        shutil.copy(path, tmp_path)
    documents = [tmp_path / f"trial-{number}.yml" for number, _ in enumerate(trials())]
    for path, document in zip(documents, trials(), strict=True):
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
    found = subprocess.run(
        ["promtool", "test", "rules", *map(str, documents)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
