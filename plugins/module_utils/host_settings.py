"""Settings of the running kernel, and what ran: as they were, where a converge changed them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from ansible.module_utils.host_memory import running, settings  # type: ignore[import-not-found] # ours

Told = dict[str, str]


def told(root: Path, files: Collection[str]) -> Told:
    """Return what files of sysctl set; of two that set the same the later counts."""
    found: Told = {}
    for file in sorted(files):
        path = root / file[1:]
        for line in path.read_text().splitlines() if path.is_file() else ():
            name, equals, value = line.strip().lstrip("-").partition("=")
            if equals and not line.lstrip().startswith(("#", ";")):
                found[name.strip()] = value.strip()
    return found


def altered(before: Mapping[str, str], ours: Told, root: Path) -> Told:
    """Return what is to be set: what is as ours said it, and was otherwise before."""
    now = settings(root)
    return {
        name: before[name]
        for name, value in ours.items()
        if name in before and plain(now.get(name, "")) == plain(value) != plain(before[name])
    }


def set_all(root: Path, values: Told) -> None:
    """Set them."""
    for name, value in values.items():
        (root / "proc/sys" / name.replace(".", "/")).write_text(f"{value}\n")


def plain(value: str) -> list[str]:
    r"""Return words, and of lists of ports each, however the kernel writes them.

    >>> plain("4096\t16384"), plain("1,3-5") == plain("1,3,4-5"), plain("")
    (['4096', '16384'], True, [])
    """
    if not re.fullmatch(r"\d+(-\d+)?(,\d+(-\d+)?)+", value):
        return value.split()
    ends = [each.split("-") for each in value.split(",")]
    return [str(port) for pair in ends for port in range(int(pair[0]), int(pair[-1]) + 1)]


def stopped(before: Collection[str], known: Mapping[str, str] | None) -> Iterator[str]:
    """Return the units that ran before, are to start with the host, and do not run.

    One that ran when the last converge ended was stopped by somebody else since.
    """
    for unit in sorted({*before} - {*running()}):
        if "runs" not in (known or {}).get(unit, "") and _is_enabled(unit):
            yield unit


def _is_enabled(unit: str) -> bool:
    words = ["systemctl", "is-enabled", "--quiet", unit]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    return said.returncode == 0


def lost() -> list[str]:
    """Return the units that failed, and are gone."""
    words = ["systemctl", "list-units", "--state=failed", "--plain", "--no-legend"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in said.splitlines() if line.split()[1:2] == ["not-found"]]


def start(units: Collection[str], reread: Collection[str]) -> None:
    """Let systemd and services read settings anew, and start units; one that fails says why."""
    _tell(["daemon-reload"])
    for words in (
        *(["reset-failed", each] for each in lost()),
        *(["start", each] for each in units),
    ):
        _tell(words)
    for each in reread:
        _tell(["try-reload-or-restart", each])


def _tell(words: list[str]) -> None:
    subprocess.run(["systemctl", *words], capture_output=True, text=True, check=True)
