"""The drill: whoever leads is asked, what fails is said, a proof is kept only of what was good."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from restore import report
from restore.drill import Drill, DrillError, Place, drill, moment, places
from restore.reach import ReachError
from topology.repository import ROOT, Look, Repository

PLACE = Place("shop-dc", "records", "keeper", "pgbackrest", ("db-1", "db-2"), "5432", 60.0)
CONTENTS = {"tables": {"a": {"rows": 1, "checksum": "2"}}, "records": {}}
GOOD = {"seconds": {"fetch": 1.0}, "bytes": 5, "contents": CONTENTS, "damaged": ""}


class Hosts:
    """Hosts that answer as they are told to."""

    def __init__(self, restored: object, leader: str = "db-2") -> None:
        self.restored, self.leader = restored, leader
        self.asked: list[tuple[str, str]] = []

    def __call__(self, host: str, words: str) -> str:
        """Answer one question."""
        self.asked.append((host, words))
        if "is_in_recovery" in words:
            return "f\n" if host == self.leader else "t\n"
        if "contents.py" in words:
            return json.dumps(CONTENTS)
        if "clock_timestamp" in words:
            return "2026-01-31 12:00:00+00\n"
        if "walfile" in words or "last_archived" in words:
            return "000000010000000000000007\n"
        if "systemd-run" in words and isinstance(self.restored, dict) and "failed" in self.restored:
            raise ReachError(host, 1, "it failed", json.dumps(self.restored))
        return json.dumps(self.restored)


def run(hosts: Hosts, to: datetime | None = None) -> Drill:
    return drill(PLACE, to, hosts, lambda _: None)


def test_a_good_restore_is_held_against_whoever_leads_and_kept_as_proven() -> None:
    hosts = Hosts(GOOD)
    found = run(hosts)
    assert (found.is_good, found.leader) == (True, "db-2")
    assert {host for host, words in hosts.asked if "contents.py" in words} == {"db-2"}
    assert "--prove=1.0" in hosts.asked[-1][1]


def test_nothing_is_proven_by_a_restore_that_differs() -> None:
    hosts = Hosts({**GOOD, "contents": {"tables": {}, "records": {}}})
    assert not run(hosts).is_good
    assert not any("--prove" in words for _, words in hosts.asked)


def test_a_restore_that_failed_says_why() -> None:
    found = run(Hosts({"failed": "[55] it is gone"}))
    assert not found.is_good
    assert "[55] it is gone" in "".join(report.lines(found))


def test_a_restore_runs_without_a_network() -> None:
    hosts = Hosts(GOOD)
    run(hosts)
    assert any("PrivateNetwork=yes" in words for _, words in hosts.asked)


def test_nobody_leads_is_said() -> None:
    with pytest.raises(DrillError, match="nobody leads records"):
        run(Hosts(GOOD, leader="nobody"))


def test_a_second_without_a_zone_is_utc() -> None:
    assert moment(datetime(2026, 1, 31, 12, tzinfo=UTC)) == "2026-01-31 12:00:00.000000+00"


def test_a_drill_leaves_json_and_a_page(tmp_path: Path) -> None:
    found, page = report.write(run(Hosts(GOOD)), tmp_path)
    assert json.loads(found.read_text())["good"]
    assert "proven" in page.read_text()


def test_places_are_the_model_s() -> None:
    found = places(Repository(ROOT).load("logx-dc", Look()))
    assert found["records"].keeper == "logx-dc-backup-1"
    assert found["records"].members == tuple(f"logx-dc-db-{number}" for number in (1, 2, 3))
    assert places(Repository(ROOT).load("qps-dc", Look())) == {}
