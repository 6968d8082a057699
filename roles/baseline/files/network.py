"""The network: who listens, what the kernel lets through, and how it is set."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from asking import Items, ask, text

SYSCTL = ("net/core", "net/ipv4", "net/ipv4/conf/all", "net/ipv4/conf/default",
          "net/ipv6/conf/all", "net/ipv6/conf/default", "net/netfilter")  # fmt: skip
OWN_KERNEL = ("kernel", "vm", "fs")
MOVES = re.compile(
    r"nf_conntrack_(count|max|buckets)|tcp_fastopen_key|stable_secret|flush|ipfrag_|\.(ns_last_pid|"
    r"random|pty|file-nr|inode|dentry|stat_refresh|domainname|hostname|osrelease|version|"
    r"sched_domain|tainted|seccomp)|^fs\.(binfmt_misc|dentry|aio-nr)"
)
"""Figures of the kernel, and no settings."""
_BANS = "table inet f2b-table"
"""fail2ban's own: it may refuse whom it likes, and let nobody in."""
_LEASED = re.compile(
    r"table inet tandem_lease (chain \w+_gate: meta time < .+ accept$|set \w+_open: elements = )"
)
"""What opens a site for some seconds at a time: its keeper writes it anew each time."""


def listening() -> Items:
    """Return which program listens where; an address that may move counts as one of the host's."""
    found: Items = {}
    low = int((text(Path("/proc/sys/net/ipv4/ip_local_port_range")) or "32768 0").split()[0])
    for line in ask("ss", "-Hltunp").splitlines():
        protocol, _, _, _, place, _, *rest = line.split()
        address, _, port = place.rpartition(":")
        program = ",".join(sorted(set(re.findall(r'\("([^"]+)"', " ".join(rest))))) or "the kernel"
        if protocol == "udp" and int(port) >= low and program != "the kernel":
            continue  # an answer is waited for
        found[f"{protocol} {port} on {_where(address)}"] = program
    return found


def filters() -> Items:
    """Return each rule that the kernel follows, by its table and chain, but for what moves."""
    said = ask("nft", "--stateless", "list", "ruleset")
    rules = (f"{place}: {rule}" for place, rule in _rules(said) if not _is_ban(place, rule))
    return {rule: "stands" for rule in rules if not _LEASED.match(rule)}


def sysctl(root: Path = Path("/proc/sys"), *, is_shared: bool | None = None) -> Items:
    """Return live settings of the network; of the kernel too, where it is the host's own."""
    shared = bool(_container()) if is_shared is None else is_shared
    names = SYSCTL if shared else SYSCTL + OWN_KERNEL
    return {
        name: " ".join(value.split())
        for folder in names
        for path in sorted((root / folder).glob("*"))
        if path.is_file() and (value := text(path)).strip()
        if not MOVES.search(name := ".".join(path.relative_to(root).parts))
    }


def routes() -> Items:
    """Return the routes and rules that somebody set; what the kernel adds is its own."""
    found: Items = {}
    for family in ("-4", "-6"):
        for route in json.loads(ask("ip", "-json", family, "route") or "[]"):
            if route.get("protocol") not in {"kernel", "ra", "dhcp"}:
                by = f"by {route.get('gateway', 'the link')} on {route.get('dev', 'none')}"
                found[f"{route['dst']} {by}"] = route.get("type", "unicast")
        for rule in json.loads(ask("ip", "-json", family, "rule") or "[]"):
            found[f"rule {family} {rule['priority']} from {rule.get('src')}"] = str(
                rule.get("table")
            )
    return found


def _is_ban(place: str, rule: str) -> bool:
    return _BANS in f"{place} {rule}" and not re.search(r"\baccept\b", rule)


def _where(address: str) -> str:
    bare = address.strip("[]").partition("%")[0].removeprefix("::ffff:")
    if bare in {"*", "0.0.0.0", "::"}:  # noqa: S104 - read, and never bound
        return "all addresses"
    return "the loopback" if bare.startswith("127.") or bare == "::1" else "an address"


def _container() -> str:
    return ask("sh", "-c", "systemd-detect-virt --container || true").strip().removesuffix("none")


def _rules(said: str) -> Iterator[tuple[str, str]]:
    """Yield table and chain, or set, with each of its lines."""
    place: list[str] = []
    for line in _joined(said.splitlines()):
        if line.endswith("{"):
            place.append(line.rstrip("{ "))
            yield " ".join(place[:-1]) or "ruleset", place[-1]
        elif line == "}":
            place.pop()
        else:
            yield " ".join(place), line


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines with the elements of a set in one, however the program broke them."""
    open_ = ""
    for line in (each.strip() for each in lines):
        open_ = f"{open_} {line}".strip()
        if "= {" in open_ and open_.count("{") > open_.count("}"):
            continue
        if open_:
            yield open_
        open_ = ""
