"""What a plan, a state and a bill say: the same for people and for programs."""

import json
from typing import cast

import pytest
import typer

from cloud.seen import Outcome
from cloud.stack import Ground, Stack
from commands.cloud_report import planned, said, summary
from commands.cloud_stack import standing
from policies.pack import Report
from policies.rules import Finding, Level
from policies.rules import Outcome as FoundOutcome
from stacks.outputs import parsed
from topology.repository import ROOT, Repository

MADE = Outcome("preview", "qps-td", {"create": 2}, (("create", "aws:kms/key:Key data"),), 1.5)
SAME = Outcome("refresh", "qps-td", {"same": 2}, (), 1.5)


def finding(outcome: FoundOutcome, level: Level) -> Finding:
    return Finding("keys-turn", level, outcome, "Key data", "it does not", "let it")


REPORT = Report("qps-td", (finding("passed", "mandatory"), finding("broken", "advisory")), 2)


def judged(monkeypatch: pytest.MonkeyPatch, report: Report, *, as_json: bool) -> bool:
    monkeypatch.setattr("cloud.report.report_of", lambda *_: report)
    return planned(cast(Stack, None), MADE, as_json=as_json)


def test_a_plan_for_programs_has_its_rules_with_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged(monkeypatch, REPORT, as_json=True)
    page = json.loads(capsys.readouterr().out)
    assert page["resources"] == [{"what": "create", "resource": "aws:kms/key:Key data"}]
    assert [each["rule"] for each in page["rules"]["findings"]] == ["keys-turn"]


def test_advice_is_counted_apart_from_what_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged(monkeypatch, REPORT, as_json=False)
    assert "of 2 resources: 1 advice, 1 passed" in capsys.readouterr().out


def test_a_plan_that_breaks_a_mandatory_rule_is_not_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Report("qps-td", (finding("broken", "mandatory"),), 1)
    assert not judged(monkeypatch, broken, as_json=True)


def test_nothing_is_said_in_words() -> None:
    assert summary(SAME) == "qps-td: refresh in 1.5 s: nothing differs"
    assert summary(MADE) == "qps-td: preview in 1.5 s: 2 create"


def test_what_aws_does_not_tell_is_said_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    empty: dict[str, object] = {
        name: {} for name in ("entries", "buckets", "hosts", "clusters", "joined", "reached")
    }
    said(parsed({**empty, "region": "a", "alerts": "b", "stores": {"queue": ""}}), as_json=False)
    assert "stores queue: AWS tells none" in capsys.readouterr().out


def test_what_was_never_built_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    files = Repository(ROOT)
    monkeypatch.setattr(Stack, "resources", lambda _: ())
    where = Ground(ROOT, {}, rehearsed=True, backend="")
    with pytest.raises(typer.Exit) as ended:
        standing(Stack(files.load("qps-td"), files.prices, where, lambda _: None))
    assert ended.value.exit_code == 3
