"""A restore drill: mark a second, restore to it in isolation, compare, destroy, tell.

The living cluster is only read, but for one empty transaction and the end of a segment: without
them nothing would say that the chosen second is over. What is restored stands on the repository's
host, in a unit without a network, and goes away with it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from restore.judgement import Contents, Finding, TableFinding, findings, tables
from restore.reach import Reach, ReachError, by
from topology.environment import Environment
from topology.inventory import inventory

PROGRAMS = "/usr/local/lib/tandem/pgbackrest"
SOCKETS = "/var/run/postgresql"
PATIENCE = 180.0
"""Seconds that a change may take to reach the repository."""

ISOLATED = ("PrivateNetwork=yes", "PrivateTmp=yes", "NoNewPrivileges=yes", "ProtectHome=yes")

Told = Callable[[str], None]


class DrillError(Exception):
    """A drill that could not be carried out: why, and what to do."""


@dataclass(frozen=True)
class Place:
    """Who is asked: the repository, and the members, of whom any may lead."""

    environment: str
    store: str
    keeper: str
    account: str
    members: tuple[str, ...]
    port: str
    allowed: float


@dataclass
class Drill:
    """What came of a drill."""

    environment: str
    store: str
    to: str
    leader: str
    keeper: str
    begun: str
    failed: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    bytes: int = 0
    findings: list[Finding] = field(default_factory=list)
    tables: list[TableFinding] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Tell whether the restore is proven."""
        return not self.failed and not any(each.verdict == "bad" for each in self.findings)

    @property
    def took(self) -> float:
        """Return how long the restore itself took."""
        return round(sum(self.seconds.values()), 1)


def places(environment: Environment) -> dict[str, Place]:
    """Return every cluster whose backups can be rehearsed, by its store."""
    found = inventory(environment)
    everyone = found["_meta"]["hostvars"]
    for group in found.values():
        told = group.get("vars", {})
        members = group.get("hosts", ())
        stanzas = told.get("pgbackrest_stanzas", {})
        keepers = [
            each["name"] for each in told.get("pgbackrest_repository", {}).get("members", ())
        ]
        if stanzas and set(keepers) & set(members) & set(everyone):
            user = told["pgbackrest_services"]["pgbackrest"]["user"]
            return {
                name: Place(
                    environment.name,
                    name,
                    keepers[0],
                    user,
                    tuple(each["name"] for each in stanza["members"]),
                    str(stanza["postgresql"]),
                    environment.targets.rto,
                )
                for name, stanza in stanzas.items()
            }
    return {}


def drill(place: Place, to: datetime | None, reach: Reach, told: Told) -> Drill:
    """Carry a drill out, and keep on the repository's host that the restore was good."""
    leader = leading(place, reach)
    told(f"{leader} leads, as it says itself")
    before = None if to else holds(place, leader, None, reach)
    second = moment(to) if to else ask(place, leader, "SELECT clock_timestamp()", reach)
    told(f"the second is {second}; what lives is read, and the changes are archived")
    archived(place, leader, reach)
    after = holds(place, leader, second, reach)
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    found = Drill(place.environment, place.store, second, leader, place.keeper, begun)
    told(f"{place.keeper} restores, in isolation")
    rehearsed = rehearse(place, second, reach)
    judge(found, place, before, after, rehearsed)
    if found.is_good:
        words = (f"{PROGRAMS}/rehearsing.py", place.store, f"--prove={found.took}")
        reach(place.keeper, by(place.account, "python3", *words))
        told("the proof is kept with the repository's figures")
    return found


def judge(
    found: Drill, place: Place, before: Contents | None, after: Contents, said: Mapping[str, Any]
) -> None:
    """Put what a rehearsal said into the drill."""
    if "failed" in said:
        found.failed = str(said["failed"])
        return
    found.seconds, found.bytes = dict(said["seconds"]), said["bytes"]
    found.tables = tables(before, after, said["contents"])
    found.findings = findings(before, after, said, place.allowed)


def moment(to: datetime) -> str:
    """Return a moment as PostgreSQL and pgBackRest both read it; without a zone it is UTC.

    >>> moment(datetime(2026, 1, 31, 12, 0))
    '2026-01-31 12:00:00.000000+00'
    """
    there = (to if to.tzinfo else to.replace(tzinfo=UTC)).astimezone(UTC)
    return there.strftime("%Y-%m-%d %H:%M:%S.%f+00")


def ask(place: Place, host: str, statement: str, reach: Reach) -> str:
    """Return the last line of what a member answers."""
    place_words = ("-h", SOCKETS, "-p", place.port, "-d", "postgres")
    words = ("env", "PGTZ=UTC", "psql", "-XAtq", *place_words, "-c", statement)
    return reach(host, by("postgres", *words)).strip().splitlines()[-1]


def leading(place: Place, reach: Reach) -> str:
    """Return who leads: every member is asked, now."""
    for member in place.members:
        try:
            if ask(place, member, "SELECT pg_is_in_recovery()", reach) == "f":
                return member
        except (ReachError, IndexError):
            continue
    asked = ", ".join(place.members)
    raise DrillError(f"nobody leads {place.store}: {asked} were asked; see `patronictl list`")


def holds(place: Place, host: str, at: str | None, reach: Reach) -> Contents:
    """Return what a member holds."""
    words = (f"{PROGRAMS}/contents.py", SOCKETS, place.port, *([at] if at else []))
    found: Contents = json.loads(reach(host, by("postgres", "python3", *words)))
    return found


def archived(place: Place, leader: str, reach: Reach) -> None:
    """Let a transaction follow the second, end the segment, and wait until it is archived."""
    ask(place, leader, "SELECT pg_current_xact_id()", reach)
    segment = ask(place, leader, "SELECT pg_walfile_name(pg_switch_wal())", reach)
    end = time.monotonic() + PATIENCE
    said = ""
    while time.monotonic() < end:
        said = ask(place, leader, "SELECT last_archived_wal FROM pg_stat_archiver", reach)
        if said[:24] >= segment:
            return
        time.sleep(1)
    why = f"{segment} did not reach {place.keeper} in {PATIENCE:.0f} s; the last that did is {said}"
    raise DrillError(f"{why}. The journal of Patroni on {leader} says why")


def isolated(place: Place, program: str, *words: str) -> str:
    """Return what runs a program on the repository's host, as its account, where nobody is reached.

    A failed one leaves no unit behind.
    """
    unit = [f"--property={each}" for each in (f"User={place.account}", *ISOLATED)]
    asked = ("systemd-run", "--pipe", "--wait", "--quiet", "--collect", *unit)
    return by("root", *asked, "python3", f"{PROGRAMS}/{program}", *words)


def rehearse(place: Place, second: str, reach: Reach) -> Mapping[str, Any]:
    """Return what the repository's host says of its restore; a failed one says why."""
    command = isolated(place, "rehearsing.py", place.store, f"--to={second}", "--look")
    try:
        said = reach(place.keeper, command)
    except ReachError as error:
        said = error.out
        if not said.startswith("{"):
            raise
    found: Mapping[str, Any] = json.loads(said)
    return found
