"""What auditors find has a reason, or is a failure."""

from pathlib import Path

import pytest

from lab.auditing.judging import AUDITORS, Audit, explanations


def said(**found: list[str]) -> dict[str, object]:
    return {"score": 70, "findings": found}


def audit(**explained: str) -> Audit:
    hosts = {
        "db-1": {"lynis": said(**{"SSH-1": ["one", "two"]}), "openscap": said(rule=["Rule"])},
        "db-2": {"lynis": said(**{"SSH-1": ["one"]}), "openscap": said()},
    }
    return Audit("logx-dc", hosts, {"lynis": explained, "openscap": {"rule": "because"}})


def test_a_finding_without_a_reason_is_told_once_with_all_its_hosts() -> None:
    found = audit().unexplained
    assert [(each.auditor, each.test, each.said) for each in found] == [
        ("lynis", "SSH-1", "one; two")
    ]
    assert found[0].hosts == ("db-1", "db-2")


def test_a_reason_counts_for_its_own_auditor_and_test_alone() -> None:
    known = {"SSH-1": "decided"}
    assert audit(**known).unexplained == []
    both = {"SSH-1": "decided", "SSH-2": "gone"}
    assert audit(**both).needless == [("lynis", "SSH-2")]


@pytest.mark.parametrize("auditor", AUDITORS)
def test_every_reason_says_something(auditor: str) -> None:
    for test, why in explanations()[auditor].items():
        assert len(why.split()) > 2, f"{auditor} {test}: '{why}' is no reason"


def test_an_auditor_without_reasons_has_none(tmp_path: Path) -> None:
    file = tmp_path / "explained.yml"
    file.write_text("lynis:\n")
    assert explanations(file) == {"lynis": {}, "openscap": {}}
