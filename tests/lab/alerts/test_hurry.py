"""Rules that wait for less are the same rules otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from lab.alerts.hurry import LEAST, hurried, longest_span, seconds
from tests.roles.monitoring.rules import RULES

SPANS = re.compile(r"(?:for: *|\[|offset )(\d+[smhdw])")


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_only_spans_differ_and_none_is_longer_or_too_short(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    after = hurried(before, 60)
    assert yaml.safe_load(after)["groups"]
    assert SPANS.sub("", before) == SPANS.sub("", after)
    for old, new in zip(SPANS.findall(before), SPANS.findall(after), strict=True):
        assert seconds(new) <= seconds(old)
        assert seconds(new) >= min(seconds(old), LEAST)


def test_a_factor_of_one_leaves_them_as_they_are() -> None:
    assert hurried("for: 90s\nexpr: rate(a[7m]) > 0", 1) == "for: 90s\nexpr: rate(a[420s]) > 0"


def test_how_far_a_query_looks_back_is_read_as_prometheus_writes_it() -> None:
    assert longest_span("rate(a[1h30m]) > 0 and b[5m]") == 5400.0
