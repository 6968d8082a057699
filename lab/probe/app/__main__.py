"""`python3 -m lab.probe.app [run | job NAME | migrate up | migrate down]`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from lab.probe.app.answers import HOST, Probe
from lab.probe.app.given import CACHES, RELATIONAL, Given, given
from lab.probe.app.serving import Server
from lab.probe.app.working import work

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def main(words: list[str]) -> None:
    """Do what the manifest's command asks for."""
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(message)s")
    found = given()
    if words[:1] == ["migrate"]:
        _migrate(found, words[1])
    elif words[:1] == ["job"]:
        _job(found, words[1])
    else:
        _run(found)


def _run(found: Given) -> None:
    """Answer on the port that was given; without one, work."""
    if _text("fault") == "start":
        raise SystemExit("a fault that was built in")
    database = cache = None
    lost: tuple[type[Exception], ...] = ()
    if found.has(RELATIONAL):
        from lab.probe.app import database as relational  # noqa: PLC0415 - not on every host

        database, lost = relational.Database(found), relational.LOST
    if found.has(CACHES):
        from lab.probe.app import cache as caching  # noqa: PLC0415 - not on every host

        cache, lost = caching.Cache(found), (*lost, *caching.LOST)
    if found.port:
        release = _text("release")
        Server(Probe(found, release, HERE / "static", database, cache, _text("fault"))).run()
    else:
        work(cache, database, lost, found.retry_pause)


def _job(found: Given, name: str) -> None:
    if found.has(RELATIONAL):
        from lab.probe.app.database import Database  # noqa: PLC0415 - not on every host

        Database(found).job(name, HOST)
    logging.info("job %s ran on %s", name, HOST)


def _migrate(found: Given, direction: str) -> None:
    """Go up; down, nothing is to be undone: the former release knows the same tables."""
    from lab.probe.app import migrating  # noqa: PLC0415 - not on every host

    if direction == "up" and migrating.has_database(found):
        migrating.migrate(found, _text("fault"))
    logging.info("migrated %s", direction)


def _text(name: str) -> str:
    """Return what the build wrote beside the program."""
    path = ROOT / name
    return path.read_text().strip() if path.exists() else ""


if __name__ == "__main__":
    main(sys.argv[1:])
