"""Which way packets to other sites take on a gateway, and what may come from there.

What is meant for another site goes into the link or nowhere: never in the clear beside it. What
says that it comes from there came through the link. The link's own packets bear a mark and go as
all others; so does SSH that came in beside the link, by which a broken one is mended.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

PRIORITY = 5180
LAST = 4278198272
"""The metric of a route that is used when nothing else is there."""

Told = dict[str, Any]


def said(*words: str, given: str | None = None) -> str:
    """Run a command, and return what it says."""
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def tried(*words: str) -> bool:
    """Tell whether a command ended well."""
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def holds(shared: str | None) -> bool:
    """Tell whether this gateway is at work: it has the address that the site's share, or is one."""
    return not shared or bool(said("ip", "-4", "address", "show", "to", f"{shared}/32").strip())


def lay(told: Told, proven: list[str], *, active: bool, is_up: bool = True) -> None:
    """Let packets to the sites of proven links go by the link, or by the gateway at work."""
    networks = [each for name in proven for each in told["links"][name]["networks"]]
    table = str(told["table"])
    ways = networks if is_up else []
    wanted = [("route", "replace", each, *_way(told, active=active)) for each in ways]
    # Where the link itself is gone, or is not yet, nowhere.
    last = ("metric", str(LAST))
    wanted += [("route", "replace", "unreachable", each, *last) for each in networks]
    if wanted != _LAID.get("routes"):
        tried("ip", "route", "flush", "table", table)
        for words in wanted:
            said("ip", *words, "table", table)
        _LAID["routes"] = wanted
    if networks and not _rules():
        words = ("not", "fwmark", str(told["mark"]), "lookup", table, "priority", str(PRIORITY))
        said("ip", "rule", "add", *words)
    text = guard(told, networks if active else [])
    if text != _LAID.get("guard"):
        said("nft", "--file", "-", given=text)
        _LAID["guard"] = text


def clear(told: Told) -> None:
    """Forget all of it."""
    for rule in _rules():
        said("ip", "rule", "delete", "priority", str(rule["priority"]))
    tried("ip", "route", "flush", "table", str(told["table"]))
    # The kernel would keep it, with its key, after the program has ended.
    tried("ip", "link", "delete", told["interface"])
    said("nft", "--file", "-", given=guard(told, []))


def guard(told: Told, networks: list[str]) -> str:
    """Return the table that keeps other sites' packets in the link; without networks, none."""
    gone = "table inet tandem_link\ndelete table inet tandem_link\n"
    rules = _GUARD.format(**{**told, "far": ", ".join(networks)})
    return gone + rules if networks else gone


_GUARD = """
table inet tandem_link {{
    set far {{
        type ipv4_addr
        flags interval
        auto-merge
        elements = {{ {far} }}
    }}
    chain inward {{
        type filter hook prerouting priority mangle; policy accept;
        iifname {{ "lo", "{interface}" }} accept
        ip saddr @far udp dport {port} accept
        ip saddr @far tcp dport {ssh} ct state new ct mark set {mark}
        ip saddr @far ct mark {mark} accept
        ip saddr @far drop
    }}
    chain answers {{
        type route hook output priority mangle; policy accept;
        ct mark {mark} meta mark set {mark}
    }}
    chain outward {{
        type filter hook postrouting priority mangle; policy accept;
        oifname "{interface}" tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
        oifname {{ "lo", "{interface}" }} accept
        ip daddr @far meta mark {mark} accept
        ip daddr @far drop
    }}
}}
"""

_LAID: dict[str, object] = {}
"""What was set last, so that a round that changes nothing costs nothing."""


def _way(told: Told, *, active: bool) -> tuple[str, ...]:
    if active:
        return ("dev", told["interface"], "src", told["address"])
    return ("via", told["shared"])


def _rules() -> list[dict[str, Any]]:
    found = json.loads(said("ip", "-json", "rule", "show") or "[]")
    return [each for each in found if each.get("priority") == PRIORITY]
