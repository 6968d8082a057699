"""Asking the voters: an etcd of three, through its JSON gateway, over TLS both ways.

Each request is one transaction, which a majority agrees to, so that what is read is never old.
"""

from __future__ import annotations

import http.client
import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lease.keeper import Ask
from lease.record import BEAT, LOCK, POSITION, RECORD, Answer, Record, View

Json = dict[str, Any]


class SilenceError(Exception):
    """No majority answered. What was asked may have happened all the same."""


class RefusedError(Exception):
    """The voters hold something else than was expected."""


@dataclass(frozen=True)
class Tls:
    """Files: whom to believe, and who one is."""

    authority: str
    certificate: str
    key: str


class Voters:
    """The voters, asked one after another until one answers; who answered is asked first next."""

    def __init__(self, members: Sequence[tuple[str, int]], tls: Tls, patience: float) -> None:
        self._members = list(members)
        self._patience = patience
        self._context = ssl.create_default_context(cafile=tls.authority)
        self._context.load_cert_chain(tls.certificate, tls.key)
        self._connections: dict[tuple[str, int], http.client.HTTPSConnection] = {}

    def perform(self, ask: Ask, host: str, position: str = "") -> Answer:
        """Renew, or only ask; either way learn what the record is.

        Whose database leads says with each renewal how far it is, and nobody else may.
        """
        guard = _compare(RECORD, "MOD", ask.revision if ask.revision else -1)
        told = [_put(BEAT, host), *([_put(POSITION, position)] if position else [])]
        found = self.transact([guard], [*told, _range(RECORD)], [_range(RECORD)])
        return Answer(found["succeeded"], _view(found["responses"][-1]))

    def view(self) -> View:
        """Return what the record is now."""
        return self.last()[0]

    def last(self) -> tuple[View, int]:
        """Return the record and, of the same moment, the last renewal as the voters count; or 0."""
        record, beat = self.transact([], [_range(RECORD), _range(BEAT)], [])["responses"]
        return _view(record), _revision(beat)

    def write(self, record: Record, expected: int) -> View:
        """Write the record where it still is the expected one; 0 expects that there is none."""
        guard = _compare(RECORD, "MOD", expected)
        found = self.transact([guard], [_put(RECORD, record.text())], [_range(RECORD)])
        if found["succeeded"]:
            return View(record, int(found["header"]["revision"]))
        now = _view(found["responses"][-1])
        if now.record == record:  # an earlier try got through, and its answer was lost
            return now
        raise RefusedError(f"the record is {now.record} at {now.revision}, not at {expected}")

    def lock(self, run: str) -> str:
        """Take the lock where nobody has it; return who has it now."""
        guard = _compare(LOCK, "CREATE", 0)
        found = self.transact([guard], [_put(LOCK, run)], [_range(LOCK)])
        return run if found["succeeded"] else _value(found["responses"][-1]) or ""

    def unlock(self, run: str) -> None:
        """Give the lock back; another run's stays."""
        guard = {"key": _b64(LOCK), "target": "VALUE", "result": "EQUAL", "value": _b64(run)}
        self.transact([guard], [{"requestDeleteRange": {"key": _b64(LOCK)}}], [])

    def read(self, key: str) -> str | None:
        """Return a value."""
        return _value(self.transact([], [_range(key)], [])["responses"][0])

    def clear(self, key: str) -> None:
        """Forget a value."""
        self.transact([], [{"requestDeleteRange": {"key": _b64(key)}}], [])

    def put(self, key: str, value: str) -> None:
        """Write a value."""
        self.transact([], [_put(key, value)], [])

    def each(self) -> dict[str, str]:
        """Ask each alone; return why it does not answer, or nothing where it knows a majority."""
        body = json.dumps({"compare": [], "success": [_range(RECORD)], "failure": []})
        found = {}
        for member in self._members:
            try:
                self._post(member, body)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._connections.pop(member, None)
                found[member[0]] = str(error) or type(error).__name__
            else:
                found[member[0]] = ""
        return found

    def transact(self, compare: list[Json], success: list[Json], failure: list[Json]) -> Json:
        """Send one transaction, and return what came of it."""
        body = json.dumps({"compare": compare, "success": success, "failure": failure})
        said = []
        for member in list(self._members):
            try:
                found = self._post(member, body)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._connections.pop(member, None)
                self._members.append(self._members.pop(0))
                said.append(f"{member[0]}: {str(error) or type(error).__name__}")
            else:
                return {"succeeded": False, "responses": [], **found}
        raise SilenceError("; ".join(said))

    def _post(self, member: tuple[str, int], body: str) -> Json:
        connection = self._connections.get(member)
        if connection is None:
            connection = http.client.HTTPSConnection(
                *member, timeout=self._patience, context=self._context
            )
            self._connections[member] = connection
        connection.request("POST", "/v3/kv/txn", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != http.client.OK:
            raise ValueError(text.strip()[:200])
        found: Json = json.loads(text)
        return found


def _compare(key: str, target: str, number: int) -> Json:
    name = {"MOD": "mod_revision", "CREATE": "create_revision"}[target]
    return {"key": _b64(key), "target": target, "result": "EQUAL", name: str(number)}


def _put(key: str, value: str) -> Json:
    return {"requestPut": {"key": _b64(key), "value": _b64(value)}}


def _range(key: str) -> Json:
    return {"requestRange": {"key": _b64(key)}}


def _view(response: Mapping[str, Any]) -> View:
    text = _value(response)
    return View(None if text is None else Record.parsed(text), _revision(response))


def _revision(response: Mapping[str, Any]) -> int:
    kept = response.get("response_range", {}).get("kvs", [])
    return int(kept[0]["mod_revision"]) if kept else 0


def _value(response: Mapping[str, Any]) -> str | None:
    kept = response.get("response_range", {}).get("kvs", [])
    return b64decode(kept[0]["value"]).decode() if kept else None


def _b64(text: str) -> str:
    return b64encode(text.encode()).decode()
