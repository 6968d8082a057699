"""One round: a backup, what is kept of older ones, and a verification of all that is there.

`backing.py records.full`, as the timers call it: a cluster, and full, diff or incr; `records.none`
verifies and backs nothing up.
pgBackRest itself asks every member which of them leads, and reads from a copy where there is one.
Whatever came of it is kept for figures. It ends with 1 where anything failed.
"""

from __future__ import annotations

import fcntl
import itertools
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keeping import backups, condemned
from saying import GONE, REMEDIES, Done, follows, info, is_gone, keep, known, pgbackrest, read

NO_COPY = 56
"""pgBackRest found no copy that it could read."""

_TOTALS = re.compile(r"archiveId: \S+, total WAL checked: (\d+), total valid WAL: (\d+)")
_COUNTS = re.compile(r"(missing|checksum invalid|size invalid|other): ([1-9]\d*)")
_BAD = re.compile(r"backup: (\S+), status: (?!valid)(\w+)")


def back_up(stanza: str, kind: str, *, copies: bool) -> Done:
    """Make a backup; a cluster whose copies are gone is read where it leads."""
    words = ("backup", f"--type={kind}")
    if copies:
        done = pgbackrest(stanza, *words, "--backup-standby")
        if done.code != NO_COPY:
            return done
    return pgbackrest(stanza, *words, "--no-backup-standby")


def faults(said: str) -> list[str]:
    r"""Return what a verification found wrong, in words.

    >>> faults("archiveId: 15-1, total WAL checked: 8, total valid WAL: 7\\n missing: 1")
    ['changes that are not sound: 1 of 8', 'missing: 1']
    """
    found = [
        f"changes that are not sound: {int(all_) - int(good)} of {all_}"
        for all_, good in _TOTALS.findall(said)
        if all_ != good
    ]
    found += [f"{what}: {number}" for what, number in _COUNTS.findall(said)]
    found += [f"backup {label} is {status}" for label, status in _BAD.findall(said)]
    if "No usable" in said:
        found.append(f"what the repository says of itself cannot be read: {REMEDIES['95']}")
    found += [line.strip() for line in said.splitlines() if "ERROR:" in line or "WARN:" in line]
    return list(dict.fromkeys(found))


def verified(stanza: str) -> str:
    """Read the whole repository again, and return what is wrong with it: nothing is best."""
    done = pgbackrest(stanza, "verify", "--output=text", "--verbose")
    if done.code:
        return done.why
    if gaps := missing(stanza):
        return gaps
    return "; ".join(faults(done.out))


def missing(stanza: str) -> str:
    """Return whether changes are missing between the first and the last that are there."""
    done = pgbackrest(stanza, "repo-ls", "--recurse", "--output=text", f"archive/{stanza}")
    names = sorted(re.findall(r"\b([0-9A-F]{24})-[0-9a-f]{40}", done.out))
    return "; ".join(gaps(names))


def gaps(names: Sequence[str]) -> list[str]:
    """Return where a sequence of segments of 16 MB, of any timelines, has holes.

    >>> gaps(["0000000100000000000000FE", "0000000100000000000000FF", "000000010000000100000001"])
    ['changes are missing after 0000000100000000000000FF: 1 segment']
    """
    found = []
    for first, then in itertools.pairwise(names):
        if first[:8] == then[:8] and (lost := _place(then) - _place(first) - 1) > 0:
            found.append(
                f"changes are missing after {first}: {lost} segment{'s' if lost > 1 else ''}"
            )
    return found


def _place(name: str) -> int:
    return int(name[8:16], 16) * 256 + int(name[16:], 16)


def thin_out(stanza: str, policy: dict[str, Any]) -> str:
    """Let backups go that have had their time; return what went wrong."""
    for label in condemned(backups(info(stanza)), policy["keep_seconds"], time.time()):
        done = pgbackrest(stanza, "expire", f"--set={label}")
        if done.code:
            return done.why
    return ""


def take(stanza: str, kind: str, facts: dict[str, Any], state: dict[str, Any]) -> str:
    """Make a backup where the site leads, and let older ones go; return what went wrong."""
    done = pgbackrest(stanza, "check")
    state["follows"] = follows(done)
    if state["follows"]:
        return ""
    if not done.code:
        done = back_up(stanza, kind, copies=len(facts["members"]) > 1)
    return done.why or thin_out(stanza, facts["policy"])


def run(stanza: str, kind: str, state: dict[str, Any]) -> str:
    """Do one round, noting what succeeded; return what went wrong."""
    facts = known()["stanzas"][stanza]
    if is_gone(stanza):
        # Where the site never led there is nothing to keep: beginning.py begins when it does.
        state["follows"] = not (Path(known()["state"]) / f"{stanza}.begun").exists()
        if state["follows"]:
            return ""
        # Never made anew without a word: whoever lost it must know.
        return GONE.format(state=known()["state"], stanza=stanza)
    if kind != "none" and (why := take(stanza, kind, facts, state)):
        return why
    if why := verified(stanza):
        state["verified"] = False
        return f"the repository is not sound: {why}"
    state.update(verified=True, verified_at=time.time())
    return "" if state.get("follows") else counted(stanza, state)


def counted(stanza: str, state: dict[str, Any]) -> str:
    """Note what the repository has; return what is wrong with that."""
    there = info(stanza).get("backup", [])
    if not there:
        return f"there is no backup yet: `systemctl start pgbackrest-backup@{stanza}.full`"
    last = there[-1]
    state.update(
        succeeded_at=float(last["timestamp"]["stop"]),
        size_bytes=last["info"]["size"],
        repository_bytes=sum(each["info"]["repository"]["delta"] for each in there),
        backups=len(there),
    )
    return ""


def main(words: Sequence[str]) -> int:
    """Do one round alone; whoever comes second waits."""
    stanza, _, kind = words[0].partition(".")
    path = Path(known()["state"]) / f"{stanza}.json"
    with (path.parent / f"{stanza}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = read(path)
        begun = time.time()
        try:
            why = run(stanza, kind, state)
        except (RuntimeError, OSError, KeyError, IndexError) as error:
            why = f"{type(error).__name__}: {error}"
        state.update(
            ran_at=begun, seconds=time.time() - begun, kind=kind, failed=bool(why), why=why
        )
        keep(path, state)
    sys.stderr.write(f"{words[0]}: {why}\n" if why else f"{words[0]}: good, and verified\n")
    return 1 if why else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
