"""Runs pgbench on a cluster made for it, with each set of settings in turn, and takes it away."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

HOME = Path("/var/lib/postgresql/tandem-bench")
BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"))
ALONE = {"listen_addresses": "", "unix_socket_directories": str(HOME), "port": "5999"}
WHERE = ("--host", str(HOME), "--port", "5999", "postgres")
asked = json.load(sys.stdin)


def run(program: str, *words: str) -> str:
    """Run a program of PostgreSQL as its account."""
    as_user = ("runuser", "-u", "postgres", "--", str(BINARIES / program))
    ended = subprocess.run((*as_user, *words), capture_output=True, check=False, text=True, cwd="/")
    if ended.returncode:
        sys.exit(f"{program}: {ended.stderr[-600:]}")
    return ended.stdout


def control(*words: str) -> None:
    """Start or stop the cluster."""
    run("pg_ctl", "--pgdata", str(HOME), "--wait", "--log", str(HOME / "log"), *words)


def start(settings: Mapping[str, object]) -> None:
    """Start with some settings, and those of a cluster that nobody else may reach."""
    told = {**settings, **ALONE}.items()
    text = "".join(f"{name} = '{value}'\n" for name, value in told)
    (HOME / "postgresql.auto.conf").write_text(text)
    control("start")


shutil.rmtree(HOME, ignore_errors=True)
found: dict[str, list[float]] = {name: [] for name in asked["settings"]}
try:
    run("initdb", "--pgdata", str(HOME), "--data-checksums", "--auth=peer")
    start({})
    run("pgbench", "--initialize", "--quiet", "--scale", str(asked["scale"]), *WHERE)
    control("--mode=fast", "stop")
    for _ in range(asked["rounds"]):
        for name, settings in asked["settings"].items():
            start(settings)
            load = ("--time", str(asked["seconds"]), "--client", str(asked["clients"]))
            said = run("pgbench", *load, "--jobs", "2", *WHERE)
            figure = re.search(r"tps = ([0-9.]+)", said)
            found[name].append(float(figure[1] if figure else "nan"))
            control("--mode=fast", "stop")
finally:
    if (HOME / "postmaster.pid").exists():
        control("--mode=fast", "stop")
    shutil.rmtree(HOME, ignore_errors=True)
print(json.dumps(found))  # noqa: T201 - who asked reads it
