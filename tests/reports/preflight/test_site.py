"""What preflight says of several hosts together, and of those that cannot answer."""

from typing import Any

import pytest

from reports.preflight.finding import Finding, table
from reports.preflight.known import known
from reports.preflight.site import judge
from tests.reports.preflight.samples import KNOWN, SOUND, TOLD, folder
from topology.repository import ROOT


@pytest.mark.parametrize(
    ("answer", "subject", "what"),
    [
        ({"unreachable": True, "msg": "timed out"}, "reach", "cannot be reached: timed out"),
        ({"msg": "Missing sudo password"}, "privilege", "Missing sudo password"),
        (
            {"msg": "MODULE FAILURE", "module_stderr": "/usr/bin/python3: not found"},
            "python",
            "not found",
        ),
        ({"msg": "odd"}, "host", "odd"),
    ],
)
def test_a_host_that_cannot_answer_stops_no_other(
    answer: dict[str, Any], subject: str, what: str
) -> None:
    told = {"a-db-1": TOLD, "a-db-2": TOLD}
    small = {**SOUND, "cores": 1}
    findings = judge(told, {"a-db-1": answer, "a-db-2": {"survey": small}}, KNOWN)
    first = next(each for each in findings if each.host == "a-db-1")
    assert (first.subject, what in first.what) == (subject, True)
    assert any(each.host == "a-db-2" for each in findings)


def both(first: dict[str, Any], second: dict[str, Any]) -> list[Finding]:
    surveys = {}
    for number, each in ((1, first), (2, second)):
        own = {"identity": str(number), "board": str(number), "names": {"own": f"a-db-{number}"}}
        surveys[f"a-db-{number}"] = {"survey": {**SOUND, **own, **each}}
        surveys[f"a-db-{number}"]["survey"]["names"]["wrong"] = []
    return judge(dict.fromkeys(surveys, TOLD), surveys, KNOWN)


def test_one_machine_under_two_names_is_found() -> None:
    findings = both({"identity": "x"}, {"identity": "x"})
    assert [each.what for each in findings] == ["a-db-1, a-db-2 have one machine-id"]


def test_clocks_that_differ_are_found_and_slow_answers_are_no_difference() -> None:
    apart = {"offset": {"seconds": 8.0, "unsure": 0.1}}
    assert {each.subject for each in both({}, apart) if each.weight == "wrong"} == {"time"}
    assert both({}, {"offset": {"seconds": 0.9, "unsure": 0.6}}) == []


def test_data_of_two_clusters_are_found() -> None:
    def data(number: str) -> dict[str, Any]:
        one = {"path": "/p", "version": "15", "system": number}
        return {"data": [folder(postgresql=[one])]}

    findings = [each for each in both(data("7"), data("8")) if each.weight == "wrong"]
    assert [each.what for each in findings] == [
        "data of 2 clusters of PostgreSQL (7: a-db-1; 8: a-db-2)"
    ]


def test_what_is_known_is_what_the_roles_know() -> None:
    found = known(ROOT)
    assert ("debian", "12") in found.tried
    assert ("rhel", "9") in found.untried
    assert found.postgresql["13"] == "17"


def test_the_table_has_what_is_wrong_first_and_counts() -> None:
    note = Finding("a", "names", "note", "is called b", "call it a")
    wrong = Finding("b", "size", "wrong", "2 cores", "give it more")
    lines = table([note, wrong], 2).splitlines()
    assert lines[0] == "wrong  b  size   2 cores; give it more"
    assert lines[2] == "2 hosts asked: NOT ready: 1 to mend, 1 notes"
    assert table([], 3) == "3 hosts asked: ready, 0 notes"
