"""How far a database is said to be: only by one that leads, and only as it says itself."""

from __future__ import annotations

import json
from http.client import BadStatusLine
from typing import Any

import pytest

from lease.position import told

LEADS: dict[str, Any] = {"state": "running", "role": "primary", "xlog": {"location": 83886080}}


def test_a_database_that_leads_says_how_far_it_is_and_when() -> None:
    assert json.loads(told(lambda: LEADS, lambda: 5.0)) == {"at": 5.0, "position": 83886080}


@pytest.mark.parametrize(
    "found",
    [
        {**LEADS, "role": "replica"},
        {**LEADS, "role": "standby_leader"},
        {**LEADS, "state": "starting"},
        {"state": "running", "role": "primary"},
        {},
    ],
)
def test_anything_else_says_nothing(found: dict[str, Any]) -> None:
    assert told(lambda: found, lambda: 5.0) == ""


@pytest.mark.parametrize("error", [TimeoutError, BadStatusLine("?"), ValueError])
def test_a_database_that_does_not_answer_says_nothing(error: Exception) -> None:
    def silent() -> dict[str, Any]:
        raise error

    assert told(silent, lambda: 5.0) == ""
