"""What a host is now, against what is known of it and against the model."""

from reports.drift.comparing import Reading, compare
from reports.drift.finding import DIFFERS, Finding, together

FACTS = {
    "haproxy_services": {"haproxy": {"ports": {"https": 443}}},
    "files_services": {"glusterfs": {"ports": {"bricks": "49152-49251"}}},
}
KNOWN: Reading = {
    "users": {"root": "uid 0, gid 0", "games": "uid 5, gid 60"},
    "listening": {"tcp 443 on an address": "haproxy"},
    "redis": {"user app": "on"},
}


def found(now: Reading) -> list[tuple[str, str, str, str]]:
    return [
        (each.area, each.item, each.expected, each.found)
        for each in compare("db-1", KNOWN, {**KNOWN, **now}, FACTS)
    ]


def test_a_host_that_is_as_it_was_has_no_drift() -> None:
    assert found({}) == []


def test_what_is_more_less_or_other_is_named_with_both_sides() -> None:
    users = {"root": "uid 0, gid 0", "mine": "uid 1001, gid 1001"}
    assert found({"users": users}) == [
        ("account", "games", "uid 5, gid 60", "nothing"),
        ("account", "mine", "nothing", "uid 1001, gid 1001"),
    ]


def test_a_service_that_does_not_answer_is_one_finding() -> None:
    assert found({"redis": None}) == [("Redis", "redis", "an answer", "no answer, or an error")]


def test_a_port_that_the_model_has_not_is_drift_however_long_it_is_known() -> None:
    listening = {"tcp 4444 on an address": "nc"}
    known = {**KNOWN, "listening": listening}
    told = compare("db-1", known, known, FACTS)
    assert [(each.item, each.by) for each in told] == [("tcp 4444 on an address", "the model")]


def test_ports_of_a_span_come_and_go() -> None:
    more = {"tcp 443 on an address": "haproxy", "tcp 49160 on an address": "glusterfsd"}
    assert found({"listening": more}) == []


def test_another_program_behind_a_port_of_the_model_is_drift() -> None:
    assert found({"listening": {"tcp 443 on an address": "nc"}}) == [
        ("listener", "tcp 443 on an address", "haproxy", "nc")
    ]


def test_a_second_root_is_drift_even_where_it_was_known() -> None:
    known = {"users": {"toor": "uid 0, gid 0"}}
    assert [each.item for each in compare("db-1", known, known, FACTS)] == ["toor"]


def test_what_both_readers_saw_is_said_once_by_the_one_that_says_more() -> None:
    live = Finding("db-1", "unit", "chrony.service", "enabled, runs", "does not run", "baseline")
    role = Finding("db-1", "declared", "chrony", "state started", DIFFERS, "role base")
    said = Finding("db-1", "unit", "chrony.service", "enabled, runs", "does not run", "role base")
    assert together([role], [live]) == [said]


def test_a_role_that_says_how_a_file_differs_is_believed() -> None:
    live = Finding("db-1", "file", "/etc/x", "content aa", "content bb", "baseline")
    role = Finding("db-1", "declared", "/etc/x", "a = 1", "a = 2", "role base")
    assert together([role], [live]) == [role]
