"""What our converge checked, as a peer can check it: packages, files, accounts, units, settings."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.lab.site import Bare, ask

FILES = ("place", "ansible.builtin.copy", "ansible.builtin.template", "ansible.builtin.file")
UNITS = (
    "units",
    "ansible.builtin.systemd_service",
    "ansible.builtin.service",
    "ansible.builtin.systemd",
)
USERS, GROUPS = "ansible.builtin.user", "ansible.builtin.group"


@dataclass
class Checked:
    """What a converge looked at on one host."""

    paths: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    others: Counter[str] = field(default_factory=Counter)
    """Modules that a peer is not asked to stand in for, and how often they ran."""


def read(lines: Iterable[str]) -> dict[str, Checked]:
    """Return what was looked at, by host.

    >>> read(['{"host": "a", "module": "ansible.builtin.user", "name": "eve"}'])["a"].users
    {'eve'}
    """
    found: dict[str, Checked] = {}
    for line in lines:
        each = json.loads(line)
        _note(found.setdefault(each["host"], Checked()), each)
    return found


def _note(at: Checked, each: Mapping[str, Any]) -> None:
    module, name = each["module"], each.get("name")
    path = each.get("dest") or each.get("path")
    if module in FILES and path:
        at.paths.update(one.rstrip("/") for one in ([path] if isinstance(path, str) else path))
    elif module in UNITS and name:
        at.units.update([name] if isinstance(name, str) else name)
    elif module == USERS and name:
        at.users.add(name)
    elif module == GROUPS and name:
        at.groups.add(name)
    else:
        at.others[module] += 1


def for_peer(site: Bare, checked: Mapping[str, Checked], folder: Path) -> dict[str, Any]:
    """Return each host's checks with what the host has, so that the peer has nothing to change.

    Contents lie in a folder that is its owner's alone: secrets are among them.
    """
    found: dict[str, Any] = {}
    for host in site.hosts:
        at = checked.get(host, Checked())
        seen = ask(site.lab, host, "look", {"paths": sorted(at.paths), "units": sorted(at.units)})
        for number, each in enumerate(seen["files"]):
            if each["kind"] == "file":
                kept = folder / f"{host}-{number}"
                kept.write_bytes(base64.b64decode(each["content"]))
                each["content"] = str(kept)
        found[host] = {**seen, "users": sorted(at.users), "groups": sorted(at.groups)}
    return found


def count(checks: Mapping[str, Any]) -> int:
    """Return how many checks the peer makes on all hosts."""
    kinds = ("files", "services", "sysctl", "users", "groups")
    return sum(1 + sum(len(each[kind]) for kind in kinds) for each in checks.values())
