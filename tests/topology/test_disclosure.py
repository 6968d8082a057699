"""What is said before anything is built."""

from tests.topology.every import everywhere, load
from topology.disclosure import disclosure
from topology.flows import flows
from topology.words import Form, Size


def rows(name: str, title: str, form: Form | None = None) -> list[tuple[str, ...]]:
    [section] = [each for each in disclosure(load(name, form=form)) if each.title == title]
    return list(section.rows)


def made_on(name: str, form: Form | None = None) -> dict[str, str]:
    """Return where each scheduled job runs."""
    return {job: where for job, where, *_ in rows(name, "Scheduled jobs", form)}


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


def test_the_repository_fetches_what_pgbackrest_backs_up() -> None:
    assert made_on("logx-dc")["backup-records-full"] == "backup"
    assert ("backup", "db", "pgbackrest") in {
        (flow.source.name, flow.destination.name, flow.port_name) for flow in flows(load("logx-dc"))
    }


def test_other_backups_are_made_where_the_data_is() -> None:
    logx, qps = made_on("logx-dc"), made_on("qps-dc", "servers")
    assert logx["backup-cache-full"] == "cache"
    assert logx["backup-uploads-incremental"] == "files"
    assert logx["backup-configuration-full"] == "every host"
    assert qps["backup-records-full"] == "db"
    assert qps["backup-messages-full"] == "queue"
    assert qps["backup-logs-full"] == "search"


def test_a_restore_is_rehearsed_on_the_repository() -> None:
    restores = {where for job, where in made_on("qps-dc").items() if job.startswith("restore-")}
    assert restores == {"backup"}


def test_where_the_cloud_keeps_backups_it_makes_them() -> None:
    made = {job: where for job, where in made_on("logx-dc", "managed").items() if "backup-" in job}
    assert set(made.values()) == {"backup"}


def test_what_a_size_does_not_have_is_not_backed_up() -> None:
    small = disclosure(load("logmaster-td", size="small"))
    [jobs] = [section for section in small if section.title == "Scheduled jobs"]
    assert "restore-index" not in {row[0] for row in jobs.rows}
    assert "restore-index" in made_on("logmaster-dc")


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
