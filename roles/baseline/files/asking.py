"""How a host is asked: one command, one text, and nothing that a command could change."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Items = dict[str, str]
"""What is there, by its name: each value is a short text that people can compare."""

PATIENCE = 30  # seconds; a service that hangs must not keep the others from being read
_PLAIN = {"LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


class UnreadError(Exception):
    """Something that is there, and does not answer."""


def ask(*command: str, given: str = "", more: Mapping[str, str] | None = None) -> str:
    """Return what a command says; nothing where the host has no such program."""
    try:
        ended = subprocess.run(
            command,
            input=given,
            capture_output=True,
            check=False,
            cwd="/",
            env={**_PLAIN, **(more or {})},
            errors="replace",
            text=True,
            timeout=PATIENCE,
        )
    except FileNotFoundError:
        return ""
    except subprocess.TimeoutExpired:
        raise UnreadError(f"{command[0]} did not answer within {PATIENCE} s") from None
    if ended.returncode:
        raise UnreadError((ended.stderr or ended.stdout).strip()[-200:] or f"{command[0]} failed")
    return ended.stdout


def text(path: Path) -> str:
    """Return what a file says; nothing where it is not there."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def fingerprint(content: bytes | str) -> str:
    """Return what tells two contents apart, and gives neither away."""
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:12]


def read_all(
    readers: Mapping[str, Callable[[], Items]], chosen: Sequence[str] = ()
) -> dict[str, Items | None]:
    """Return what each reader reads; nothing at all for those whose subject does not answer."""
    found: dict[str, Items | None] = {}
    for name, reader in readers.items():
        if chosen and name not in chosen:
            continue
        try:
            found[name] = reader()
        except (UnreadError, OSError, ValueError, KeyError, IndexError):
            found[name] = None
    return found


def without(pattern: str, items: Items) -> Items:
    """Return the items whose names do not match."""
    seen = re.compile(pattern)
    return {name: value for name, value in items.items() if not seen.search(name)}
