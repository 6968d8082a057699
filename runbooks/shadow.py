"""Shadow: rehearse a failover on copies, while users notice nothing.

The follower's database is cloned on its own host, and the clone is promoted where nobody reaches
it: in a unit without a network. Copies of the application's programs run against it there, a user
writes numbered records through them and reads all of them back, and then everything is taken away.
That production was not touched is not believed but compared, before and after: the lease, roles,
doors, settings, slots, timelines; and its users are watched meanwhile. A failover that is needed
takes the lock from a drill.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any

from runbooks import shadowing
from runbooks.pair import Pair
from runbooks.plan import Step
from runbooks.runner import StepError
from runbooks.sessions import HostError
from runbooks.steps import LONG, QUICK

KEPT = {
    "settings": "SELECT md5(string_agg(name || setting, ',' ORDER BY name)) FROM pg_settings",
    "slots": "SELECT json_agg(slot_name ORDER BY slot_name) FROM pg_replication_slots",
    # Where it copies from, or writes: what its last checkpoint knew may be older, and catch up.
    "timeline": "SELECT CASE WHEN pg_is_in_recovery()"
    " THEN (SELECT lpad(upper(to_hex(received_tli)), 8, '0') FROM pg_stat_wal_receiver)"
    " ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END",
}
"""What is asked of a database before and after."""
SECONDS = 10
"""How long the user writes to the clone."""


def preflight(pair: Pair) -> Iterator[str]:
    """Yield everything that stands in the way.

    A follower that does not answer or does not follow; a host of it without programs of the
    application, which this rehearsal needs on the database's own host.
    """
    try:
        new = pair.database(pair.new)
        if pair.role(pair.new, new) != "standby_leader":
            yield f"{new} is no copy of {pair.old.name}"
        if not _told(pair)["api_port"]:
            yield f"{new} runs no program of the application that could be tried"
    except HostError as error:
        yield str(error)


def _told(pair: Pair) -> dict[str, Any]:
    """Return what the program on the follower's host is told."""
    host = pair.database(pair.new)
    facts = pair.new.hosts[host]
    service = facts["postgresql_services"]["postgresql"]
    processes = facts.get("app_processes", {})
    listening = {name: told["port"] for name, told in processes.items() if told.get("port")}
    api = next((port for name, port in listening.items() if name.endswith("-api")), None)
    return {
        "data": service["data"],
        "cluster": pair.sql(host, "SHOW data_directory"),
        "programs": pair.on(host, "pg_config", "--bindir").strip(),
        "sockets": pair.sql(host, "SHOW unix_socket_directories").split(",")[0],
        "port": service["ports"]["postgresql"],
        "stores": facts["postgresql_cluster"]["stores"],
        "programs_of_app": sorted(listening),
        "api_port": api,
        "seconds": SECONDS,
    }


def ask(pair: Pair, verb: str) -> dict[str, Any]:
    """Let the follower's host do one thing, by a program that is not left there."""
    text = inspect.getsource(shadowing)
    words = ("python3", "-", verb, json.dumps(_told(pair)))
    said = pair.on(pair.database(pair.new), *words, given=text, seconds=shadowing.COPYING)
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    if "failed" in found and verb != "load":
        raise StepError(found["failed"])
    pair.notes[verb] = found
    return found


def production(pair: Pair) -> dict[str, str]:
    """Return what a rehearsal must not change, by name."""
    found = {"lease": str((pair.record["record"], pair.record["revision"]))}
    for site in (pair.old, pair.new):
        host = pair.database(site)
        told = {name: pair.sql(host, text) for name, text in KEPT.items()}
        roles = {f"role of {each}": pair.role(site, each) for each in site.databases}
        doors = {f"doors of {each['host']}": str(each["entry"]) for each in pair.look(site)}
        found |= {f"{name} at {site.name}": value for name, value in {**told, **roles}.items()}
        found |= doors
    return found


def _remember(pair: Pair) -> None:
    pair.notes.setdefault("before", production(pair))


def _written(pair: Pair) -> str | None:
    found = pair.notes.get("load", {})
    if not found.get("written") or found["lost"] or found["failed"]:
        return f"the clone did not serve: {found}"
    return None


def _discard(pair: Pair) -> None:
    pair.connect()  # a shell whose command took too long is gone
    ask(pair, "discard")


def _left(pair: Pair) -> str | None:
    left = pair.notes["discard"]["left"]
    return f"left behind: {', '.join(left)}" if left else None


def _changed(pair: Pair) -> str | None:
    before, after = pair.notes.get("before"), production(pair)
    if before is None:
        return "what was before is not known to this life of the run; --abort, and begin anew"
    changed = sorted(name for name in before if before[name] != after[name])
    return f"production is not as it was: {', '.join(changed)}" if changed else None


def result(pair: Pair) -> str:
    """Return what the copy did, for people; steps of an earlier life are in the journal alone."""
    copied, served = pair.notes.get("clone"), pair.notes.get("load")
    if not (copied and served):
        return "the copy was made and tried by an earlier run: see the journal"
    size = f"{copied['bytes'] / 1e6:.0f} MB copied in {copied['seconds']:g} s"
    lost = f"{served['lost']} lost, {served['failed']} refused"
    return f"the copy: {size}; it took {served['written']} writes, {lost}"


def _nothing(_: Pair) -> str | None:
    return None


def _there(verb: str) -> Callable[[Pair], None]:
    def act(pair: Pair) -> None:
        ask(pair, verb)

    return act


STEPS = (
    Step("look", "What must not change is noted", _remember, _nothing, QUICK, undo=_discard),
    Step(
        "clone",
        "The follower's database is copied",
        _there("clone"),
        _nothing,
        float(shadowing.COPYING),
    ),
    Step("promote", "The copy leads, and nobody reaches it", _there("promote"), _nothing, LONG),
    Step(
        "programs",
        "Copies of the application's programs run against it",
        _there("programs"),
        _nothing,
        QUICK,
    ),
    Step("load", "A user writes and reads all back", _there("load"), _written, QUICK),
    Step("discard", "Everything is taken away", _discard, _left, LONG),
    Step("compare", "Production is as it was", lambda _: None, _changed, QUICK),
)
