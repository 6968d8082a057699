"""Whether backups are made, sound, and were restored: what the repositories' own figures say."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping

from runbooks.pair import Pair
from runbooks.sessions import HostError

PROGRAM = "/usr/local/lib/tandem/pgbackrest/figures.py"
LATE = 2
"""How many rounds may be missed."""

_LINE = re.compile(r'(\w+)\{policy="([^"]+)"\} ([-\d.e+]+)')


def backups(pair: Pair) -> Iterator[str]:
    """Yield what is wrong with the backups of the site that leads."""
    keepers = pair.old.having("pgbackrest_stanzas")
    repositories = {
        each["name"]
        for told in pair.old.hosts.values()
        for each in told.get("pgbackrest_repository", {}).get("members", ())
    }
    keeping = sorted(repositories & set(keepers))
    if not keeping:
        yield f"{pair.old.name} has no repository of backups"
    for host in keeping:
        try:
            said = pair.on(host, "python3", PROGRAM, seconds=30)
        except HostError as error:
            yield f"its backups cannot be told: {error}"
            continue
        found = figures(said)
        if not found:
            yield f"{host} keeps no backups"
        for policy, told in found.items():
            yield from (f"{host}, {policy}: {each}" for each in complaints(told, time.time()))


def figures(said: str) -> dict[str, dict[str, float]]:
    """Return figures by policy and name."""
    found: dict[str, dict[str, float]] = {}
    for name, policy, value in _LINE.findall(said):
        found.setdefault(policy, {})[name] = float(value)
    return found


def complaints(told: Mapping[str, float], now: float) -> Iterator[str]:
    """Yield what is wrong with a policy's figures."""
    if told["tandem_backup_last_run_failed"]:
        yield "the last round failed"
    for what, last, rhythm in (
        ("backed up", "tandem_backup_last_success", "tandem_backup_interval"),
        ("found sound", "tandem_backup_last_verified", "tandem_backup_interval"),
        (
            "proven by a restore (`tandem restore-drill` does)",
            "tandem_restore_last_proven",
            "tandem_restore_interval",
        ),
    ):
        at, every = told[f"{last}_timestamp_seconds"], told[f"{rhythm}_seconds"]
        if not at:
            yield f"never {what}"
        elif every and now - at > LATE * every:
            late = f"{(now - at) / 3600:.0f} h ago, and it is due each {every / 3600:.0f} h"
            yield f"last {what} {late}"
