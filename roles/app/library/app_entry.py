"""An Ansible module: takes members out of the entry and puts them back, by HAProxy's socket."""

from __future__ import annotations

import csv
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: app_entry
short_description: Take members out of the entry, and put them back
description: Members that are put in and members that are taken out change places at one moment.
options:
  socket: {description: HAProxy's socket., type: path, required: true}
  ready: {description: Members that are put in., type: list, elements: str, default: []}
  out: {description: Members that are taken out., type: list, elements: str, default: []}
  seconds: {description: How long to wait., type: int, required: true}
"""

PAUSE = 0.1


class Server(NamedTuple):
    """One member in one backend."""

    backend: str
    name: str
    status: str
    sessions: int

    @property
    def path(self) -> str:
        """How the socket names it."""
        return f"{self.backend}/{self.name}"

    @property
    def is_out(self) -> bool:
        """Tell whether somebody took it out."""
        return self.status.startswith(("DRAIN", "MAINT"))

    @property
    def serves(self) -> bool:
        """Tell whether users are sent to it."""
        return self.status.startswith(("UP", "no check"))


def servers(said: str) -> list[Server]:
    """Return the members that `show stat` tells of."""
    rows = csv.DictReader(said.removeprefix("# ").splitlines())
    return [
        Server(row["pxname"], row["svname"], row["status"], int(row["scur"] or 0))
        for row in rows
        if row["svname"] not in ("FRONTEND", "BACKEND")
    ]


def taken_out(found: Sequence[Server], out: Iterable[str], ready: Iterable[str]) -> list[Server]:
    """Return whom to take out; never the last one that serves, who is better than none."""
    leave, come = set(out), set(ready)
    stay = {
        each.backend
        for each in found
        if each.name in come or (each.serves and each.name not in leave)
    }
    chosen = [each for each in found if each.name in leave and each.backend in stay]
    return [each for each in chosen if not each.status.startswith("MAINT")]


def put_in(found: Iterable[Server], ready: Iterable[str]) -> list[Server]:
    """Return whom to put in."""
    come = set(ready)
    return [each for each in found if each.name in come and each.is_out]


def said_by(path: str, command: str) -> str:
    """Return what HAProxy says to a command."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.settimeout(5)
        wire.connect(path)
        wire.sendall(f"{command}\n".encode())
        return b"".join(iter(lambda: wire.recv(65536), b"")).decode()


def until(done: Callable[[], bool], seconds: float) -> bool:
    """Wait, and tell whether it came about in time."""
    end = time.monotonic() + seconds
    while not (came := done()) and time.monotonic() < end:
        time.sleep(PAUSE)
    return came


def change(path: str, come: Sequence[Server], leave: Sequence[Server], seconds: float) -> bool:
    """Let members change places; tell whether those that come serve in the end."""

    def seen(members: Sequence[Server]) -> list[Server]:
        paths = {each.path for each in members}
        return [each for each in servers(said_by(path, "show stat")) if each.path in paths]

    words = [f"set server {each.path} state ready" for each in come]
    words += [f"set server {each.path} state drain" for each in leave]
    said_by(path, ";".join(words))
    well = until(lambda: all(each.serves for each in seen(come)), seconds)
    # What has begun may end; users who are bound to a member by a cookie come until it is closed.
    until(lambda: all(each.sessions == 0 for each in seen(leave)), seconds)
    if leave:
        said_by(path, ";".join(f"set server {each.path} state maint" for each in leave))
    return well


def main() -> None:
    """Change what is not as it should be."""
    names = {"type": "list", "elements": "str", "default": []}
    module = AnsibleModule(
        argument_spec={
            "socket": {"type": "path", "required": True},
            "ready": names,
            "out": names,
            "seconds": {"type": "int", "required": True},
        },
        supports_check_mode=True,
    )
    asked = module.params
    try:
        found = servers(said_by(asked["socket"], "show stat"))
        come = put_in(found, asked["ready"])
        leave = taken_out(found, asked["out"], asked["ready"])
        if not module.check_mode and (come or leave):
            well = change(asked["socket"], come, leave, asked["seconds"])
            if not well:
                module.fail_json(msg=f"the entry finds {', '.join(e.path for e in come)} not well")
    except OSError as error:
        module.fail_json(msg=f"HAProxy does not answer on {asked['socket']}: {error}")
    paths = {"ready": [each.path for each in come], "out": [each.path for each in leave]}
    module.exit_json(changed=bool(come or leave), **paths)


if __name__ == "__main__":
    main()
