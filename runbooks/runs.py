"""Which run this is: a new one, or one that was cut short, here or on another machine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from lease.record import JOURNALS, LOCK
from runbooks import automatic, failback, failover, shadow, switchover
from runbooks.heard import Heard
from runbooks.pair import Pair
from runbooks.plan import RefusedError
from runbooks.runner import Journal, Runner
from runbooks.sites import site_of, third_of
from runbooks.vigil import DRILL
from topology.environment import Environment

BOOKS: dict[str, ModuleType] = {
    "switchover": switchover,
    "failover": failover,
    "failback": failback,
    "automatic": automatic,
    "shadow": shadow,
}

SERIOUS = ("failover", "automatic")
"""Runs before which a drill gives way, also one that was killed and is nobody's."""


@dataclass(frozen=True)
class Run:
    """A run that holds the lock of its pair."""

    book: ModuleType
    pair: Pair
    journal: Journal

    def runner(self, told: Callable[[str, str], None]) -> Runner:
        """Return what does its steps."""
        return Runner(self.book.STEPS, self.pair, self.journal, told)

    def end(self) -> None:
        """Let others run."""
        self.journal.note(event="ended")
        self.journal.share()
        self.pair.lease("unlock", "--by", self.pair.run)


def folder() -> Path:
    """Return where journals lie on this machine."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "tandem" / "journal"


@contextmanager
def opened(verb: str, environment: Environment) -> Iterator[Pair]:
    """Open shells on every host of a pair; who leads is asked of the lease."""
    if environment.peer is None:
        raise RefusedError(f"{environment.name} has no peer: there is nowhere to move it")
    one, two = site_of(environment), site_of(_with_peer(environment))
    pair = Pair(one, two, f"{verb}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}")
    pair.third = third_of(environment)
    pair.connect()
    try:
        leader = pair.record["record"]["site"]
        # The lead goes from the old to the new; a site that is to follow is an old one.
        leads_already = verb == "failback"
        if (pair.old.name == leader) == leads_already:
            pair.old, pair.new = pair.new, pair.old
        yield pair
    finally:
        for session in pair.sessions.values():
            session.close()


def begun(verb: str, pair: Pair, **told: object) -> Run:
    """Start a run; refused while another has the lock. What it was told is in its journal."""
    if verb in SERIOUS:
        _end_drill(pair)
    holder = str(pair.lease("lock", "--by", pair.run)["lock"])
    run = _run(verb, pair, holder)
    run.journal.note(event="run", verb=verb, old=pair.old.name, new=pair.new.name, **told)
    return run


def _end_drill(pair: Pair) -> None:
    holder = pair.lease("read", LOCK)["value"] or ""
    if holder.startswith(DRILL):
        pair.lease("unlock", "--by", holder)


def resumed(verb: str, pair: Pair) -> Run:
    """Go on with the run that has the lock."""
    holder = pair.lease("read", LOCK)["value"]
    if not holder or not holder.startswith(verb):
        raise RefusedError(f"no {verb} was cut short: the lock is {holder or 'nobody'}'s")
    record = pair.record["record"]
    pair.run = holder
    if record["by"] == holder and record["is_open"] and record["site"] == pair.old.name:
        # It had already moved the lease, or had taken it back.
        pair.old, pair.new = pair.new, pair.old
    run = _run(verb, pair, holder)
    if kept := pair.lease("read", JOURNALS + holder)["value"]:
        run.journal.adopt(kept)
    run.journal.note(event="resumed")
    return run


def _run(verb: str, pair: Pair, name: str) -> Run:
    journal = Journal(folder() / f"{name}.jsonl", pair.keep)
    pair.heard = Heard(journal.path.with_suffix(".commands.jsonl")).note
    return Run(BOOKS[verb], pair, journal)


def _with_peer(environment: Environment) -> Environment:
    """Return the other site, with this one as its peer."""
    peer = environment.peer
    if peer is None:
        raise RefusedError(environment.name)
    return replace(peer, peer=replace(environment, peer=None))
