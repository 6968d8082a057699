"""The other peer of an unchanged converge: pyinfra, pinned by hash in an environment of its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.lab import checks
from bench.lab.site import Bare, BenchError
from lab.plan import LabHost
from lab.state import SECRET, Lab
from topology.repository import ROOT

PEERS = ROOT / "bench" / "peers"
REQUIREMENTS = PEERS / "pyinfra.txt"
RELAY = ROOT / "bench" / "peers" / "relay.py"
UNCHANGED = re.compile(r"Grand total\s+\S+\s+(?P<good>\S+)\s+(?P<bad>\S+)\s+(?P<same>\S+)")


def program() -> Path:
    """Return pyinfra, installing it once for each lock of it."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    mark = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = base / "tandem" / "bench" / f"pyinfra-{mark}"
    found = home / "bin" / "pyinfra"
    if not (home / ".ready").exists():
        subprocess.run((sys.executable, "-m", "venv", "--clear", str(home)), check=True)
        pip = (str(home / "bin" / "python"), "-m", "pip", "install", "--quiet")
        locked = ("--require-hashes", "--no-deps", "--requirement", str(REQUIREMENTS))
        subprocess.run((*pip, "--disable-pip-version-check", *locked), check=True)
        (home / ".ready").touch()
    return found


def run(site: Bare, recorded: Path) -> tuple[float, Mapping[str, Any]]:
    """Let pyinfra make our checks; return its seconds, and how many of ours they are."""
    seen = checks.read(recorded.read_text().splitlines())
    with TemporaryDirectory(prefix="tandem-bench-") as folder:
        told = checks.for_peer(site, seen, Path(folder))
        wanted, hosts = Path(folder) / "checks.json", Path(folder) / "inventory.py"
        wanted.touch(SECRET)
        wanted.write_text(json.dumps(told))
        hosts.write_text(f"hosts = {_inventory(site.lab, site.hosts, Path(folder))!r}\n")
        words = (str(program()), "--yes", "--sudo", str(hosts), str(PEERS / "deploy.py"))
        env = {**os.environ, "TANDEM_BENCH_PEER": str(wanted)}
        seconds = site.timed(words, env)
    found = changed(site.log.read_text())
    others = sum((each.others for each in seen.values()), start=Counter())
    made = checks.count(told)
    facts = {"checks": made, "changed": found, "not asked": dict(others.most_common())}
    return seconds, facts


def changed(said: str) -> int:
    """Return how many operations pyinfra would have done or did: all should find nothing to do."""
    totals = UNCHANGED.findall(re.sub(r"\x1b\[[0-9;]*m", "", said).replace("│", " "))
    if not totals:
        raise BenchError("pyinfra told no total")
    good, bad, _ = totals[-1]
    return sum(int(each) for each in (good, bad) if each.isdigit())


def _inventory(lab: Lab, hosts: list[str], folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Return how pyinfra reaches hosts: its SSH knows no address to come from, so a relay does."""
    found = []
    for name in hosts:
        host = lab.plan.host(name)
        if host is None:
            raise BenchError(f"the lab has no {name}")
        config = folder / f"{name}.ssh"
        config.write_text(
            f"Host {name}\n  HostName {host.address}\n  ProxyCommand {_way(lab, host)}\n"
        )
        reached = {
            "ssh_config_file": str(config),
            "ssh_user": "admin",
            "ssh_key": str(lab.key),
            "ssh_known_hosts_file": str(lab.known_hosts),
        }
        found.append((name, reached))
    return found


def _way(lab: Lab, host: LabHost) -> str:
    if host.bastion:
        return f"ssh -F {lab.ssh_config} -W {host.address}:22 {host.bastion}"
    return f"{sys.executable} {RELAY} {host.address} {host.admin or ''}"
