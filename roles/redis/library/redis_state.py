#!/usr/bin/python
"""Ask a cluster of Redis who leads: its watchers first, then its members. Nothing is changed."""

from __future__ import annotations

import socket
import ssl
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: redis_state
short_description: Ask a cluster of Redis who leads
description:
  - Asks all watchers and members of a cluster at once, over TLS; who does not answer is left out.
  - Fails, where those that answer contradict each other, as a choice between them could lose data.
options:
  name: {type: str, required: true, description: The name by which watchers know the cluster.}
  members: {type: list, elements: str, required: true, description: Addresses of its members.}
  sentinels: {type: list, elements: str, required: true, description: Addresses of its watchers.}
  port: {type: int, required: true, description: Where members listen.}
  sentinel_port: {type: int, required: true, description: Where watchers listen.}
  user: {type: str, required: true, description: Who asks.}
  passwords: {type: list, elements: str, required: true, description: The first that is taken.}
  authority: {type: path, required: true, description: The certificate that signed all others.}
  here:
    type: dict
    default: {}
    description: The member on this host, whose port may be shut, and by which socket it is asked.
    suboptions:
      address: {type: str, default: "", description: Its address.}
      socket: {type: str, default: "", description: Its socket.}
  timeout: {type: float, default: 2.0, description: Seconds after which silence is no answer.}
"""
RETURN = """
leader: {type: str, returned: always, description: The address of whoever leads; or nothing.}
members: {type: dict, returned: always, description: What each member said about itself.}
sentinels: {type: dict, returned: always, description: What each watcher said about the leader.}
"""

Reply = Any
"""What RESP can say: text, a number, nothing, or a list of them."""


class RefusedError(Exception):
    """An error that Redis answered with."""


class ContradictionError(Exception):
    """More than one answer to who leads."""


class Connection:
    """One connection, logged in."""

    def __init__(self, where: tuple[str, int], asked: Mapping[str, Any]) -> None:
        """Connect, and try the passwords in turn."""
        here = asked["here"]
        is_here = where == (here["address"], asked["port"])
        if is_here and Path(here["socket"]).is_socket():
            self._socket: socket.socket = socket.socket(socket.AF_UNIX)
            self._socket.settimeout(asked["timeout"])
            self._socket.connect(here["socket"])
        else:
            self._socket = secured(where, asked)
        self._file: BinaryIO = self._socket.makefile("rb")
        self._log_in(asked["user"], asked["passwords"])

    def ask(self, *words: str) -> Reply:
        """Send a command and return its answer."""
        parts = [word.encode() for word in words]
        body = b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)
        self._socket.sendall(b"*%d\r\n%b" % (len(parts), body))
        return read(self._file)

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()

    def _log_in(self, user: str, passwords: Sequence[str]) -> None:
        for password in passwords[:-1]:
            try:
                self.ask("AUTH", user, password)
            except RefusedError:
                continue
            return
        self.ask("AUTH", user, passwords[-1])


def secured(where: tuple[str, int], asked: Mapping[str, Any]) -> ssl.SSLSocket:
    """Return a connection to an address whose certificate the authority signed."""
    context = ssl.create_default_context(cafile=asked["authority"])
    plain = socket.create_connection(where, asked["timeout"])
    try:
        return context.wrap_socket(plain, server_hostname=where[0])
    except OSError:
        plain.close()
        raise


def read(file: BinaryIO) -> Reply:
    """Read one answer of the RESP protocol."""
    line = file.readline()
    if not line.endswith(b"\r\n"):
        raise ConnectionError("hung up")
    kind, text = line[:1], line[1:-2].decode()
    if kind == b"-":
        raise RefusedError(text)
    if kind == b"+":
        return text
    size = int(text)
    if kind == b":":
        return size
    if size < 0:
        return None
    if kind == b"*":
        return [read(file) for _ in range(size)]
    return file.read(size + 2)[:-2].decode()


def of_member(role: Sequence[Any]) -> dict[str, Any]:
    """Return what an answer to ROLE says.

    >>> of_member(["slave", "10.0.0.1", 6379, "connected", 42])
    {'leads': False, 'follows': '10.0.0.1', 'link': 'connected', 'followers': []}
    """
    if role[0] == "master":
        followers = [each[0] for each in role[2]]
        return {"leads": True, "follows": None, "link": None, "followers": followers}
    return {"leads": False, "follows": role[1], "link": role[3], "followers": []}


def leader(sentinels: Mapping[str, Mapping[str, str]], members: Mapping[str, Any]) -> str | None:
    """Decide who leads; watchers know better than a member that has just come back.

    >>> leader({}, {"10.0.0.2": of_member(["master", 0, []])})
    '10.0.0.2'
    """
    named = Counter(each["ip"] for each in sentinels.values())
    if named:
        (first, votes), *others = named.most_common()
        if others and votes * 2 <= len(sentinels):
            raise ContradictionError(f"Sentinels name different leaders: {', '.join(named)}")
        return first
    leading = [address for address, each in members.items() if each["leads"]]
    if len(leading) > 1:
        raise ContradictionError(f"no Sentinel answers, and several lead: {', '.join(leading)}")
    return leading[0] if leading else None


def ask_member(address: str, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a member says; nothing, where it is silent."""
    try:
        connection = Connection((address, asked["port"]), asked)
    except OSError:
        return None
    try:
        return of_member(connection.ask("ROLE"))
    except OSError:
        return None
    finally:
        connection.close()


