"""What the probe answers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.probe.app.answers import Probe, Request
from lab.probe.app.given import FullError
from tests.lab.probe.kept import Memory, probe


def ask(asked: Probe, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:  # noqa: ANN401 - whatever JSON holds
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = asked.answer(Request(method, path, query, content))
    return answer.status, json.loads(answer.body)


def test_a_process_without_stores_is_well_and_has_pages() -> None:
    assert ask(probe(), "GET", "/health")[0] == 200
    assert b"shop-api" in probe().answer(Request("GET", "/")).body


def test_a_record_is_written_once_however_often_it_is_sent() -> None:
    memory = Memory()
    record = {"client": "a", "number": 7}
    assert ask(probe(memory), "POST", "/records", record) == (201, {"new": True})
    assert ask(probe(memory), "POST", "/api/records", record) == (200, {"new": False})
    assert ask(probe(memory), "GET", "/records", client="a") == (200, {"numbers": [7]})


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("POST", "/records", b"{", 400),
        ("POST", "/records", {"client": "a"}, 400),
        ("POST", "/records", [], 400),
        ("GET", "/records", None, 400),
        ("GET", "/cache/absent", None, 404),
        ("GET", "/static/../../etc/passwd", None, 404),
        ("PUT", "/files/nowhere/x", b"", 404),
        ("GET", "/health/shallow", None, 404),
    ],
)
def test_what_is_not_there_or_not_understood_is_said(
    method: str, path: str, body: object, status: int
) -> None:
    assert ask(probe(Memory()), method, path, body)[0] == status


def test_a_value_is_kept() -> None:
    memory = Memory()
    assert ask(probe(memory), "PUT", "/cache/x", b"words")[0] == 200
    assert ask(probe(memory), "GET", "/cache/x") == (200, {"value": "words"})


def test_a_full_disk_is_said_and_is_nobodys_request() -> None:
    class Full(Memory):
        def record(self, client: str, number: int) -> bool:
            raise FullError(f"no room for {client} {number}")

    record = {"client": "a", "number": 7}
    assert ask(probe(Full()), "POST", "/records", record) == (507, {"error": "no room for a 7"})


def test_a_process_without_a_database_says_so() -> None:
    assert ask(probe(), "GET", "/records", client="a")[0] == 404


def test_files_are_kept_and_names_do_not_leave_their_share(tmp_path: Path) -> None:
    found = probe(Memory())
    sharing = replace(found, given=replace(found.given, shares={"uploads": tmp_path}))
    assert ask(sharing, "PUT", "/files/uploads/x.txt", b"words")[0] == 200
    assert sharing.answer(Request("GET", "/files/uploads/x.txt")).body == b"words"
    assert ask(sharing, "GET", "/files/uploads/../x")[0] == 404
    assert ask(sharing, "GET", "/health/deep")[1]["files"] == "well"


def test_deep_health_names_what_is_not_well_and_shallow_health_does_not_ask() -> None:
    found = probe(Memory(fails=9))
    status, body = ask(found, "GET", "/health/deep")
    assert (status, body["files"]) == (503, "well")
    assert "gone" in body["database"]
    assert ask(found, "GET", "/health")[0] == 200


def test_a_release_with_a_fault_is_not_well() -> None:
    assert ask(probe(fault="health"), "GET", "/health")[0] == 503


def test_static_files_are_served(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("body {}")
    answer = probe(folder=tmp_path).answer(Request("GET", "/static/a.css"))
    assert (answer.status, answer.kind) == (200, "text/css")
