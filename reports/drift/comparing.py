"""What a host is now against what is known of it, and against the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.drift.finding import KNOWN, MODEL, Finding

Items = Mapping[str, str]
Reading = Mapping[str, Items | None]

NOTHING = "nothing"
AREAS = {
    "users": "account",
    "groups": "group",
    "keys": "key",
    "packages": "package",
    "units": "unit",
    "mounts": "mount",
    "ssh": "SSH setting",
    "listening": "listener",
    "filters": "firewall rule",
    "sysctl": "kernel setting",
    "routes": "route",
    "certificates": "certificate",
    "postgresql": "PostgreSQL",
    "redis": "Redis",
    "balancers": "balancer",
    "packaged": "program",
    "privileged": "privileged file",
}
FOLDERS = {
    "/etc/cron": "scheduled job",
    "/var/spool/": "scheduled job",
    "/etc/sudoers": "sudo rule",
    "/etc/apt/": "package source",
    "/etc/yum.repos.d/": "package source",
    "/etc/systemd/": "unit file",
    "/etc/ssh/": "SSH file",
    "/etc/pam.d/": "login file",
    "/etc/sysctl": "kernel setting",
}
"""What a file is, by where it lies."""


def compare(host: str, known: Reading, now: Reading, facts: Mapping[str, Any]) -> list[Finding]:
    """Return how a host differs from what is known of it, and from what the model lets it be."""
    found = {each.item: each for each in _of_the_model(host, now, facts)}
    spans = [range(first, last + 1) for first, last in _ports(facts) if last > first]
    for subject in sorted({*known, *now}):
        for each in _of_the_baseline(host, subject, known.get(subject), now.get(subject)):
            if not (subject == "listening" and any(_port(each.item) in span for span in spans)):
                found.setdefault(each.item, each)
    return list(found.values())


def area(subject: str, item: str) -> str:
    """Return what kind of thing an item is."""
    if subject == "files":
        return next((word for start, word in FOLDERS.items() if item.startswith(start)), "file")
    return AREAS.get(subject, subject)


def _of_the_baseline(
    host: str, subject: str, known: Items | None, now: Items | None
) -> Iterator[Finding]:
    if now is None:
        if known:
            found = "no answer, or an error"
            yield Finding(host, AREAS.get(subject, subject), subject, "an answer", found, KNOWN)
        return
    if known is None:
        return
    for item in sorted({*known, *now}):
        was, has = known.get(item, NOTHING), now.get(item, NOTHING)
        if was != has:
            yield Finding(host, area(subject, item), item, was, has, KNOWN)


def _of_the_model(host: str, now: Reading, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what no converge can make right, however long it has been there."""
    spans = [range(first, last + 1) for first, last in _ports(facts)]
    for item, program in (now.get("listening") or {}).items():
        if "loopback" not in item and not any(_port(item) in span for span in spans):
            yield Finding(host, "listener", item, "no port of the model", program, MODEL)
    for name, account in (now.get("users") or {}).items():
        if account.startswith("uid 0,") and name != "root":
            yield Finding(host, "account", name, "no second root", account, MODEL)


def _ports(facts: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for name, services in facts.items():
        if name.endswith("_services"):
            for service in services.values():
                for port in service["ports"].values():
                    first, _, last = str(port).partition("-")
                    yield int(first), int(last or first)


def _port(item: str) -> int:
    """Return the port of a listener such as `tcp 22 on an address`."""
    return int(item.split()[1])