def ask_sentinel(address: str, asked: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what a watcher knows of the leader; nothing, where it is silent or knows none."""
    try:
        connection = Connection((address, asked["sentinel_port"]), asked)
    except OSError:
        return None
    try:
        flat = connection.ask("SENTINEL", "MASTER", asked["name"])
    except RefusedError as refused:
        if "No such master" in str(refused):
            return None
        raise
    except OSError:
        return None
    finally:
        connection.close()
    return dict(zip(flat[::2], flat[1::2], strict=True))


def state(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Ask everybody at once."""
    with ThreadPoolExecutor(16) as pool:
        found = pool.map(lambda each: ask_sentinel(each, asked), asked["sentinels"])
        told = pool.map(lambda each: ask_member(each, asked), asked["members"])
        sentinels = {who: each for who, each in zip(asked["sentinels"], found, strict=True) if each}
        members = {who: each for who, each in zip(asked["members"], told, strict=True) if each}
    return {
        "leader": leader(sentinels, members),
        "members": members,
        "sentinels": sentinels,
    }


def specification() -> dict[str, Any]:
    """Return what the module takes."""
    text: dict[str, Any] = {"type": "str", "required": True}
    texts: dict[str, Any] = {"type": "list", "elements": "str", "required": True}
    port: dict[str, Any] = {"type": "int", "required": True}
    maybe: dict[str, Any] = {"type": "str", "default": ""}
    return {
        "name": text,
        "members": texts,
        "sentinels": texts,
        "port": port,
        "sentinel_port": port,
        "user": text,
        "passwords": {**texts, "no_log": True},
        "authority": {"type": "path", "required": True},
        "here": {"type": "dict", "default": {}, "options": {"address": maybe, "socket": maybe}},
        "timeout": {"type": "float", "default": 2.0},
    }


def main() -> None:
    """Answer Ansible."""
    module = AnsibleModule(argument_spec=specification(), supports_check_mode=True)
    nothing: dict[str, Any] = {"leader": None, "members": {}, "sentinels": {}}
    authority = Path(module.params["authority"])
    if not authority.exists():
        if module.check_mode:
            module.exit_json(changed=False, **nothing)
        module.fail_json(msg=f"{authority} is not there: whoever answers cannot be believed")
    try:
        found = state(module.params)
    except (ContradictionError, RefusedError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, **found)


if __name__ == "__main__":
    main()
