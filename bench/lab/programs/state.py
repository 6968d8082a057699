"""Tells which packages a host was told to have, and which services run."""

from __future__ import annotations

import json
import subprocess


def lines(*words: str) -> list[str]:
    """Return the lines that a command says."""
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout.splitlines()


units = lines(
    *("systemctl", "list-units", "--plain", "--no-legend", "--type=service", "--state=active")
)
found = {
    "packages": sorted(lines("apt-mark", "showmanual")),
    "services": sorted({line.split()[0] for line in units}),
}
print(json.dumps(found))  # noqa: T201 - who asked reads it
