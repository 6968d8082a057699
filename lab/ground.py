"""Whether this machine can carry the lab: everything that is wrong, before anything starts."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path

from lab.engine import Engine
from lab.estimate import Estimate
from lab.plan import Bridge
from lab.shell import CommandError, as_root, root, run, succeeds

TOOLS: Mapping[str, tuple[str, str]] = {
    "podman": ("podman", "runs the hosts"),
    "netavark": ("/usr/lib/podman/netavark", "makes their networks"),
    "aardvark-dns": ("/usr/lib/podman/aardvark-dns", "Podman starts no network without it"),
    "runc": ("runc", "starts a host, also where crun refuses"),
    "iptables": ("iptables", "netavark writes its rules by it"),
    "nftables": ("nft", "routes between sites, and cuts"),
    "mmdebstrap": ("mmdebstrap", "builds their images"),
    "e2fsprogs": ("mkfs.ext4", "makes their disks"),
    "openssh-client": ("ssh", "reaches them"),
    "iproute2": ("ip", "tells which addresses are in use"),
}
"""Debian's packages: what of it is looked for, and why."""
PODMANS_OWN = {"podman", "netavark", "aardvark-dns", "runc"}
SYSTEM = "/usr/sbin:/sbin"
"""Where tools of administrators lie, which is not on everybody's path."""
SPARE_MB = 1024
"""Memory and disk that the machine keeps for itself."""


@dataclass(frozen=True, slots=True)
class Occupied:
    """A range of addresses that this machine has a use for."""

    network: IPv4Network
    by: str


def missing(program: str | None) -> dict[str, str]:
    """Return Debian packages that are needed and not there, each with its reason."""
    os.environ["PATH"] = f"{os.environ.get('PATH', '')}:{SYSTEM}"
    return {
        package: why
        for package, (probe, why) in TOOLS.items()
        if not (program == "docker" and package in PODMANS_OWN) and not shutil.which(probe)
    }


def install(packages: Iterable[str]) -> None:
    """Install Debian packages."""
    try:
        root("apt-get", "-q", "update")
        quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "install", "--yes")
        root(*quiet, "--no-install-recommends", *packages)
    except CommandError as error:
        raise CommandError(["apt-get", "install", *packages], error.said) from None


def privilege_problems() -> list[str]:
    """Say so where this user may start nothing."""
    if succeeds(*as_root(), "true"):
        return []
    return ["starting hosts needs root: run this as root, or run `sudo -v` first"]


def tool_problems(lacking: Mapping[str, str]) -> list[str]:
    """Say what cannot be installed here."""
    if not lacking or shutil.which("apt-get"):
        return []
    names = ", ".join(f"{package} ({why})" for package, why in lacking.items())
    return [f"install what is missing; these are Debian's names: {names}"]


def room_problems(needed: Estimate, *folders: Path) -> Iterator[str]:
    """Say where memory or disk are too little."""
    free = _available_memory_mb()
    if free < needed.memory_mb + SPARE_MB:
        yield (
            f"{free} MB of memory are free, {needed.memory_mb} are needed and {SPARE_MB} stay the "
            "machine's: stop something, or choose a smaller environment such as logx-td"
        )
    for folder in folders:
        there = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(there).free // 2**20
        if free < needed.disk_mb + SPARE_MB:
            yield (
                f"{free} MB are free under {there}, {needed.disk_mb} are needed and {SPARE_MB} "
                "stay the machine's: remove something (`tandem lab down --all` clears old images)"
            )


def address_problems(bridges: Iterable[Bridge], occupied: Iterable[Occupied]) -> Iterator[str]:
    """Say which networks of the lab are in use for something else."""
    taken = list(occupied)
    for bridge in bridges:
        for other in taken:
            if bridge.network.overlaps(other.network):
                yield (
                    f"{bridge.network}, the {bridge.zone} network of {bridge.site}, is in use: "
                    f"{other.by} has {other.network}; end that, or give {bridge.site} another "
                    "`network:` in its file in inventories/"
                )
                break


def occupied(engine: Engine) -> list[Occupied]:
    """Return what this machine routes, and what other networks of the engine will, but our own."""
    own = {str(subnet["subnet"]) for each in engine.inspect("network") for subnet in subnets(each)}
    routes = json.loads(run("ip", "-json", "-4", "route", "show", "table", "all") or "[]")
    # Networks first: their names say more than the bridges that carry them.
    found = [
        Occupied(IPv4Network(subnet["subnet"]), f"{engine.program}'s network {each.get('name')}")
        for each in networks(engine)
        for subnet in subnets(each)
        if ":" not in subnet["subnet"]
    ]
    found += [
        Occupied(IPv4Network(route["dst"]), f"a route by {route.get('dev', 'the machine')}")
        for route in routes
        if route["dst"] != "default" and route.get("type", "unicast") in {"unicast", "local"}
    ]
    ours = [IPv4Network(network) for network in own]
    return [each for each in found if not any(each.network.subnet_of(one) for one in ours)]


def subnets(network: Mapping[str, object]) -> list[dict[str, str]]:
    """Return the ranges of an engine's network; Podman and Docker write them apart."""
    found = network.get("subnets") or []
    ipam = network.get("IPAM")
    if isinstance(ipam, dict):
        found = [{"subnet": each["Subnet"]} for each in ipam.get("Config") or []]
    return list(found) if isinstance(found, list) else []


def networks(engine: Callable[..., str]) -> list[dict[str, object]]:
    """Return the engine's networks; those that go away meanwhile are left out by asking again."""
    names = _names(engine)
    if not names:
        return []
    try:
        found: list[dict[str, object]] = json.loads(engine("network", "inspect", *names))
    except CommandError:
        if _names(engine) == names:
            raise
        return networks(engine)
    return found


def _names(engine: Callable[..., str]) -> list[str]:
    names = engine("network", "ls", "--quiet").split()
    return [name for name in names if name not in {"podman", "none", "host"}]


def _available_memory_mb() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("MemAvailable:"))
    return int(kilobytes) // 1024
