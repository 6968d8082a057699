"""What is said before anything is built."""

from tests.topology.every import everywhere, load
from topology.disclosure import disclosure
from topology.words import Form, Size


def rows(name: str, title: str) -> list[tuple[str, ...]]:
    [section] = [each for each in disclosure(load(name)) if each.title == title]
    return list(section.rows)


def test_a_system_account_is_said_with_the_tiers_that_have_it() -> None:
    assert ("postgres", "postgres", "db", "postgresql, pgbouncer") in rows(
        "logx-dc", "System accounts"
    )


def test_a_process_is_said_with_what_it_starts_after_and_where_it_answers() -> None:
    assert (
        "logx-api.service",
        "api",
        "logx",
        "nginx, data-proxy",
        "/health",
        "The API",
    ) in rows("logx-dc", "Processes")


def test_a_program_is_said_once() -> None:
    units = [row[0] for row in rows("logx-dc", "Processes")]
    assert len(units) == len(set(units))


def test_backups_and_rehearsed_restores_are_scheduled_jobs() -> None:
    jobs = {row[0]: row[3] for row in rows("logx-dc", "Scheduled jobs")}
    assert jobs["backup-records-full"] == "Sun 02:00"
    assert jobs["restore-records"] == "*-01,04,07,10-01 08:00"


def test_a_port_of_every_host_is_said_once() -> None:
    assert ("22/tcp", "ssh", "base", "every host") in rows("logx-dc", "Ports that listen")


def test_traffic_that_stays_inside_is_neither_in_nor_out() -> None:
    for title in ("Traffic from outside", "Traffic to outside"):
        assert not any(
            who.startswith("api") and to.startswith("db") for who, to, *_ in rows("logx-dc", title)
        )


def test_an_environment_without_a_peer_says_nothing_of_one() -> None:
    said = rows("logx-td", "Traffic from outside") + rows("logx-td", "Traffic to outside")
    assert not any("peer" in cell for row in said for cell in row)


@everywhere
def test_every_row_has_a_cell_for_each_heading(chosen: tuple[str, Size, Form]) -> None:
    for section in disclosure(load(*chosen)):
        assert section.rows, section.title
        assert all(len(row) == len(section.headings) for row in section.rows)
