"""What a host is, and what it was before the first of ours: read, kept, and asked for."""

from __future__ import annotations

import grp
import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

MEMORY = "var/lib/tandem/before"
OURS = ("etc/tandem", "var/lib/tandem/packages", "usr/local/lib/tandem")
"""Where one of these is, a converge was here already: what is there now is not what was before."""

DEPTHS = {
    "etc": 99,
    "usr/local": 99,
    "opt": 99,
    "usr/share/pam-configs": 1,
    "usr/lib/ssl": 1,
    "var/spool": 2,
    "boot/grub": 1,
    "home": 1,
    "root": 0,
    "srv": 2,
    "var/lib": 2,
    "var/log": 2,
}
"""How deep each folder is looked into: all that decides what a host does, and the tops of data."""

READ = ("etc/", "usr/local/", "opt/", "usr/share/")
LARGE = 4_000_000  # bytes; as the role baseline has it, since both are compared

KEPT_WHOLE = "etc"
Looks = dict[str, str]
"""How each path looks, by its name from the root."""


def look(path: Path, *, is_read: bool = True) -> str:
    """Return how a path looks: its mode, whose it is, and what tells its content apart.

    Data are not read: there may be any amount of them.
    """
    seen = path.lstat()
    if stat.S_ISLNK(seen.st_mode):
        return f"a link to {path.readlink()}"
    head = f"{stat.S_IMODE(seen.st_mode):04o} {_user(seen.st_uid)}:{_group(seen.st_gid)}"
    if stat.S_ISDIR(seen.st_mode):
        return f"{head} folder"
    if not stat.S_ISREG(seen.st_mode):
        return f"{head} neither file nor folder"
    if not is_read:
        return f"{head} file"
    if seen.st_size > LARGE:
        return f"{head} {seen.st_size} bytes"
    return f"{head} content {hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def head(looks: str) -> str:
    """Return mode and owner of how something looks.

    >>> head("0644 root:root content 0123456789ab"), head("a link to /x")
    ('0644 root:root', '')
    """
    return "" if looks.startswith("a link to ") else " ".join(looks.split()[:2])


def looks(root: Path) -> Looks:
    """Return how all looks that is looked at."""
    return {
        f"/{path.relative_to(root)}": look(path, is_read=f"{top}/".startswith(READ))
        for top, depth in DEPTHS.items()
        for path in _below(root / top, depth)
    }


def _below(top: Path, depth: int) -> Iterator[Path]:
    if not top.is_symlink() and not top.exists():
        return
    yield top
    if depth and top.is_dir() and not top.is_symlink():
        for path in sorted(top.iterdir()):
            yield from _below(path, depth - 1)


def bearing(root: Path, looks: Looks, marker: bytes) -> Iterator[str]:
    """Return the files that say that a role wrote them."""
    for path, seen in looks.items():
        if " content " in seen and marker in (root / path[1:]).read_bytes():
            yield path


def packaged(root: Path) -> set[str]:
    """Return what belongs to packages that are there, or that left their settings."""
    found: set[str] = set()
    for listing in (root / "var/lib/dpkg/info").glob("*.list"):
        found.update(listing.read_text(errors="replace").splitlines())
    return found


def settings(root: Path) -> dict[str, str]:
    """Return every setting of the kernel that can be read, by its name with dots."""
    found = {}
    top = root / "proc/sys"
    for folder, _, names in os.walk(top):
        for path in (Path(folder, name) for name in names):
            try:
                found[str(path.relative_to(top)).replace("/", ".")] = path.read_text().strip()
            except (OSError, UnicodeDecodeError):
                continue  # to be written alone, or of a device that is not there
    return found


def packages(root: Path) -> dict[str, str]:
    """Return how each package stands: installed by somebody's wish or by itself, or not quite."""
    marks = paragraphs(root / "var/lib/apt/extended_states")
    automatic = {each["Package"] for each in marks if each.get("Auto-Installed") == "1"}
    found = {}
    for each in paragraphs(root / "var/lib/dpkg/status"):
        state = each["Status"].split()[-1]
        mark = "automatic" if each["Package"] in automatic else "wanted"
        found[each["Package"]] = mark if state == "installed" else state
    return found


def paragraphs(path: Path) -> list[dict[str, str]]:
    """Return the paragraphs of a file of dpkg or apt, as fields."""
    if not path.exists():
        return []
    blocks = path.read_text(errors="replace").split("\n\n")
    return [dict(_fields(block)) for block in blocks if block.strip()]


def _fields(block: str) -> Iterator[tuple[str, str]]:
    for line in block.splitlines():
        name, colon, value = line.partition(":")
        if colon and not line.startswith(" "):
            yield name, value.strip()


def running() -> list[str]:
    """Return the services, sockets and timers that run."""
    words = ["systemctl", "list-units", "--plain", "--no-legend", "--state=active"]
    words += ["--type=service,socket,timer"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return sorted(line.split()[0] for line in said.splitlines() if line.strip())


def is_bare(root: Path) -> bool:
    """Tell whether nothing of ours was ever here."""
    return not any((root / each).exists() for each in OURS)


def remember(root: Path) -> None:
    """Keep what the host is: whole or not at all, and for root alone."""
    memory = root / MEMORY
    draft = memory.with_name(f".{memory.name}")
    shutil.rmtree(draft, ignore_errors=True)
    memory.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft.mkdir(mode=0o700)
    told = {
        "looks": looks(root),
        "settings": settings(root),
        "packages": packages(root),
        "running": running(),
    }
    (draft / "etc.tar.gz").touch(mode=0o600)
    (draft / "host.json").touch(mode=0o600)
    with tarfile.open(draft / "etc.tar.gz", "w:gz", compresslevel=1) as tar:
        tar.add(root / KEPT_WHOLE, arcname=KEPT_WHOLE)
    (draft / "host.json").write_text(json.dumps(told) + "\n")
    draft.rename(memory)


def remembered(root: Path) -> Mapping[str, Any] | None:
    """Return what was kept; nothing where nothing was."""
    file = root / MEMORY / "host.json"
    told: Mapping[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
    return told


@cache
def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


@cache
def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
