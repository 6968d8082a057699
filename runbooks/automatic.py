"""Automatic: the failover that nobody decides, where the environment file allows it.

It watches the lease of the site that leads at the voters. When two of them agree that it ran out,
and it has stayed out, the failover begins: the same steps, the same fence. Never while another run
has the lock, never while a switchover has closed the site, never a second time before somebody has
looked at the first and acknowledged it, and never to a site that cannot lead.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from lease.record import AUTOMATIC
from runbooks import evidence, failover
from runbooks.pair import Pair
from runbooks.sessions import HostError
from runbooks.vigil import Vigil, forbids

STEPS = failover.STEPS
PERIODS = 3
"""Looks that may fail before what was seen is forgotten."""

Told = Callable[[str], None]


def vigil(pair: Pair) -> Vigil:
    """Return an observer with the timers of the pair."""
    timers = next(iter(pair.new.hosts.values()))["lease_timers"]
    longest = PERIODS * float(timers["renew"])
    return Vigil(float(timers["ttl"]), float(timers["hold"]), longest)


def watch(pair: Pair, told: Told, pause: float = 1.0) -> None:
    """Return once the site that leads is lost and nothing forbids to act."""
    watching, said = vigil(pair), ""
    while True:
        try:
            found = pair.lease("beat", seconds=10)
        except HostError as error:
            watching.missed()
            word = f"no majority answers here: {error}"
            pair.connect()
        else:
            silent = watching.look(time.monotonic(), found["beat"])
            why = forbids(found, pair.old.name)
            if why is None and watching.is_lost(silent):
                problems = list(failover.preflight(pair))
                if not problems:
                    told(f"{pair.old.name} has been silent for {silent:.1f} s: it is lost")
                    return
                why = "; ".join(problems)
            word = why or f"{pair.old.name} leads and renews"
            if silent > watching.ttl:
                word = f"{pair.old.name} is silent; {why or 'waiting'}"
        if word != said:
            told(word)
            said = word
        time.sleep(pause)


def mark(pair: Pair) -> None:
    """Let no second one follow before somebody has acknowledged this one."""
    pair.lease("put", AUTOMATIC, given=pair.run)


def acknowledge(pair: Pair) -> str | None:
    """Say that somebody has looked; return which run it was."""
    found: str | None = pair.lease("beat")["automatic"]
    if found:
        pair.lease("clear", AUTOMATIC)
    return found


preflight = failover.preflight
told = evidence.told
