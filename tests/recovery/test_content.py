"""A row of the copy is damaged on its disk, as a bad disk would: its timer finds it, and names it.

The checksum of the page is made to fit, so that PostgreSQL itself has nothing to say.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.recovery.rig import Rig, host, other

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

TABLE = "spoiled"
SOUND, SPOILED = "a row as it was written", "a row as it was wr1tten"
STATE = "/var/lib/tandem/content/state.json"
PROGRAM = "/usr/local/sbin/tandem-content"
WAIT = 60.0
"""Seconds within which a database that was started follows again."""
FIND = "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('{}')"
CHECKSUMS = "/usr/lib/postgresql/*/bin/pg_checksums"


def sql(rig: Rig, site: str, text: str) -> str:
    """Ask a site's database as its superuser."""
    return rig.on(host(site), f"runuser -u postgres -- psql -XAtqc {json.dumps(text)}").strip()


def compared(rig: Rig, site: str) -> dict[str, list[dict[str, object]]]:
    """Let the timer's program come now, and return what it keeps."""
    rig.on(host(site), "systemctl start tandem-content.service")
    found: dict[str, list[dict[str, object]]] = json.loads(rig.on(host(site), f"cat {STATE}"))
    return found


def until(rig: Rig, site: str, text: str) -> None:
    """Wait until a site's database answers yes; while it starts it answers nothing."""
    end = time.monotonic() + WAIT
    while True:
        try:
            if sql(rig, site, text) == "t":
                return
        except AssertionError:
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, text
        time.sleep(0.2)


def settled(rig: Rig, leads: str, follows: str) -> None:
    """Have all that was written on the copy's disk, and nothing of it still to be replayed.

    Frozen, since a first reader's hint bits would be sent as a whole page, which mends the copy's.
    """
    sql(rig, leads, f"VACUUM (FREEZE) {TABLE}")
    sql(rig, leads, "CHECKPOINT")
    last = sql(rig, leads, "SELECT pg_current_wal_insert_lsn()")
    until(rig, follows, f"SELECT pg_last_wal_replay_lsn() >= '{last}'")
    sql(rig, follows, "CHECKPOINT")


@pytest.fixture
def spoiled(rig: Rig) -> Iterator[str]:
    """Return the site that follows, one row of whose copy is another; nothing of it is left."""
    leads = rig.record()["site"]
    follows = other(leads)
    sql(rig, leads, f"CREATE TABLE {TABLE} AS SELECT '{SOUND}'::text AS word")
    try:
        settled(rig, leads, follows)
        path = sql(rig, follows, FIND.format(TABLE))
        folder = sql(rig, follows, "SHOW data_directory")
        rig.on(host(follows), "systemctl stop patroni")
        try:
            rig.on(host(follows), f"sed -i 's/{SOUND}/{SPOILED}/' {path}")
            for way in ("--disable", "--enable"):
                rig.on(host(follows), f"runuser -u postgres -- {CHECKSUMS} {way} -D {folder}")
        finally:
            rig.on(host(follows), "systemctl start patroni")
        until(rig, follows, "SELECT count(*) = 1 FROM pg_stat_wal_receiver")
        yield follows
    finally:
        sql(rig, leads, f"DROP TABLE IF EXISTS {TABLE}")


def test_a_damaged_row_is_found_named_and_forgotten_once_it_is_gone(rig: Rig, spoiled: str) -> None:
    leads = other(spoiled)
    assert sql(rig, leads, f"TABLE {TABLE}") == SOUND
    assert sql(rig, spoiled, f"TABLE {TABLE}") == SPOILED
    begun = time.monotonic()
    rig.on(host(spoiled), f"{PROGRAM} anew")
    assert compared(rig, spoiled)["different"] == [
        {
            "range": {"database": "postgres", "table": f"public.{TABLE}", "number": 0},
            "pages": [0],
        }
    ]
    rig.figures.add("a damaged row of the copy is named", time.monotonic() - begun)
    assert "\ntandem_content_differing_ranges 1\n" in rig.on(host(spoiled), f"{PROGRAM} figures")
    said = json.loads(rig.tandem("ready", leads, "--json", code=3))
    [why] = [each["why"] for each in said["checks"] if each["check"] == "content"]
    named = f"postgres: public.{TABLE}, page 0"
    assert [named in each for each in why] == [True, True]  # by its timer, and by a look now
    sql(rig, leads, f"DROP TABLE {TABLE}")
    assert compared(rig, spoiled)["different"] == []
