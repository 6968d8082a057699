"""Take up a cluster's backups when its site leads: `beginning.py records`, asked again and again.

At a site that follows no member takes writes, and nothing is archived. As soon as one does, the
repository is made to know the cluster; with `--back-up` a backup follows each time the cluster has
begun another timeline, since what was kept before may have a gap from there on. What was begun once
and is gone is never begun anew. Prints `begun`, `known`, `follows` or `busy`; ends with 1 where it
failed.
"""

from __future__ import annotations

import fcntl
import re
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import backing
from saying import GONE, archive, follows, info, is_gone, known, pgbackrest, read

REST = 10
"""How many times as long as a backup that failed took is waited before the next."""
_TIMELINE = re.compile(r"[0-9A-F]{8}(?=[0-9A-F]{8}$|\.history)")


class BeginningError(Exception):
    """It could not begin."""


def begin(stanza: str, mark: Path) -> str:
    """Return how the repository stands to a cluster, after it was made to know it."""
    if not is_gone(stanza):
        remember(mark)
        return "known"
    if mark.exists():
        raise BeginningError(GONE.format(state=mark.parent, stanza=stanza))
    made = pgbackrest(stanza, "stanza-create")
    if follows(made):
        return "follows"
    if made.code:
        raise BeginningError(made.why)
    # Not before it began: a round that came too early, or a run cut short, is no sign of it.
    remember(mark)
    return "begun"


def remember(mark: Path) -> None:
    """Keep that it began."""
    if not mark.exists():
        mark.touch()
        mark.chmod(0o644)


def newest(folder: Path) -> int:
    """Return the newest timeline that is archived: PostgreSQL begins with its history."""
    found = (_TIMELINE.match(each.name) for each in folder.glob("*/*"))
    return max((int(each[0], 16) for each in found if each), default=0)


def is_due(there: Sequence[Mapping[str, Any]], timeline: int, last: Mapping[str, Any]) -> bool:
    """Tell whether a backup is missing: none at all, or none since the cluster began its timeline.

    The first waits for no change to be archived, which may take its time: it asks for one itself.
    """
    if not there and not last:
        return True
    backed_up = max((int(each["archive"]["stop"][:8], 16) for each in there), default=0)
    rest = REST * last.get("seconds", 0.0) if last.get("failed") else 0.0
    return backed_up < timeline and time.time() - last.get("ran_at", 0.0) >= rest


def main(words: Sequence[str]) -> int:
    """Begin alone; while a round is at work there is nothing to begin."""
    stanza, *more = words
    state = Path(known()["state"])
    with (state / f"{stanza}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            said = begin(stanza, state / f"{stanza}.begun")
            due = more == ["--back-up"] and is_due(
                info(stanza).get("backup", []),
                newest(archive(stanza)),
                read(state / f"{stanza}.json"),
            )
        except BlockingIOError:
            said, due = "busy", False
        except (BeginningError, RuntimeError) as error:
            sys.stderr.write(f"{stanza}: {error}\n")
            return 1
    sys.stdout.write(f"{said}\n")
    return backing.main([f"{stanza}.incr"]) if due else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
