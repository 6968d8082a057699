"""Accounts and groups: those that came with ours go, and what others were told is taken back."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ansible.module_utils.host_memory import MEMORY  # type: ignore[import-not-found] # ours

Rows = dict[str, list[str]]
"""Lines of /etc/passwd and its like, by the first word of each."""

Command = list[str]


@dataclass(frozen=True)
class People:
    """Accounts and groups at one time."""

    users: Rows
    groups: Rows
    secrets: Rows


def rows(text: str) -> Rows:
    """Return lines by their first word.

    >>> rows("root:x:0")
    {'root': ['root', 'x', '0']}
    """
    return {line.split(":")[0]: line.split(":") for line in text.splitlines() if line.strip()}


def people_now(root: Path) -> People:
    """Return who there is now."""
    return People(*(rows((root / "etc" / each).read_text()) for each in _FILES))


def people_before(root: Path) -> People:
    """Return who there was before."""
    with tarfile.open(root / MEMORY / "etc.tar.gz") as tar:
        files = (tar.extractfile(f"etc/{each}") for each in _FILES)
        return People(*(rows(file.read().decode() if file else "") for file in files))


_FILES = ("passwd", "group", "shadow")


def came(before: Rows, now: Rows, ours: Collection[str]) -> list[str]:
    """Return who was not there before, and is ours."""
    return sorted(name for name in now if name not in before and name in ours)


def commands(
    before: People, now: People, ours: Collection[str], *, all_of_them: bool
) -> Iterator[Command]:
    """Return what makes people as they were; accounts and groups of ours go where all are to.

    Ours are those that roles or packages of ours made, and those that roles were told of.
    """
    gone = came(before.users, now.users, ours) if all_of_them else []
    yield from (["userdel", name] for name in gone)
    for name in came(before.groups, now.groups, ours) if all_of_them else []:
        # userdel takes a group of the same name along, where nobody else is in it.
        if name not in gone or not _goes_along(name, now):
            yield ["groupdel", name]
    for name, was in before.groups.items():
        then, members = set(_members(was)), set(_members(now.groups.get(name, was)))
        for user in sorted((then ^ members) & {*ours} & before.users.keys() & now.users.keys()):
            yield ["gpasswd", "--add" if user in then else "--delete", user, name]
    for name in sorted(before.users.keys() & now.users.keys() & {*ours}):
        yield from _back(name, before, now)


def _goes_along(name: str, now: People) -> bool:
    group = now.groups[name]
    others = [user for user, row in now.users.items() if row[3] == group[2] and user != name]
    return now.users[name][3] == group[2] and not others and _members(group) in ([], [name])


def _members(row: list[str]) -> list[str]:
    return [name for name in row[3].split(",") if name]


def _back(name: str, before: People, now: People) -> Iterator[Command]:
    was, is_now = before.users[name], now.users[name]
    words = [
        word
        for at, option in ((4, "--comment"), (5, "--home"), (6, "--shell"))
        if was[at] != is_now[at]
        for word in (option, was[at])
    ]
    secret, secret_now = before.secrets.get(name, []), now.secrets.get(name, [])
    if len(secret) > 7 and len(secret_now) > 7 and secret[7] != secret_now[7]:
        words += ["--expiredate", secret[7]]
    if words:
        yield ["usermod", *words, name]
    if len(secret) > 1 and len(secret_now) > 1 and secret_now[1] == f"!{secret[1]}" != "!":
        yield ["usermod", "--unlock", name]


def perform(asked: Collection[Command]) -> None:
    """Run them; one that fails says why and ends it."""
    for command in asked:
        subprocess.run(command, capture_output=True, text=True, check=True)
