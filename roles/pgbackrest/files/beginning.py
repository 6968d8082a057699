"""Let the repository know a cluster once a member of it takes writes: `beginning.py records`.

None does at a site that follows: its backups begin when it comes to lead, by a timer that asks
again and again. What was begun once and is gone is never begun anew. Prints `begun`, `known` or
`follows`; ends with 1 where it failed.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Sequence
from pathlib import Path

from saying import GONE, is_gone, known, pgbackrest

FOLLOWS = "in recovery"
"""What pgBackRest says where every member that answers is a copy."""


class BeginningError(Exception):
    """It could not begin."""


def begin(stanza: str, mark: Path) -> str:
    """Return how the repository stands to a cluster, after it was made to know it."""
    if mark.exists():
        if is_gone(stanza):
            raise BeginningError(GONE.format(state=mark.parent, stanza=stanza))
        return "known"
    was_there = not is_gone(stanza)
    made = pgbackrest(stanza, "stanza-create")
    if FOLLOWS in f"{made.out}{made.err}":
        return "follows"
    if made.code:
        raise BeginningError(made.why)
    # Not before it began: a round that came too early, or a run cut short, is no sign of it.
    mark.touch(mode=0o644)
    return "known" if was_there else "begun"


def main(words: Sequence[str]) -> int:
    """Begin alone; once it has begun, nobody is waited for."""
    stanza = words[0]
    mark = Path(known()["state"]) / f"{stanza}.begun"
    try:
        if mark.exists():
            said = begin(stanza, mark)
        else:
            with mark.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                said = begin(stanza, mark)
    except BeginningError as error:
        sys.stderr.write(f"{stanza}: {error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
