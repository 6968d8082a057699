"""Tells how files, units, settings and packages are: what a peer is then told to want."""

from __future__ import annotations

import base64
import grp
import json
import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

MOST_BYTES = 4_000_000
SETTINGS = ("60-hardening.conf", "60-tandem.conf")
asked = json.load(sys.stdin)


def said(*words: str) -> str:
    """Return what a command says."""
    return subprocess.run(words, capture_output=True, check=False, text=True).stdout.strip()


def file(path: str) -> dict[str, Any] | None:
    """Return what lies at a path."""
    try:
        at = os.lstat(path)
        user, group = pwd.getpwuid(at.st_uid).pw_name, grp.getgrgid(at.st_gid).gr_name
    except (OSError, KeyError):
        return None
    found = {"path": path, "mode": f"{stat.S_IMODE(at.st_mode):o}", "user": user, "group": group}
    if stat.S_ISDIR(at.st_mode):
        return {**found, "kind": "directory"}
    if stat.S_ISLNK(at.st_mode):
        return {**found, "kind": "link", "target": str(Path(path).readlink())}
    if not stat.S_ISREG(at.st_mode) or at.st_size > MOST_BYTES:
        return None
    content = base64.b64encode(Path(path).read_bytes()).decode()
    return {**found, "kind": "file", "content": content}


def service(unit: str) -> dict[str, Any] | None:
    """Return how a unit is, where it can be switched on and off."""
    name = unit if "." in unit else f"{unit}.service"
    enabled = said("systemctl", "is-enabled", name)
    if enabled not in ("enabled", "disabled"):
        return None
    running = said("systemctl", "is-active", name) == "active"
    return {"unit": name, "running": running, "enabled": enabled == "enabled"}


def settings() -> dict[str, str]:
    """Return the live values of what we write for the kernel."""
    found = {}
    for path in (Path("/etc/sysctl.d") / name for name in SETTINGS):
        for line in path.read_text().splitlines() if path.exists() else ():
            key = line.partition("=")[0].strip()
            if not line.startswith("#") and (value := said("sysctl", "-n", key)):
                found[key] = value
    return found


told = {
    "files": [each for path in asked["paths"] if (each := file(path))],
    "services": [each for unit in asked["units"] if (each := service(unit))],
    "sysctl": settings(),
    "packages": said("apt-mark", "showmanual").split(),
}
print(json.dumps(told))  # noqa: T201 - who asked reads it
