"""What rounds decide by themselves: what may go, what is wrong, and when they are due."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.roles.loading import program

keeping = program("pgbackrest/files/keeping.py")
saying = program("pgbackrest/files/saying.py")
backing = program("pgbackrest/files/backing.py")
beginning = program("pgbackrest/files/beginning.py")
figures = program("pgbackrest/files/figures.py")
rounds = program("pgbackrest/filter_plugins/pgbackrest.py")

DAY = 86400.0
KEEP = {"daily": 7 * DAY, "weekly": 30 * DAY, "monthly": 365 * DAY}
NOW = datetime(2026, 11, 21, tzinfo=UTC).timestamp()


def backup(label: str, kind: str, days: float, builds_on: str | None = None) -> object:
    return keeping.Backup(label, kind, NOW - days * DAY, builds_on)


def test_the_newest_full_backup_stays_with_all_that_builds_on_it() -> None:
    there = [backup("a", "full", 500), backup("a_b", "diff", 499, "a")]
    assert keeping.condemned(there, KEEP, NOW) == []


def test_daily_backups_go_after_a_week_and_weekly_ones_after_a_month() -> None:
    there = [
        backup("a", "full", 40),
        backup("a_b", "diff", 39, "a"),
        backup("c", "full", 34),
        backup("d", "full", 13),
        backup("d_e", "diff", 12, "d"),
        backup("d_f", "incr", 5, "d"),
        backup("g", "full", 6),
    ]
    # `a` is the first of its month (12 October), `c` is not (18 October).
    assert keeping.condemned(there, KEEP, NOW) == ["d_e", "c", "a_b"]


def test_the_first_of_a_month_goes_after_a_year() -> None:
    there = [backup("a", "full", 366), backup("b", "full", 300), backup("c", "full", 1)]
    assert keeping.condemned(there, KEEP, NOW) == ["a"]


def test_nothing_goes_on_which_something_builds_that_stays() -> None:
    there = [
        backup("a", "full", 20),
        backup("a_b", "diff", 10, "a"),
        backup("a_c", "incr", 3, "a_b"),
        backup("d", "full", 1),
    ]
    assert keeping.condemned(there, KEEP, NOW) == []


def test_a_hole_in_the_changes_is_found_across_the_end_of_a_log() -> None:
    names = ["0000000100000000000000FE", "000000010000000100000000"]
    assert backing.gaps(names) == ["changes are missing after 0000000100000000000000FE: 1 segment"]
    assert backing.gaps(["0000000100000000000000FF", "000000010000000100000000"]) == []
    assert backing.gaps(["000000010000000000000001", "000000020000000000000009"]) == []


def test_what_a_verification_says_is_read() -> None:
    said = (
        "status: error\n  archiveId: 15-1, total WAL checked: 8, total valid WAL: 7\n"
        "    missing: 0, checksum invalid: 1, size invalid: 0, other: 0\n"
        "  backup: 20261121-193907F, status: invalid, total files checked: 9\n"
    )
    assert backing.faults(said) == [
        "changes that are not sound: 1 of 8",
        "checksum invalid: 1",
        "backup 20261121-193907F is invalid",
    ]
    assert backing.faults("status: ok\n  backup: 20261121-193907F, status: valid, total") == []


def test_an_error_is_told_with_what_to_do() -> None:
    key = "ERROR: [029]: unable to load info file '/a'\n       FormatError: \x01\n"
    assert "the key does not fit" in saying.explained(key)
    assert "wait until it has ended" in saying.explained("ERROR: [050]: unable to acquire lock")
    assert saying.explained("") == "it failed without a word"


def test_how_often_is_the_longest_time_between_two_rounds() -> None:
    moments = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 5)]
    assert figures.longest_pause(moments) == 3 * DAY


def test_every_kind_that_a_policy_has_gets_a_timer() -> None:
    policy = {
        "full": "Sun 02:00",
        "differential": None,
        "incremental": "0/4:30",
        "restore_test": "08:00",
    }
    found = rounds.rounds({"records": {"policy": policy}})
    assert [each["unit"] for each in found] == [
        "pgbackrest-full-records",
        "pgbackrest-incr-records",
        "pgbackrest-rehearsal-records",
    ]
    assert found[0]["runs"] == "pgbackrest-backup@records.full.service"


COPIES = "ERROR: [056]: unable to find primary cluster - cannot proceed"


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what begins the backups of a cluster that answers with a code and some words."""
    places = {"state": str(tmp_path), "repository": str(tmp_path)}
    monkeypatch.setattr(saying, "known", lambda: places)

    def asked(code: int = 0, err: str = "") -> str:
        monkeypatch.setattr(beginning, "pgbackrest", lambda *_: saying.Done(code, "", err))
        return str(beginning.begin("records", tmp_path / "records.begun"))

    return asked


def there(folder: Path) -> None:
    """Let the repository have the archive of the cluster."""
    (folder / "archive" / "records").mkdir(parents=True)
    (folder / "archive" / "records" / "archive.info").touch()


def test_a_site_that_follows_is_asked_again_and_begins_once_it_leads(
    tmp_path: Path, cluster: Callable[..., str]
) -> None:
    assert cluster(56, COPIES) == "follows"
    assert not (tmp_path / "records.begun").exists()
    assert cluster() == "begun"
    there(tmp_path)
    assert cluster() == "known"


def test_a_repository_from_before_is_known(tmp_path: Path, cluster: Callable[..., str]) -> None:
    there(tmp_path)
    assert cluster() == "known"


def test_what_was_begun_and_is_gone_is_not_begun_anew(cluster: Callable[..., str]) -> None:
    cluster()
    with pytest.raises(beginning.BeginningError, match=r"the repository is gone.*records\.begun"):
        cluster()


def test_a_member_that_does_not_answer_is_no_sign_of_a_site_that_follows(
    cluster: Callable[..., str],
) -> None:
    with pytest.raises(beginning.BeginningError, match="unable to find primary"):
        cluster(56, f"WARN: unable to check pg1: [HostConnectError]\n{COPIES}")


def of_timeline(number: int) -> dict[str, dict[str, str]]:
    return {"archive": {"stop": f"{number:08X}00000001000000FE"}}


@pytest.mark.parametrize(
    ("backups", "timeline", "last", "due"),
    [
        ([], 0, {}, True),
        ([], 0, {"follows": True}, False),
        ([], 1, {}, True),
        ([of_timeline(1)], 1, {}, False),
        ([of_timeline(1)], 3, {}, True),
        ([of_timeline(1), of_timeline(3)], 3, {}, False),
        ([of_timeline(1)], 3, {"failed": True, "ran_at": time.time() - 60, "seconds": 1}, True),
        ([of_timeline(1)], 3, {"failed": True, "ran_at": time.time() - 60, "seconds": 900}, False),
        ([of_timeline(1)], 3, {"failed": False, "ran_at": time.time(), "seconds": 900}, True),
    ],
)
def test_a_backup_is_due_at_first_and_for_each_new_timeline(
    backups: list[object], timeline: int, last: dict[str, object], due: object
) -> None:
    assert beginning.is_due(backups, timeline, last) is due


def test_the_newest_timeline_is_read_off_what_is_archived(tmp_path: Path) -> None:
    assert beginning.newest(tmp_path) == 0
    (tmp_path / "15-1" / "0000000200000000").mkdir(parents=True)
    (tmp_path / "archive.info").touch()
    assert beginning.newest(tmp_path) == 2
    (tmp_path / "15-1" / "0000000A.history").touch()
    assert beginning.newest(tmp_path) == 10
