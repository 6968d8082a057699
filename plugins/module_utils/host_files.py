"""Files: which of them a converge made, changed or took away, and how they become as they were."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import re
import shutil
import tarfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ansible.module_utils.host_memory import KEPT_WHOLE, MEMORY, Looks, head  # type: ignore[import-not-found] # ours

BY_THE_SYSTEM = re.compile(
    r"^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$"
    r"|^/etc/(resolv\.conf(\.before)?|mtab|ld\.so\.cache|adjtime|\.updated|\.pwd\.lock|machine-id)$"
    r"|^/(boot|home|root|srv|var)(/|$)"
)
"""Written by the system in the course of its days, by others line by line, or data."""
OF_PACKAGES = re.compile(r"^/etc/rc[0-6S]\.d/|\.(dpkg-\w+|ucf-\w+|removed|disabled)$")
"""What packages that left their settings leave beside them."""
MODE_TOO = re.compile(r"^/(root|home/[^/]+|boot/grub/[^/]+)$")
"""Of those all the same the mode, which roles make tighter."""


@dataclass(frozen=True)
class Sight:
    """What is known of all files: before the first of ours, after the last converge, and now."""

    before: Looks
    known: Looks | None
    now: Looks
    named: Collection[str]
    marked: Collection[str]
    packaged: Collection[str]

    def is_ours(self, path: str) -> bool:
        """Tell whether it says so itself, or is one of ours by name and was not there before.

        What was there before counts by its name only where no converge came to its end: else it is
        known how the last one left it.
        """
        if path in self.marked:
            return True
        return (path not in self.before or self.known is None) and _is_below(path, self.named)


@dataclass(frozen=True)
class Step:
    """What is to happen to one file: remove, restore, mode, or leave."""

    what: str
    path: str


def plan(sight: Sight) -> list[Step]:
    """Return what is to happen, folders before what is in them."""
    steps = (Step(judge(path, sight), path) for path in sorted({*sight.before, *sight.now}))
    return [step for step in steps if step.what]


def left(steps: Collection[Step]) -> list[str]:
    """Return what stays that somebody else made or changed; of a folder not all that is in it."""
    paths = {step.path for step in steps if step.what == "leave"}
    return sorted(path for path in paths if path.rpartition("/")[0] not in paths)


def judge(path: str, sight: Sight) -> str:
    """Return what is to happen to a file, by who made it what it is; nothing, where nothing is."""
    was, now = sight.before.get(path), sight.now.get(path)
    is_others = bool(BY_THE_SYSTEM.search(path)) and not sight.is_ours(path)
    if was == now or (is_others and not MODE_TOO.search(path)):
        return ""
    what = _judged(path, was, now, sight)
    if is_others and what != "mode":
        return "leave" if what else ""
    return "leave" if what == "restore" and not path.startswith(f"/{KEPT_WHOLE}/") else what


def _judged(path: str, was: str | None, now: str | None, sight: Sight) -> str:
    is_ours = sight.is_ours(path)
    known = None if sight.known is None else sight.known.get(path)
    by_converge = is_ours or (now is not None and _is_known(known, now))
    if was is None:
        return _judged_new(path, sight, is_ours=is_ours, by_converge=by_converge)
    if now is None:
        gone = is_ours or (sight.known is not None and path not in sight.known)
        return "restore" if gone else ""
    if _content(was) == _content(now) and head(was):
        return "mode" if by_converge or head(known or "") == head(now) else "leave"
    return "restore" if by_converge else "leave"


def _judged_new(path: str, sight: Sight, *, is_ours: bool, by_converge: bool) -> str:
    is_packaged = path in sight.packaged
    if is_ours or (by_converge and not is_packaged):
        return "remove"
    return "" if is_packaged or OF_PACKAGES.search(path) else "leave"


def _is_known(known: str | None, now: str) -> bool:
    """Tell whether something is as the last converge left it.

    >>> _is_known("0644 a:a content x", "0644 a:a content x"), _is_known(None, "a link to x")
    (True, False)
    >>> _is_known("0644 a:a as its package has it", "0644 a:a content x")
    True
    """
    as_packaged = known is not None and known.endswith(" as its package has it")
    return known == now or (as_packaged and head(known or "") == head(now))


def _content(looks: str) -> str:
    return " ".join(looks.split()[2:]) if head(looks) else looks


def _is_below(path: str, tops: Collection[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:count]) in tops for count in range(2, len(parts) + 1))


def perform(root: Path, steps: Collection[Step], before: Mapping[str, str]) -> None:
    """Do all of it; whoever stops this can begin again."""
    archive = root / MEMORY / "etc.tar.gz"
    with tarfile.open(archive) as tar:
        for step in steps:
            path = root / step.path[1:]
            if step.what == "restore":
                _restore(tar, step.path, path)
            if step.what in {"restore", "mode"} and head(before[step.path]):
                _own(path, before[step.path])
    for step in reversed(list(steps)):
        if step.what == "remove":
            _remove(root / step.path[1:])


def _restore(tar: tarfile.TarFile, name: str, path: Path) -> None:
    """Write a file or a link as it was, whole or not at all; a folder only where there is none."""
    member = tar.getmember(name[1:])
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
        return
    draft = path.with_name(f".{path.name}.before")
    draft.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if member.issym():
        draft.symlink_to(member.linkname)
    else:
        draft.touch(mode=0o600)
        source = tar.extractfile(member)
        draft.write_bytes(source.read() if source else b"")
        _own(draft, f"{member.mode:04o} {member.uname}:{member.gname}")
    try:
        draft.replace(path)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        path.write_bytes(draft.read_bytes())  # mounted there by itself, as containers do it
        draft.unlink()


def _own(path: Path, looks: str) -> None:
    mode, _, who = head(looks).partition(" ")
    user, _, group = who.partition(":")
    os.chown(path, _number(user, "user"), _number(group, "group"), follow_symlinks=False)
    path.chmod(int(mode, 8))


def _number(name: str, kind: str) -> int:
    if name.isdigit():
        return int(name)
    return pwd.getpwnam(name).pw_uid if kind == "user" else grp.getgrnam(name).gr_gid


def _remove(path: Path) -> None:
    """Remove a file, or a folder that nothing else is in."""
    if path.is_dir() and not path.is_symlink():
        if not any(path.iterdir()):
            path.rmdir()
    else:
        path.unlink(missing_ok=True)


def matching(root: Path, patterns: Collection[str]) -> list[str]:
    """Return what is there of patterns of names, also links to what is gone."""
    found = {path for each in patterns for path in root.glob(each[1:])}
    found |= {path for each in patterns if (path := root / each[1:]).is_symlink()}
    return sorted(f"/{path.relative_to(root)}" for path in found)


def empty(root: Path, tops: Collection[str]) -> list[str]:
    """Return the folders that nothing but folders is in."""
    return [
        top
        for top in tops
        if (root / top[1:]).is_dir() and not any(names for *_, names in os.walk(root / top[1:]))
    ]


def fell(root: Path, tops: Collection[str], *, really: bool) -> list[str]:
    """Remove whole folders and files; return those that were there.

    Of a disk that is mounted there its content goes. What is mounted below is another's, such as a
    directory that hosts share: nothing goes there.
    """
    paths = [root / top[1:] for top in tops]
    found = [path for path in paths if path.is_symlink() or path.exists()]
    for path in found:
        if mounted := [each for each in _mounts() if path in each.parents]:
            raise OSError(f"{mounted[0]} is mounted below {path}: nothing was removed there")
    for path in found if really else ():
        if path.is_dir() and not path.is_symlink():
            _empty(path)
        else:
            path.unlink()
    return [f"/{path.relative_to(root)}" for path in found]


def _empty(path: Path) -> None:
    if not path.is_mount():
        shutil.rmtree(path)
        return
    for each in path.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()


def _mounts() -> list[Path]:
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return [Path(line.split()[4].replace("\\040", " ")) for line in lines]
