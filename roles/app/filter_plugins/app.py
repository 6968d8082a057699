"""What the role derives from what it was told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Program = Mapping[str, Any]

FIRST_ID = 30_000
IDS = 20_000
"""Above what systems give out by themselves, and below what systemd takes."""


def app_id(name: str) -> int:
    """Return the number of an account or a group, the same on every host.

    >>> app_id("logx")
    49385
    """
    return FIRST_ID + int(hashlib.sha256(name.encode()).hexdigest(), 16) % IDS


def app_urls(processes: Mapping[str, Program]) -> dict[str, str | None]:
    """Return where each process is asked for its health.

    >>> app_urls({"a": {"port": 80, "health": "/h"}, "b": {"port": None, "health": None}})
    {'a': 'http://127.0.0.1:80/h', 'b': None}
    """
    return {name: _url(each) for name, each in processes.items()}


def app_limits(limits: Mapping[str, str], most_files: str) -> dict[str, str]:
    """Return the limits of a unit, no higher than its host allows.

    >>> app_limits({"LimitNOFILE": "65536", "MemoryMax": "1G"}, "20000")
    {'LimitNOFILE': '20000', 'MemoryMax': '1G'}
    """
    found = dict(limits)
    wanted = found.get("LimitNOFILE", "")
    if wanted.isdigit() and most_files.isdigit():
        found["LimitNOFILE"] = str(min(int(wanted), int(most_files)))
    return found


def app_logins(
    accounts: Mapping[str, Program], logins: Mapping[str, list[str]]
) -> dict[str, Program]:
    """Return accounts as programs are told of them; where there are two logins, with that of today.

    >>> told = app_logins({"a": {"engine": "postgresql"}}, {"a": ["a.2", "a"]})
    >>> told, app_logins({"a": {"engine": "redis"}}, {"a": ["a", "a.2"]})
    ({'a': {'engine': 'postgresql', 'login': 'a.2'}}, {'a': {'engine': 'redis'}})
    """
    return {
        name: {**each, "login": logins[name][0]} if each["engine"] == "postgresql" else dict(each)
        for name, each in accounts.items()
    }


def app_leader(said: str) -> str:
    """Return the other site that leads, as the lease says it; nothing, where this one does.

    >>> app_leader('{"record": {"site": "a"}, "here": "b"}'), app_leader("")
    ('a', '')
    >>> app_leader('{"record": {"site": "b"}, "here": "b"}'), app_leader('{"record": null}')
    ('', '')
    """
    found = json.loads(said or "{}")
    leader = (found.get("record") or {}).get("site", "")
    return "" if leader == found.get("here") else str(leader)


def app_migrators(hosts: Iterable[Program]) -> list[str]:
    """Return the hosts that have an account which defines tables.

    >>> login = {"may": ["own"]}
    >>> app_migrators([{"inventory_hostname": "a", "app_accounts": {}},
    ...     {"inventory_hostname": "b", "app_accounts": {"owner": login}}])
    ['b']
    """
    return [
        host["inventory_hostname"]
        for host in hosts
        if any("own" in account["may"] for account in host["app_accounts"].values())
    ]


def app_unwell(hosts: Iterable[Program]) -> dict[str, str]:
    """Return the hosts on which a release is not well, and what was said there.

    >>> put = {"results": [{"said": ""}, {"said": "it answers 503"}]}
    >>> app_unwell([{"inventory_hostname": "a"}, {"inventory_hostname": "b", "app_put": put}])
    {'b': 'it answers 503'}
    """
    found = {}
    for host in hosts:
        said = [each.get("said", "") for each in host.get("app_put", {}).get("results", ())]
        if any(said):
            found[host["inventory_hostname"]] = "; ".join(filter(None, said))
    return found


def app_beyond(names: list[str], count: int) -> list[str]:
    """Return what is left after the first ones.

    >>> app_beyond(["new", "old", "older"], 1)
    ['old', 'older']
    """
    return names[max(0, count) :]


def _url(process: Program) -> str | None:
    if process["port"] is None or process["health"] is None:
        return None
    return f"http://127.0.0.1:{process['port']}{process['health']}"


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {
            "app_id": app_id,
            "app_beyond": app_beyond,
            "app_leader": app_leader,
            "app_limits": app_limits,
            "app_logins": app_logins,
            "app_migrators": app_migrators,
            "app_unwell": app_unwell,
            "app_urls": app_urls,
        }
