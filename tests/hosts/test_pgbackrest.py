"""PostgreSQL's backups: archived at once, verified, and every kind of damage found and named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("pgbackrest")

PROGRAMS = "/usr/local/lib/tandem/pgbackrest"
SMALL = 2_000_000_000
"""Bytes of a repository that may be copied to break it."""
STATE = "/var/lib/tandem/pgbackrest"
COPY = f"{STATE}/rehearsals/broken"
ROUND = 300
"""Seconds that a round may be at work while it is asked for: the first begins with the converge."""


def keeps(facts: Facts) -> bool:
    """Tell whether a host keeps the repository."""
    return facts["name"] in {each["name"] for each in facts["pgbackrest_repository"]["members"]}


def mine(facts: Facts) -> list[str]:
    """Return the clusters that a host is a member of."""
    return [
        name
        for name, stanza in facts["pgbackrest_stanzas"].items()
        if facts["name"] in {each["name"] for each in stanza["members"]}
    ]


def ask(host: Any, facts: Facts, statement: str) -> str:
    """Return what a member answers."""
    port = next(iter(facts["pgbackrest_stanzas"].values()))["postgresql"]
    psql = f"psql -XAt -h /var/run/postgresql -p {port} -d postgres"
    return str(host.check_output(f'cd / && runuser -u postgres -- {psql} -c "{statement}"'))


def test_every_member_hands_its_changes_to_the_repository(host: Any, facts: Facts) -> None:
    if not mine(facts):
        pytest.skip("no member")
    assert "archive-push" in ask(host, facts, "SHOW archive_command")
    assert ask(host, facts, "SHOW archive_mode") == "on"


def test_a_change_reaches_the_repository_at_once(host: Any, facts: Facts) -> None:
    if not mine(facts) or ask(host, facts, "SELECT pg_is_in_recovery()") == "t":
        pytest.skip("does not lead")
    ask(host, facts, "SELECT pg_current_xact_id()")
    segment = ask(host, facts, "SELECT pg_walfile_name(pg_switch_wal())")
    loop = (
        f"for i in $(seq 60); do test \"$({_archived(facts)})\" '<' {segment} || exit 0; "
        "sleep 1; done; exit 1"
    )
    assert host.run(loop).rc == 0


def _archived(facts: Facts) -> str:
    port = next(iter(facts["pgbackrest_stanzas"].values()))["postgresql"]
    asked = "SELECT last_archived_wal FROM pg_stat_archiver"
    return f"cd / && runuser -u postgres -- psql -XAt -h /var/run/postgresql -p {port} -c '{asked}'"


def test_the_key_of_the_repository_is_nowhere_else(host: Any, facts: Facts) -> None:
    said = host.run("grep -rl cipher-pass /etc/pgbackrest").stdout.split()
    assert said == (["/etc/pgbackrest/repository.conf"] if keeps(facts) else [])
    if keeps(facts):
        file = host.file("/etc/pgbackrest/repository.conf")
        assert (file.user, file.mode) == ("root", 0o640)


def test_a_member_reaches_its_own_backups_alone(host: Any, facts: Facts) -> None:
    if not mine(facts):
        pytest.skip("no member")
    words = "pgbackrest --config=/etc/pgbackrest/pgbackrest.conf --log-level-file=off info"
    said = host.run(f"cd / && runuser -u postgres -g postgres -G tls -- {words} --stanza=another")
    assert "access denied" in said.stdout + said.stderr


def test_every_round_has_its_timer(host: Any, facts: Facts) -> None:
    if not keeps(facts):
        pytest.skip("keeps no repository")
    words = {"full": "full", "differential": "diff", "incremental": "incr"}
    wanted = {
        f"pgbackrest-{kind}-{name}.timer"
        for name, stanza in facts["pgbackrest_stanzas"].items()
        for word, kind in words.items()
        if stanza["policy"][word]
    }
    said = host.check_output("systemctl list-timers --all --no-legend 'pgbackrest-*'")
    assert wanted <= set(said.split())


def test_the_last_round_was_good_and_all_was_found_sound(
    host: Any,
    facts: Facts,
    everyone: Mapping[str, Facts],
    stands: str,
) -> None:
    if not keeps(facts):
        pytest.skip("keeps no repository")
    there = [
        name
        for name, stanza in facts["pgbackrest_stanzas"].items()
        if any(each["name"] in everyone for each in stanza["members"])
    ]
    if not there:
        pytest.skip("no database is up")
    for name in there:
        if stands == "follows" and not host.file(f"{STATE}/{name}.begun").exists:
            pytest.skip("its site never led: its backups begin when it does")
        state = last_round(host, name)
        assert (state["failed"], state["verified"]) == (False, True), state["why"]


def last_round(host: Any, name: str) -> dict[str, Any]:
    """Return what came of the last round, once none is at work."""
    kept, lock = f"{STATE}/{name}.json", f"{STATE}/{name}.lock"
    ended = f"until test -e {kept}; do sleep 1; done; flock {lock} cat {kept}"
    said = host.run(f"timeout {ROUND} sh -c '{ended}'")
    assert said.rc == 0, f"no round of {name} came to its end in {ROUND} s"
    return dict(json.loads(said.stdout))


@pytest.fixture
def copy(host: Any, facts: Facts) -> Iterator[str]:
    """Copy a small repository, with a configuration of its own, to break it."""
    if not keeps(facts):
        pytest.skip("keeps no repository")
    data = facts["pgbackrest_services"]["pgbackrest"]["data"]
    if int(host.check_output(f"du -sb {data}").split()[0]) > SMALL:
        pytest.skip("too large to copy")
    host.check_output(f"rm -rf {COPY} && mkdir {COPY} && cp -a {data} {COPY}/repository")
    conf = "/etc/pgbackrest/repository.conf"
    host.check_output(f"sed 's#{data}#{COPY}/repository#' {conf} > {COPY}/repository.conf")
    places = {conf: f"{COPY}/repository.conf", data: f"{COPY}/repository", STATE: COPY}
    known = "sed '" + "; ".join(f's#"{old}"#"{new}"#' for old, new in places.items()) + "'"
    host.check_output(f"{known} /etc/pgbackrest/tandem.json > {COPY}/tandem.json")
    host.check_output(f"mkdir {COPY}/rehearsals && chown -R pgbackrest: {COPY}")
    yield COPY
    host.check_output(f"rm -rf {COPY}")


def verified(host: Any, facts: Facts) -> str:
    """Verify the copy, as a round does, and return what is said to be wrong with it."""
    name = next(iter(facts["pgbackrest_stanzas"]))
    words = f"TANDEM_PGBACKREST={COPY}/tandem.json python3 {PROGRAMS}/backing.py {name}.none"
    done = host.run(f"cd / && runuser -u pgbackrest -- env {words}")
    assert (done.rc == 0) == ("good" in done.stderr)
    return str(done.stderr)


SEGMENTS = f"find {COPY}/repository/archive -name '0*.zst' -o -name '0*.gz' | sort"

DAMAGE = "printf x | dd of=$f bs=1 seek=99 conv=notrunc"

BREAKS = {
    "nothing": ("true", "good, and verified"),
    "a change that is damaged": (
        f"f=$({SEGMENTS} | tail -n 2 | head -n 1) && {DAMAGE}",
        "changes that are not sound: 1",
    ),
    "a change that is missing": (
        f"rm $({SEGMENTS} | tail -n 2 | head -n 1)",
        "changes are missing after",
    ),
    "a backup that is damaged": (
        (
            f"f=$(find {COPY}/repository/backup -path '*/base/*' -type f -size +3k | head -n 1) && "
            f"{DAMAGE}"
        ),
        "is invalid",
    ),
    "another key": (
        f"sed -i 's/cipher-pass=.*/cipher-pass=another/' {COPY}/repository.conf",
        "the key does not fit",
    ),
    "a repository that is gone": (f"rm -rf {COPY}/repository/*", "is gone"),
}
"""By what is broken: how, and words that must be said of it."""


@pytest.mark.damage
@pytest.mark.parametrize("what", BREAKS)
def test_damage_is_found_before_it_is_needed(host: Any, facts: Facts, copy: str, what: str) -> None:
    assert copy
    how, words = BREAKS[what]
    assert host.run(how).rc == 0
    assert words in verified(host, facts)
