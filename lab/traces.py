"""What the lab changes on the machine beside it, put right when the lab is gone.

Before the first host starts it is remembered which chains of nftables there were, and the settings
of the kernel that hosts need otherwise. Afterwards netavark's chains, and the tables made for them,
go: only those that were not there before, and that hold nothing of anybody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lab.plan import package_bridge
from lab.shell import root
from lab.state import Lab

KERNEL = Path("/proc/sys")
NEEDED = {
    "net/ipv4/ip_forward": 1,
    # All hosts are root's: the kernel's 128 watchers are used up by the twentieth.
    "fs/inotify/max_user_instances": 8192,
    "fs/inotify/max_user_watches": 1048576,
}
"""Settings of the kernel, and the least that they have to be."""
MARK = "NETAVARK"

_BEFORE = "before"

Ruleset = Iterable[Mapping[str, Any]]
"""What `nft --json list ruleset` says."""


def remember(lab: Lab) -> None:
    """Keep what the machine was like before the lab, once."""
    if lab.read(_BEFORE, None) is None:
        chains = [[_table(each), each["name"]] for each in _parts(_rules(), "chain")]
        lab.keep(_BEFORE, {"chains": chains, "settings": {name: _read(name) for name in NEEDED}})


def enable() -> None:
    """Let the machine route, and watch as much as its hosts do."""
    for name, least in NEEDED.items():
        if _read(name) < least:
            root("tee", KERNEL / name, given=str(least))


def put_right(lab: Lab) -> None:
    """Remove what is left behind."""
    before = lab.read(_BEFORE, None)
    if before is None:
        return
    _load(stale(_rules(), networks(lab)))
    known = {(table, name) for table, name in before["chains"]}
    # What is empty shows only when the rules that lead there are gone, so one after the other.
    for remove in (jumps, chains, bases, tables):
        _load(remove(_rules(), known))
    for name, value in before["settings"].items():
        if _read(name) != value:
            root("tee", KERNEL / name, given=str(value))


def networks(lab: Lab) -> set[str]:
    """Return the ranges that are this lab's own."""
    return {str(each.network) for each in (*lab.plan.bridges, package_bridge(lab.name))}


def stale(rules: Ruleset, ranges: set[str]) -> Iterator[str]:
    """Yield commands that remove what an engine, stopped midway, left of networks that are gone."""
    emptied = set()
    for rule in _parts(rules, "rule"):
        if ranges & set(_ranges(rule["expr"])):
            yield f"delete rule {_table(rule)} {rule['chain']} handle {rule['handle']}"
            emptied |= {
                (_table(rule), part["jump"]["target"]) for part in rule["expr"] if "jump" in part
            }
    for table, chain in sorted(emptied):
        yield f"flush chain {table} {chain}"
        yield f"delete chain {table} {chain}"


def jumps(rules: Ruleset, known: set[tuple[str, str]]) -> Iterator[str]:
    """Yield commands that remove rules that lead to chains of the engine, but to no network."""
    found = list(rules)
    if _in_use(found):
        return
    for rule in _parts(found, "rule"):
        if any(_leads_to(part, known, _table(rule)) for part in rule["expr"]):
            yield f"delete rule {_table(rule)} {rule['chain']} handle {rule['handle']}"


def chains(rules: Ruleset, known: set[tuple[str, str]]) -> Iterator[str]:
    """Yield commands that remove chains of the engine."""
    found = list(rules)
    if _in_use(found):
        return
    for chain in _parts(found, "chain"):
        if _is_new(chain, known) and chain["name"].startswith(MARK):
            yield f"flush chain {_table(chain)} {chain['name']}"
            yield f"delete chain {_table(chain)} {chain['name']}"


def bases(rules: Ruleset, known: set[tuple[str, str]]) -> Iterator[str]:
    """Yield commands that remove empty chains that were not there before, of the tables in use.

    Only those that the kernel enters by itself: another lab's rules may lead to any other.
    """
    found = list(rules)
    full = {(_table(each), each["chain"]) for each in _parts(found, "rule")}
    for chain in _parts(found, "chain"):
        is_empty = "hook" in chain and (_table(chain), chain["name"]) not in full
        if _table(chain) in _TABLES and is_empty and _is_new(chain, known):
            yield f"delete chain {_table(chain)} {chain['name']}"


def tables(rules: Ruleset, known: set[tuple[str, str]]) -> Iterator[str]:
    """Yield commands that remove tables without a chain."""
    found = list(rules)
    full = {_table(each) for each in _parts(found, "chain")}
    before = {table for table, _ in known}
    for table in _parts(found, "table"):
        name = f"{table['family']} {table['name']}"
        if name in _TABLES - full - before:
            yield f"delete table {name}"


_TABLES = {f"{family} {name}" for family in ("ip", "ip6") for name in ("nat", "filter")}
"""Tables that netavark makes by way of iptables."""


def _load(commands: Iterable[str]) -> None:
    if text := "\n".join(commands):
        root("nft", "-f", "-", given=text + "\n")


def _ranges(part: object) -> Iterator[str]:
    """Yield every range of addresses inside a rule."""
    if isinstance(part, dict):
        if "prefix" in part:
            yield f"{part['prefix']['addr']}/{part['prefix']['len']}"
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _ranges(each)


def _read(name: str) -> int:
    return int((KERNEL / name).read_text())


def _rules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(root("nft", "--json", "list", "ruleset"))["nftables"]
    return found


def _parts(rules: Ruleset, kind: str) -> Iterator[Mapping[str, Any]]:
    return (each[kind] for each in rules if kind in each)


def _table(part: Mapping[str, Any]) -> str:
    return f"{part['family']} {part['table']}"


def _is_new(chain: Mapping[str, Any], known: set[tuple[str, str]]) -> bool:
    return (_table(chain), chain["name"]) not in known


def _leads_to(part: Mapping[str, Any], known: set[tuple[str, str]], table: str) -> bool:
    target = (part.get("jump") or {}).get("target", "")
    return target.startswith(MARK) and (table, target) not in known


def _in_use(rules: Ruleset) -> bool:
    """Tell whether a network of the engine is up: its rules name addresses."""
    return any(
        part["chain"].startswith(MARK) and '"daddr"' in json.dumps(part["expr"])
        for part in _parts(rules, "rule")
    )
