"""`following.py SETTINGS`: let this primary send users to the site that has the lease.

A runbook tells every primary that answers. One that was away, or refused, asks the lease by itself:
when it starts, and from time to time. While a move is under way nobody has the lease, and nothing
is changed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Run = Callable[[Sequence[str], str], str]


def run(words: Sequence[str], given: str) -> str:
    """Run a program, and return what it says."""
    done = subprocess.run(
        words, input=given, check=True, capture_output=True, text=True, timeout=20
    )
    return done.stdout


def wanted(record: Mapping[str, Any] | None, entries: Mapping[str, Sequence[str]]) -> list[str]:
    """Return where users belong; nowhere, while nobody has the lease.

    >>> wanted({"site": "dr", "is_open": True}, {"dr": ["10.0.0.2", "10.0.0.1"]})
    ['10.0.0.1', '10.0.0.2']
    >>> wanted({"site": "dr", "is_open": False}, {"dr": ["10.0.0.2"]})
    []
    """
    if not record or not record["is_open"]:
        return []
    return sorted(entries.get(str(record["site"]), ()))


def update(told: Mapping[str, Any], addresses: Sequence[str]) -> str:
    """Return what `nsupdate` is told: all or nothing."""
    zone, ttl = told["zone"], told["ttl"]
    lines = [f"server {told['server']}", f"zone {zone}", f"update delete {zone} A"]
    lines += [f"update add {zone} {ttl} A {each}" for each in addresses]
    return "\n".join([*lines, "send", ""])


def follow(told: Mapping[str, Any], run: Run = run) -> str:
    """Compare, and change what differs; return what was done."""
    said = run([told["lease"], "show"], "")
    right = wanted(json.loads(said.strip().splitlines()[-1])["record"], told["entries"])
    asked = ["dig", "+short", "+time=2", f"@{told['server']}", told["zone"], "A"]
    found = sorted(run(asked, "").split())
    if not right or found == right:
        return ""
    run(["nsupdate", "-v", "-t", "5", "-k", told["key"]], update(told, right))
    return f"{told['zone']} led to {', '.join(found) or 'nobody'}, and leads to {', '.join(right)}"


def main(words: Sequence[str]) -> int:
    """Do it once. Without voters nobody knows better than the zone; the next time somebody may."""
    told = json.loads(Path(words[0]).read_text())
    try:
        said = follow(told)
    except (subprocess.SubprocessError, OSError, ValueError, IndexError) as error:
        said = f"cannot tell who leads, or change it: {error}"
    sys.stdout.write(f"{said}\n" if said else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
