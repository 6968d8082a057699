"""What the watcher reaches: members of etcd, and the device that switches a host off."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any

SYSTEMS = "/redfish/v1/Systems"
TICK = 0.1

Answered = dict[str, Any]
Call = Callable[[str, str, Answered | None], Answered]
"""Calls a device: method, path, body."""


class UnreachableError(Exception):
    """Nobody answered, or not as expected."""


def encoded(text: str) -> str:
    """Return a text as etcd's gateway wants it.

    >>> encoded("a")
    'YQ=='
    """
    return base64.b64encode(text.encode()).decode()


class Etcd:
    """One member of etcd, through the JSON gateway of its API."""

    def __init__(self, address: str, port: int, context: ssl.SSLContext, patience: float) -> None:
        self._url = f"https://{address}:{port}/v3/kv"
        self._context = context
        self._patience = patience

    def get(self, key: str, *, settled: bool = True) -> str | None:
        """Return a key's value; nothing, where there is none. Unsettled: as this member knows."""
        asked = {"key": encoded(key), "serializable": not settled}
        kvs = self._call("range", asked).get("kvs", [])
        return base64.b64decode(kvs[0]["value"]).decode() if kvs else None

    def release(self, key: str, named: str, *others: str) -> bool:
        """Delete a key if it still names somebody, and others with it; tell whether it did."""
        compared = {"key": encoded(key), "target": "VALUE", "value": encoded(named)}
        deleted = [{"request_delete_range": {"key": encoded(each)}} for each in (key, *others)]
        said = self._call("txn", {"compare": [compared], "success": deleted})
        return bool(said.get("succeeded"))

    def _call(self, what: str, asked: Answered) -> Answered:
        data = json.dumps(asked).encode()
        request = urllib.request.Request(f"{self._url}/{what}", data)  # noqa: S310 - https
        return fetched("etcd", request, self._context, self._patience)


def fetched(
    who: str, request: urllib.request.Request, context: ssl.SSLContext, patience: float
) -> Answered:
    """Return what is answered in JSON; whoever does not answer so was not reached."""
    try:
        with urllib.request.urlopen(request, timeout=patience, context=context) as answer:  # noqa: S310 - https, from the role
            found: Answered = json.loads(answer.read() or b"{}")
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UnreachableError(f"{who}: {error}") from None
    return found


def calling(
    url: str, account: str, password: str, context: ssl.SSLContext, patience: float
) -> Call:
    """Return what calls the device at a place, always over TLS."""
    base = "https://" + url.removeprefix("https://").rstrip("/")
    secret = base64.b64encode(f"{account}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}

    def call(method: str, path: str, body: Answered | None = None) -> Answered:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{base}{path}", data, headers, method=method)  # noqa: S310 - https
        return fetched("the device", request, context, patience)

    return call


class Device:
    """Whatever speaks Redfish and has power over one host."""

    def __init__(self, call: Call, host: str) -> None:
        self._call = call
        self._host = host
        self._found: str | None = None

    def state(self) -> str:
        """Return what the device says of the host's power: On, Off, or on its way."""
        return str(self._call("GET", self._system(), None).get("PowerState"))

    def switch_off(self) -> None:
        """Ask for the power to be cut at once."""
        found = self._call("GET", self._system(), None)
        reset = found["Actions"]["#ComputerSystem.Reset"]["target"]
        self._call("POST", reset, {"ResetType": "ForceOff"})

    def is_off_within(self, seconds: float) -> bool:
        """Tell whether the device says that it is off, before time is up."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self.state() == "Off":
                    return True
            except UnreachableError:
                pass  # it may be busy: only its word counts, until time is up
            time.sleep(TICK)
        return False

    def _system(self) -> str:
        """Return the host among those that the device has; a controller has one."""
        if self._found is None:
            found = self._call("GET", SYSTEMS, None)["Members"]
            paths = [str(each["@odata.id"]) for each in found]
            self._found = chosen(paths, self._host)
        return self._found


def chosen(paths: Iterable[str], host: str) -> str:
    """Return the path of a host; the only one, where there is one.

    >>> chosen(["/redfish/v1/Systems/1"], "db-1"), chosen(["/s/db-1", "/s/db-2"], "db-2")
    ('/redfish/v1/Systems/1', '/s/db-2')
    """
    known = list(paths)
    mine = [path for path in known if path.rstrip("/").rpartition("/")[2] == host]
    if len(known) == 1 or mine:
        return (mine or known)[0]
    raise UnreachableError(f"the device: {len(known)} systems, and none is called {host}")
