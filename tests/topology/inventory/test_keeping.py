"""What is told of shared files and of backups."""

import pytest

from tests.topology.inventory.told import names, told


def test_shared_files_say_who_keeps_and_who_mounts_them() -> None:
    keeper, web = told("files")["files_shares"], told("web")["files_shares"]
    assert set(keeper) == {"uploads", "reports"}
    assert set(web) == {"uploads"}
    assert (keeper["uploads"]["kept_here"], keeper["uploads"]["mounted_here"]) == (True, False)
    assert (web["uploads"]["kept_here"], web["uploads"]["mounted_here"]) == (False, True)
    assert web["uploads"]["mount"] == "/srv/logx/uploads"
    assert names(web["uploads"]["servers"]) == [f"logx-dc-files-{n}" for n in (1, 2, 3)]
    assert names(keeper["reports"]["clients"]) == [
        f"logx-dc-{tier}-{n}" for tier in ("api", "worker") for n in (1, 2)
    ]
    assert names(keeper["uploads"]["peers"]) == [f"logx-dr-files-{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("tier", "databases", "files"),
    [
        ("edge", set(), {"configuration"}),
        ("db", {"records"}, {"configuration"}),
        ("cache", set(), {"cache", "configuration"}),
        ("files", set(), {"uploads", "reports", "configuration"}),
        ("backup", {"records"}, {"cache", "uploads", "reports", "configuration"}),
    ],
)
def test_a_tier_is_told_how_what_it_keeps_is_backed_up(
    tier: str, databases: set[str], files: set[str]
) -> None:
    found = told(tier)
    assert set(found.get("pgbackrest_stanzas", {})) == databases
    assert set(found["restic_sources"]) == files


def test_a_backup_is_kept_here_and_copied_to_the_other_site() -> None:
    found = told("db")
    records = found["pgbackrest_stanzas"]["records"]
    assert records["policy"]["keep_seconds"]["daily"] == 7 * 86_400
    assert names(records["members"]) == [f"logx-dc-db-{n}" for n in (1, 2, 3)]
    assert (records["postgresql"], records["root"]) == (5432, "/var/lib/postgresql")
    assert names(found["pgbackrest_repository"]["members"]) == ["logx-dc-backup-1"]
    assert names(found["pgbackrest_offsite"]["members"]) == ["logx-dr-backup-1"]
    assert found["pgbackrest_repository"]["ports"] == {"pgbackrest": 8432}
    assert found["restic_repository"]["ports"]["ssh"] == 22


def test_what_is_backed_up_as_files_says_where_it_is() -> None:
    sources = told("backup")["restic_sources"]
    assert sources["uploads"]["kept"] == "/srv/gluster/uploads/brick"
    assert names(sources["uploads"]["keepers"]) == [f"logx-dc-files-{n}" for n in (1, 2, 3)]
    assert (sources["cache"]["engine"], sources["cache"]["kept"]) == ("redis", "/var/lib/redis")
    assert (sources["configuration"]["keepers"], sources["configuration"]["engine"]) == ([], None)
