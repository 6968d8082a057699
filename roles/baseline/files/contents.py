"""Files: what /etc and our own folders hold, what packages brought, and what may become root."""

from __future__ import annotations

import grp
import hashlib
import os
import pwd
import re
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from asking import Items, fingerprint, text

WATCHED = ("etc", "usr/local", "opt", "boot/grub", "var/spool/cron", "var/spool/at")
AT_HOME = (".ssh", ".bashrc", ".bash_profile", ".bash_login", ".profile", ".config/systemd")
"""What runs, or lets somebody in, before a person does anything."""

LARGE = 4_000_000  # bytes; of more than that size and age stand for the content
REPORTED_ELSEWHERE = re.compile(r"^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$")
PASSING = re.compile(
    r"^/etc/(rc\d\.d/|mtab|resolv\.conf|ld\.so\.cache|adjtime|\.updated|\.pwd\.lock|aide/|ssl/certs/)"
    r"|\.dpkg-(dist|old|new)$|/__pycache__(/|$)|^/opt/patroni/.*\.pyc$"
)
"""Written by the system itself, in the course of its days."""
OF_A_DAEMON = re.compile(r"^/etc/tandem/tls/(host\.|ca\.crt)")
"""Ours, and rewritten by a daemon or at each renewal: its mode and owner are compared."""
PACKAGED = re.compile(r"^(usr/)?(s?bin|lib\w*|games)/")
PRIVILEGED = ("usr", "opt", "home", "root", "var", "srv", "tmp", "dev/shm")


def files(root: Path = Path("/")) -> Items:
    """Return every file and link of the folders that decide what a host does."""
    packaged = _configuration_of_packages(root)
    found: Items = {}
    for top in (*(root / each for each in WATCHED), *_homes(root)):
        for path in _below(top):
            name = f"/{path.relative_to(root)}"
            if not PASSING.search(name) and not REPORTED_ELSEWHERE.search(name):
                found[name] = _described(path, name, packaged)
    return found


def packaged(root: Path = Path("/")) -> Items:
    """Return the programs and libraries that are not as their packages brought them.

    Only what changed since its package came is read: a gigabyte is not hashed for nothing. The time
    of a change is the kernel's, and no program sets it.
    """
    found: Items = {}
    for listing in sorted((root / "var/lib/dpkg/info").glob("*.md5sums")):
        came = listing.stat().st_ctime
        for line in text(listing).splitlines():
            digest, _, name = line.partition("  ")
            if PACKAGED.match(name) and (was := _changed(root / name, digest, came)):
                found[f"/{name}"] = f"{was}, of {listing.stem.partition(':')[0]}"
    diverted = set(text(root / "var/lib/dpkg/diversions").splitlines())
    return {name: value for name, value in found.items() if name not in diverted}


def privileged(root: Path = Path("/")) -> Items:
    """Return what makes its caller somebody else, and what of the system others may write."""
    return {
        f"/{path.relative_to(root)}": value
        for top in PRIVILEGED
        for path, is_system in _walk(root / top, top in ("usr", "opt"))
        if (value := _privilege(path, is_system=is_system))
    }


def _homes(root: Path) -> Iterator[Path]:
    homes = {root / "root"}
    for line in text(root / "etc/passwd").splitlines():
        home = (line.split(":") + [""] * 6)[5].lstrip("/")
        if home and not home.startswith(("proc", "dev", "nonexistent")):
            homes.add(root / home)
    for home in sorted(homes):
        yield from (home / each for each in AT_HOME)


def _below(top: Path) -> Iterator[Path]:
    if top.is_symlink() or top.is_file():
        yield top
    elif top.is_dir():
        yield top
        with os.scandir(top) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_dir(follow_symlinks=False):
                    yield from _below(top / entry.name)
                else:
                    yield top / entry.name


def _described(path: Path, name: str, packaged: dict[str, str]) -> str:
    try:
        seen = path.lstat()
    except OSError:
        return "gone while it was read"
    if stat.S_ISLNK(seen.st_mode):
        return f"a link to {path.readlink()}"
    return f"{_who(seen)} {_content(path, seen, name, packaged)}".strip()


def _who(seen: os.stat_result) -> str:
    return f"{stat.S_IMODE(seen.st_mode):04o} {_user(seen.st_uid)}:{_group(seen.st_gid)}"


def _content(path: Path, seen: os.stat_result, name: str, packaged: dict[str, str]) -> str:
    if not stat.S_ISREG(seen.st_mode):
        return "folder" if stat.S_ISDIR(seen.st_mode) else "neither file nor folder"
    if OF_A_DAEMON.search(name):
        return ""
    if seen.st_size > LARGE:
        return f"{seen.st_size} bytes"
    content = path.read_bytes()
    if packaged.get(name) == hashlib.md5(content, usedforsecurity=False).hexdigest():
        return "as its package has it"
    return f"content {fingerprint(content)}"


def _configuration_of_packages(root: Path) -> dict[str, str]:
    """Return the sums of configuration files, as the packages that are installed now have them."""
    found = re.findall(
        r"^ (/\S+) ([0-9a-f]{32})$", text(root / "var/lib/dpkg/status"), re.MULTILINE
    )
    return dict(found)


def _changed(path: Path, digest: str, came: float) -> str:
    try:
        if path.stat().st_ctime <= came:
            return ""
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "md5").hexdigest() == digest
    except OSError:
        return "missing"
    return "" if same else "other content than its package's"


def _walk(top: Path, is_system: bool) -> Iterator[tuple[Path, bool]]:  # noqa: FBT001 - one caller
    if _is_nosuid(top):
        return
    here = top.lstat().st_dev if top.exists() else 0
    for folder, folders, names in os.walk(top):
        yield from ((Path(folder, name), is_system) for name in names)
        folders[:] = [each for each in folders if _device(Path(folder, each)) == here]


def _is_nosuid(top: Path) -> bool:
    try:
        return bool(os.statvfs(top).f_flag & os.ST_NOSUID)
    except OSError:
        return True


def _device(path: Path) -> int:
    try:
        return path.lstat().st_dev
    except OSError:
        return -1


def _privilege(path: Path, *, is_system: bool) -> str:
    try:
        seen = path.lstat()
        if not stat.S_ISREG(seen.st_mode):
            return ""
        can = "security.capability" in os.listxattr(path) if seen.st_mode & 0o111 else False
    except OSError:
        return ""
    may = [
        word
        for bit, word in ((stat.S_ISUID, "setuid"), (stat.S_ISGID, "setgid"))
        if seen.st_mode & bit
    ]
    may += ["capabilities"] if can else []
    may += ["writable by all"] if is_system and seen.st_mode & stat.S_IWOTH else []
    may += ["not root's"] if is_system and seen.st_uid else []
    if not may:
        return ""
    return f"{', '.join(may)}: {_who(seen)}"


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
