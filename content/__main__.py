"""`tandem-content round|anew|figures`: what a timer of a database's host runs, and monitoring asks.

A round reads /etc/tandem/content/settings.json, and keeps what it knows in a file that all may
read. That it cannot go on, since the site that leads is gone, is a figure and no failed unit.
"""

from __future__ import annotations

import fcntl
import json
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]  # has no types

from content.comparing import LateError
from content.databases import Copy, Leader
from content.round import Clocks, Pace, go_on
from content.state import State, anew, figures, following, parsed, resting

SETTINGS = Path("/etc/tandem/content/settings.json")
CLOCKS = Clocks(time.time, time.monotonic, time.sleep)


@dataclass(frozen=True)
class Told:
    """What this host was told."""

    peers: list[str]
    """Members of the other site's cluster."""
    leading: dict[str, Any]
    """How libpq reaches whoever of them leads."""
    copy: dict[str, Any]
    """How it reaches the database of this host."""
    pace: Pace
    question: float
    """Seconds that one question may take."""
    patience: float
    """Seconds that the copy may lag behind."""
    state: Path


def told(path: Path = SETTINGS) -> Told:
    """Read the settings."""
    found = json.loads(path.read_text())
    return Told(**{**found, "pace": Pace(**found["pace"]), "state": Path(found["state"])})


def known(path: Path) -> State:
    """Return what was remembered; nothing at first, and where it cannot be read."""
    try:
        return parsed(path.read_text())
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return State()


def keep(path: Path, state: State) -> None:
    """Replace the file whole: whoever reads it meanwhile has the old one."""
    new = path.with_suffix(".new")
    new.write_text(state.text())
    new.chmod(0o644)
    new.replace(path)


def piece(settings: Told, state: State) -> State:
    """Do one run of the timer."""
    leader = Leader(settings.leading, settings.question)
    copy = Copy(settings.copy, settings.question, patience=settings.patience)
    try:
        is_copy, sender, timeline = copy.source()
        if not is_copy or (sender and sender not in settings.peers):
            return resting(state)
        if not sender:
            return replace(state, problem="it hears nobody whom it could copy")
        state = replace(following(state, timeline, time.time()), every=settings.pace.every)
        try:
            done = go_on(state, (leader, copy), leader.ranges(), settings.pace, CLOCKS)
        except (psycopg2.Error, LateError) as error:
            return replace(state, problem=str(error).strip() or type(error).__name__)
        return replace(done, problem="")
    finally:
        leader.close()
        copy.close()


def main(words: list[str]) -> int:
    """Do what was asked."""
    settings = told()
    if words == ["figures"]:
        sys.stdout.write(figures(known(settings.state)))
        return 0
    if words not in (["round"], ["anew"]):
        sys.stderr.write("usage: tandem-content round|anew|figures\n")
        return 2
    # Without its folder the host is being taken out.
    with suppress(FileNotFoundError), settings.state.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.stdout.write(once(settings, is_new=words == ["anew"]))
    return 0


def once(settings: Told, *, is_new: bool) -> str:
    """Do one run alone, keep what came of it, and return what is news."""
    state = known(settings.state)
    if is_new:
        state = anew(state, time.time())
    before = state.different
    try:
        state = piece(settings, state)
    except psycopg2.Error as error:
        state = replace(state, problem=f"its own database: {str(error).strip()}")
    keep(settings.state, replace(state, looked=time.time()))
    lines = [f"different: {each}" for each in state.different if each not in before]
    lines += [f"cannot go on: {state.problem}"] if state.problem else []
    return "".join(f"{each}\n" for each in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
