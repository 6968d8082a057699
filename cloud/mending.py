"""What a run that was killed leaves in a folder of state, put right before the next one."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path


def mend(state: Path, stack: str, told: Callable[[str], None]) -> None:
    """Take away locks whose holder is dead, and a state that was half written."""
    for lock in sorted((state / ".pulumi" / "locks").glob(f"**/{stack}/*.json")):
        if _is_dead(lock):
            told("the last run was killed: its lock is taken away, what it made is looked for")
            lock.unlink()
    kept = state / ".pulumi" / "stacks"
    for path in sorted(kept.glob(f"*/{stack}.json")):
        spare = path.with_name(f"{path.name}.bak")
        if not _is_whole(path) and _is_whole(spare):
            told("the state was only half written: the one before it is used")
            spare.replace(path)


def _is_dead(lock: Path) -> bool:
    """Tell whether the process that holds a lock is one of this machine's, and has ended."""
    try:
        holder = json.loads(lock.read_text())
        pid, machine = int(holder["pid"]), holder["hostname"]
    except (ValueError, KeyError, OSError):
        return False
    return machine == socket.gethostname() and not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _waits_to_be_forgotten(pid)


def _waits_to_be_forgotten(pid: int) -> bool:
    """Tell whether a process has ended, and only its number is still there."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"


def _is_whole(path: Path) -> bool:
    try:
        return "checkpoint" in json.loads(path.read_text())
    except (ValueError, OSError):
        return False
