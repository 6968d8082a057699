"""`tandem-lease`: what runs and people ask of the lease, on a host and as its root.

Prints JSON. Exit codes: 0 good, 1 it failed, 2 bad input, 3 the voters do not agree to it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict

from lease.keeping import Json, keep, request
from lease.record import AUTOMATIC, LOCK, POSITION, Record, View
from lease.settings import Settings, load
from lease.voters import RefusedError, SilenceError

NO = 3
PATIENCE = 5.0


def run(told: Settings, _: argparse.Namespace) -> Json:
    """Keep the lease on this host: renew, and move the guard; never ends."""
    keep(told)
    return {}


def status(_: Settings, asked: argparse.Namespace) -> Json:
    """Say how things stand on this host, without asking anybody else."""
    return request({"verb": "status"}, asked.patience)


def look(_: Settings, asked: argparse.Namespace) -> Json:
    """Let this host ask the voters now, rather than when it is due."""
    return request({"verb": "look"}, asked.patience)


def shut(_: Settings, asked: argparse.Namespace) -> Json:
    """Shut this host under every record older than a revision."""
    return request({"verb": "shut", "revision": asked.revision}, asked.patience)


def show(told: Settings, _: argparse.Namespace) -> Json:
    """Ask the voters for the record and the last renewal; say of which site this host is, too."""
    view, beat = told.ask().last()
    return {**_seen(view), "beat": beat, "here": told.site}


def beat(told: Settings, _: argparse.Namespace) -> Json:
    """Ask the voters for the last renewal, and for how far the leading database was then."""
    asked = told.ask()
    view, beat = asked.last()
    return {
        **_seen(view),
        "beat": beat,
        "position": asked.read(POSITION),
        "lock": asked.read(LOCK),
        "automatic": asked.read(AUTOMATIC) or None,
    }


def voters(told: Settings, _: argparse.Namespace) -> Json:
    """Ask each voter alone whether it knows a majority."""
    return {"voters": told.ask().each()}


def write(told: Settings, asked: argparse.Namespace) -> Json:
    """Write the record, if it still is at the expected revision."""
    record = Record(asked.site, asked.state == "open", asked.by)
    return _seen(told.ask().write(record, asked.expected))


def begin(told: Settings, asked: argparse.Namespace) -> Json:
    """Give the lease to a site where there is no record; wait first, lest one was lost."""
    those = told.ask()
    found = those.view()
    if found.record:
        return {**_seen(found), "changed": False}
    closed = those.write(Record(asked.site, is_open=False, by="begin"), 0)
    time.sleep(told.timers.ttl)
    opened = those.write(Record(asked.site, is_open=True, by="begin"), closed.revision)
    return {**_seen(opened), "changed": True}


def lock(told: Settings, asked: argparse.Namespace) -> Json:
    """Take the lock of runs; a run that has it keeps it."""
    holder = told.ask().lock(asked.by)
    if holder != asked.by:
        raise RefusedError(f"{holder} has the lock")
    return {"lock": holder}


def unlock(told: Settings, asked: argparse.Namespace) -> Json:
    """Give the lock back, if it is this run's."""
    told.ask().unlock(asked.by)
    return {"lock": None}


def read(told: Settings, asked: argparse.Namespace) -> Json:
    """Read a value that is kept at the voters."""
    return {"value": told.ask().read(asked.key)}


def put(told: Settings, asked: argparse.Namespace) -> Json:
    """Keep standard input at the voters."""
    told.ask().put(asked.key, sys.stdin.read())
    return {}


def clear(told: Settings, asked: argparse.Namespace) -> Json:
    """Forget a value that is kept at the voters."""
    told.ask().clear(asked.key)
    return {}


_VERBS = (
    *(run, status, look, shut, show, beat, voters),
    *(write, begin, lock, unlock, read, put, clear),
)
VERBS: Mapping[str, Callable[[Settings, argparse.Namespace], Json]] = {
    each.__name__: each for each in _VERBS
}


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked."""
    parser = argparse.ArgumentParser(prog="tandem-lease", description=__doc__)
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds")
    verbs = parser.add_subparsers(dest="verb", required=True)
    made = {name: verbs.add_parser(name, help=verb.__doc__) for name, verb in VERBS.items()}
    made["shut"].add_argument("revision", type=int)
    made["begin"].add_argument("site")
    made["write"].add_argument("site")
    made["write"].add_argument("state", choices=["open", "closed"])
    made["write"].add_argument("--expected", type=int, required=True)
    for name in ("write", "lock", "unlock"):
        made[name].add_argument("--by", required=True)
    for name in ("read", "put", "clear"):
        made[name].add_argument("key")
    return parser


def main() -> int:
    """Do what is asked."""
    asked = arguments().parse_args()
    try:
        found = VERBS[asked.verb](load(), asked)
    except (SilenceError, RefusedError) as error:
        sys.stderr.write(f"{error}\n")
        return NO
    except OSError as error:
        sys.stderr.write(f"tandem-lease: {error}; is tandem-lease.service running?\n")
        return 1
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _seen(view: View) -> Json:
    record = asdict(view.record) if view.record else None
    return {"record": record, "revision": view.revision}


if __name__ == "__main__":
    sys.exit(main())
