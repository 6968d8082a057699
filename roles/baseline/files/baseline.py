"""Read what a host is, and keep what it was when a converge had made it so.

    baseline.py read | start | record | accept

`read` prints what is there, and what was kept, as JSON; it changes nothing. `start` is said before
a converge and `record` after it: what changed between the two is the converge's own doing, and is
kept as known; what was there before, and nobody declared, stays unknown. The first `record` keeps
everything. `accept` keeps all that is there now. The last three print whether that was news.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import contents
import network
import services
import system
from asking import Items, read_all
from merging import Reading, merged

FOLDER = Path("/var/lib/tandem/baseline")
KNOWN = "known.json"
BEFORE = "before.json"
READS = 1
"""Raised whenever something is read otherwise: what is known by another count is not compared."""

READERS: dict[str, Callable[[], Items]] = {
    "users": system.users,
    "groups": system.groups,
    "keys": system.keys,
    "packages": system.packages,
    "units": system.units,
    "mounts": system.mounts,
    "ssh": system.ssh,
    "listening": network.listening,
    "filters": network.filters,
    "sysctl": network.sysctl,
    "routes": network.routes,
    "certificates": services.certificates,
    "postgresql": services.postgresql,
    "redis": services.redis,
    "balancers": services.balancers,
    "files": contents.files,
    "packaged": contents.packaged,
    "privileged": contents.privileged,
}


def read() -> Reading:
    """Return all that is there now."""
    return read_all(READERS)


def load(name: str, folder: Path = FOLDER) -> Reading | None:
    """Return what was kept under a name; nothing where nothing was."""
    path = folder / name
    if not path.exists():
        return None
    kept: Reading = json.loads(path.read_text())["items"]
    return kept


def comparable(folder: Path = FOLDER) -> Reading | None:
    """Return what is known, where it was read as it is read now."""
    path = folder / KNOWN
    is_ours = path.exists() and json.loads(path.read_text()).get("reads") == READS
    return load(KNOWN, folder) if is_ours else None


def keep(name: str, reading: Reading, folder: Path = FOLDER) -> None:
    """Keep a reading for root alone; whoever stops this leaves the old one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{name}.new"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    kept = {"at": int(time.time()), "reads": READS, "items": reading}
    draft.write_text(json.dumps(kept, indent=1) + "\n")
    draft.replace(folder / name)


def start() -> bool:
    """Remember what was there before a converge; one that was interrupted had its own before."""
    if load(KNOWN) is not None and load(BEFORE) is None:
        keep(BEFORE, read())
    return False


def record() -> bool:
    """Keep what a converge changed; everything, where nothing is known yet."""
    known, before, now = load(KNOWN), load(BEFORE), read()
    if known is not None and before is None:
        return False
    kept = now if known is None or before is None else merged(known, before, now)
    if kept != known or comparable() is None:
        keep(KNOWN, kept)
    (FOLDER / BEFORE).unlink(missing_ok=True)
    return kept != known


def accept() -> bool:
    """Keep all that is there now."""
    known, now = load(KNOWN), read()
    kept = now if known is None else merged(known, known, now)
    keep(KNOWN, kept)
    (FOLDER / BEFORE).unlink(missing_ok=True)
    return kept != known


def main(word: str) -> None:
    """Do what the command line says."""
    doing = {"start": start, "record": record, "accept": accept}
    if word == "read":
        json.dump({"known": comparable(), "now": read()}, sys.stdout)
    elif word in doing:
        json.dump({"changed": doing[word]()}, sys.stdout)
    else:
        sys.exit(str(__doc__))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
