"""Lets backups of files go that have had their time, and checks what stays, on the repository.

Whoever adds to a folder of the repository can take nothing away; this can, and runs as the account
that owns it. Each host's folder is thinned out by the policy of each thing in it. It ends with 1
where any of them failed, and goes on with the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filing import explained, known, restic, unsound

HOUR = 3600


def kept(policy: Mapping[str, Any]) -> list[str]:
    """Return restic's words for how long backups stay.

    >>> kept({"keep_seconds": {"daily": 604800}})
    ['--keep-within-daily=168h', '--keep-last=1']
    """
    rhythms = policy["keep_seconds"].items()
    return [
        *(f"--keep-within-{name}={int(long) // HOUR}h" for name, long in rhythms),
        "--keep-last=1",
    ]


def thin_out(facts: Mapping[str, Any]) -> str:
    """Thin out one host's folder, and check it; return what went wrong."""
    for name, source in facts["all_sources"].items():
        words = ["--tag", name, "--group-by", "host,tags", *kept(source["policy"])]
        done = restic(facts, "forget", *words)
        if done.returncode:
            return explained(done.stderr)
    done = restic(facts, "prune")
    return explained(done.stderr) if done.returncode else unsound(facts)


def run(facts: Mapping[str, Any]) -> Iterator[str]:
    """Thin out every host's folder; yield what went wrong."""
    for folder in sorted(
        path for path in Path(facts["root"]).iterdir() if path.is_dir() and path.name != ".own"
    ):
        place = {"path": str(folder), "password": facts["thinning_password"], "state": facts["own"]}
        if why := thin_out({**facts, **place}):
            yield f"{folder.name}: {why}"


if __name__ == "__main__":
    wrong = list(run(known()))
    sys.stderr.write("\n".join(wrong or ["all folders are thinned out, and sound"]) + "\n")
    sys.exit(1 if wrong else 0)
