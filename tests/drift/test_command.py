"""What `tandem drift` says, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import app
from reports.drift import looking
from reports.drift.finding import Drift, Finding
from topology.repository import ROOT, Look, Repository

FOUND = Finding("logx-td-node-1", "account", "mallory", "nothing", "uid 1001 <b>", "the baseline")


def ended(words: list[str]) -> int:
    with pytest.raises(SystemExit) as end:
        app.main(words)
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("findings", "unread", "code"),
    [([], {}, 0), ([FOUND], {}, 3), ([FOUND], {"logx-td-node-1": "no answer"}, 1)],
)
def test_the_exit_code_says_whether_there_is_drift_and_whether_all_were_asked(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    findings: list[Finding],
    unread: dict[str, str],
    code: int,
) -> None:
    drift = Drift("logx-td", ["logx-td-node-1"], findings, unread)
    monkeypatch.setattr(looking, "look", lambda *_: drift)
    assert ended(["drift", "logx-td", "--json", "--to", str(tmp_path)]) == code
    said = json.loads(capsys.readouterr().out)
    assert [each["item"] for each in said["findings"]] == [each.item for each in findings]
    assert said["unread"] == unread


def test_a_host_that_is_not_there_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["drift", "logx-td", "--only", "logx-td-node-9"]) == 2
    assert "logx-td-node-1" in capsys.readouterr().err


def test_a_group_chooses_its_hosts() -> None:
    asked = Repository(ROOT).load("logx-dc", Look())
    assert looking.chosen(asked, ["etcd"]) == looking.chosen(asked, ["etcd", "logx-dc-db-1"])


def test_the_page_names_all_of_a_finding_and_believes_none_of_its_text() -> None:
    page = Drift("logx-td", ["logx-td-node-1"], [FOUND]).page()
    assert all(word in page for word in ("mallory", "nothing", "uid 1001 &lt;b&gt;"))
