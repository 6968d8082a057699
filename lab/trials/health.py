"""Whether a site is whole: every member of everything is there and follows, asked live."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from lab.probe.client import Caller, Target
from lab.shell import LabError
from lab.trials.eyes import DATA_SOCKET, ENTRY_SOCKET, Eyes

PATIENCE = 180.0
"""Seconds within which a broken site has healed, or never will: a member copies its data anew."""
PAUSE = 1.0

Check = Callable[[Eyes], Iterator[str]]


def problems(eyes: Eyes, target: Target) -> list[str]:
    """Return all that is not as it should be; nothing, where the site is whole."""
    if silent := eyes.silent():
        return [f"{host} is off" for host in silent]
    with ThreadPoolExecutor(len(CHECKS)) as pool:
        found = list(pool.map(lambda check: list(check(eyes)), CHECKS))
    wrong = [each for some in found for each in some]
    return wrong or list(_application(target))


def wait_until_whole(
    eyes: Eyes, target: Target, told: Callable[[str], None], patience: float = PATIENCE
) -> None:
    """Wait until nothing is wrong; say what still is when time is up."""
    deadline = time.monotonic() + patience
    while wrong := problems(eyes, target):
        told(wrong[0])
        if time.monotonic() > deadline:
            what = "; ".join(wrong)
            raise LabError(f"after {patience:.0f} s the site is not whole again: {what}")
        time.sleep(PAUSE)


def _databases(eyes: Eyes) -> Iterator[str]:
    members = eyes.databases() if eyes.hosts("postgresql") else []
    leading = [each["name"] for each in members if each["state"] == "running"]
    following = [each["name"] for each in members if each["state"] == "streaming"]
    everyone = eyes.hosts("postgresql")
    for host in everyone:
        if host not in (*leading, *following):
            yield f"PostgreSQL of {host} does not follow"
    if everyone and len(leading) != 1:
        yield f"PostgreSQL has {len(leading)} leaders"
    trusted = {each["name"] for each in members if each["role"] == "quorum_standby"}
    told = eyes.told("postgresql")["postgresql_cluster"] if everyone else {"inside": ""}
    if told["inside"] == "quorum-synchronous":
        yield from (f"no commit waits for {host} yet" for host in set(following) - trusted)


def _voters(eyes: Eyes) -> Iterator[str]:
    known = eyes.voters()
    yield from (
        f"etcd of {host} is in no majority" for host in eyes.hosts("etcd") if host not in known
    )
    if eyes.hosts("etcd") and sum(known.values()) != 1:
        yield "nobody leads etcd"


def _caches(eyes: Eyes) -> Iterator[str]:
    hosts = eyes.hosts("redis")
    roles = eyes.caches()
    leading = [host for host, role in roles.items() if role[0] == "master"]
    if hosts and len(leading) != 1:
        yield f"Redis has {len(leading)} masters"
    for host in hosts:
        role = roles.get(host, ["silent"])
        if role[0] != "master" and role[3:4] != ["connected"]:
            yield f"Redis of {host} does not follow"
    for host in eyes.hosts("sentinel"):
        said = eyes.watched(host)
        if said.get("flags") != "master" or said.get("num-other-sentinels") != str(len(hosts) - 1):
            yield f"the watcher of {host} sees no sound master"


def _entries(eyes: Eyes) -> Iterator[str]:
    if eyes.hosts("keepalived") and len(eyes.hosts("haproxy")) > 1 and len(eyes.holders()) != 1:
        yield f"{len(eyes.holders())} hosts have the entry's address"
    for host in eyes.hosts("haproxy"):
        servers = eyes.shown(host, ENTRY_SOCKET)
        if not servers:
            yield f"HAProxy of {host} does not answer"
        # An address that only stands in for another is not asked: it has no check.
        down = [each for each in servers if each["status"].startswith("DOWN")]
        yield from (f"{host} does not reach {each['svname']}" for each in down)


def _ways(eyes: Eyes) -> Iterator[str]:
    """Say where a program's way to its data is not open, or reads have fewer copies than usual."""
    for host in eyes.hosts("data-proxy"):
        up: dict[str, int] = {}
        for each in eyes.shown(host, DATA_SOCKET):
            up.setdefault(each["pxname"], 0)
            up[each["pxname"]] += each["status"].startswith("UP")
        wanted = {
            name: len(eyes.hosts("postgresql")) - 1 if name.endswith("-copies") else 1
            for name in up
            if name.endswith(("-primary", "-leader", "-copies"))
        }
        if not wanted:
            yield f"the way to data on {host} does not answer"
        wrong = (name for name, count in wanted.items() if up[name] != count)
        yield from (f"{name} on {host} leads to {up[name]} members" for name in wrong)


def _files(eyes: Eyes) -> Iterator[str]:
    hosts = eyes.hosts("glusterfs")
    for host in hosts:
        said = eyes.say(host, "gluster --mode=script pool list")
        there = said.count("Connected")
        if there != len(hosts):
            yield f"{host} sees {there} of {len(hosts)} file servers"
    if hosts:
        asked = (
            "for v in $(gluster volume list); do gluster volume heal $v statistics heal-count; done"
        )
        counts = [
            int(line.rpartition(":")[2])
            for line in eyes.say(hosts[0], asked).splitlines()
            if line.startswith("Number of entries:")
        ]
        if sum(counts):
            yield f"{sum(counts)} files still lack a copy"


def _application(target: Target) -> Iterator[str]:
    """Ask both programs behind the entry whether they reach all that they need."""
    caller = Caller(target)
    for _ in range(2):
        said = caller.call("GET", "/health/deep")
        if said.outcome != "acknowledged":
            yield f"the application says {said.why} {said.body.decode(errors='replace')}".strip()
            break
    caller.close()


CHECKS: tuple[Check, ...] = (_databases, _voters, _caches, _entries, _ways, _files)
