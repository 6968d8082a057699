"""Take up a cluster's backups when its site leads: `beginning.py records`, asked again and again.

At a site that follows no member takes writes, and its backups would be copies of another's. As soon
as one does, the repository is made to know the cluster; with `--back-up` the first backup follows,
since what was kept before has a gap from then on. What was begun once and is gone is never begun
anew. Prints `begun`, `known` or `follows`; ends with 1 where it failed.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Sequence
from pathlib import Path

import backing
from saying import GONE, follows, is_gone, known, pgbackrest


class BeginningError(Exception):
    """It could not begin."""


def begin(stanza: str, mark: Path) -> str:
    """Return how the repository stands to a cluster, after it was made to know it."""
    was_there = not is_gone(stanza)
    if mark.exists() and not was_there:
        raise BeginningError(GONE.format(state=mark.parent, stanza=stanza))
    made = pgbackrest(stanza, "stanza-create")
    if follows(made):
        return "follows"
    if made.code:
        raise BeginningError(made.why)
    # Not before it began: a round that came too early, or a run cut short, is no sign of it.
    if not mark.exists():
        mark.touch(mode=0o644)
    return "known" if was_there else "begun"


def comes_to_lead(said: str, mark: Path) -> bool:
    """Tell whether the site leads and did not when this was last asked."""
    led = mark.exists()
    if said == "follows":
        mark.unlink(missing_ok=True)
    else:
        mark.touch(mode=0o644)
    return said != "follows" and not led


def main(words: Sequence[str]) -> int:
    """Begin alone; while a round is at work there is nothing to begin."""
    stanza, *more = words
    state = Path(known()["state"])
    with (state / f"{stanza}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            said = begin(stanza, state / f"{stanza}.begun")
        except BeginningError as error:
            sys.stderr.write(f"{stanza}: {error}\n")
            return 1
    sys.stdout.write(f"{said}\n")
    if more == ["--back-up"] and comes_to_lead(said, state / f"{stanza}.leads"):
        return backing.main([f"{stanza}.incr"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
