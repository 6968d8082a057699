"""What the probe answers to each request; nothing here knows HTTP's wire."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Protocol

from lab.probe.app.given import FullError, Given, MissingError
from lab.probe.app.shares import Shares

HOST = socket.gethostname()


class Records(Protocol):
    """Where records are kept."""

    def record(self, client: str, number: int) -> bool: ...  # noqa: D102 - said by Database
    def numbers(self, client: str, *, copies: bool = ...) -> list[int]: ...  # noqa: D102 - as above
    def results(self) -> int: ...  # noqa: D102 - as above
    def jobs(self) -> list[tuple[str, str, str]]: ...  # noqa: D102 - as above
    def well(self) -> None: ...  # noqa: D102 - as above


class Kept(Protocol):
    """Where values are kept and tasks queued."""

    def put(self, key: str, value: str) -> None: ...  # noqa: D102 - said by Cache
    def get(self, key: str) -> str | None: ...  # noqa: D102 - as above
    def ask(self, task: str) -> None: ...  # noqa: D102 - as above
    def well(self) -> None: ...  # noqa: D102 - as above


@dataclass(frozen=True)
class Request:
    """A request: its method, path, query and body."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    kind: str = "application/json"


@dataclass(frozen=True)
class Probe:
    """A process that answers, and the stores it has; one without a store has no such answers."""

    given: Given
    release: str
    folder: Path
    records: Records | None = None
    cache: Kept | None = None
    fault: str = ""

    @property
    def shares(self) -> Shares:
        """The shared directories."""
        return Shares(self.given.shares)

    def answer(self, request: Request) -> Answer:
        """Answer a request; what is not there is 404, what cannot be understood 400."""
        path = request.path.removeprefix("/api")
        head, _, rest = path.lstrip("/").partition("/")
        if path in (self.given.health, "/health"):
            return self._health()
        table: Mapping[tuple[str, str], Callable[[Request, str], Answer]] = {
            ("GET", ""): self._page,
            ("GET", "health"): self._deep,
            ("GET", "static"): self._static,
            ("POST", "records"): self._record,
            ("GET", "records"): self._numbers,
            ("PUT", "cache"): self._put,
            ("GET", "cache"): self._get,
            ("PUT", "files"): self._put_file,
            ("GET", "files"): self._get_file,
            ("POST", "tasks"): self._ask,
            ("GET", "results"): self._results,
        }
        found = table.get((request.method, head))
        try:
            return found(request, rest) if found else said(404, error="no such path")
        except MissingError as error:
            return said(404, error=str(error))
        except FullError as error:
            return said(507, error=str(error))
        except (ValueError, KeyError, TypeError) as error:
            return said(400, error=f"cannot understand this: {error}")

    def _health(self) -> Answer:
        if self.fault == "health":
            return said(503, error="a fault that was built in")
        return said(200, status="well", release=self.release, host=HOST)

    def _deep(self, _: Request, rest: str) -> Answer:
        if rest != "deep":
            raise MissingError(f"no health of {rest}")
        checks: dict[str, Callable[[], object]] = {"files": lambda: self.shares.well(HOST)}
        if self.records:
            checks["database"] = self.records.well
        if self.cache:
            checks["cache"] = self.cache.well
        found = {name: _said_by(check) for name, check in checks.items()}
        return said(200 if set(found.values()) <= {"well"} else 503, **found)

    def _page(self, _: Request, _rest: str) -> Answer:
        title = escape(f"{self.given.name} {self.release} on {HOST}")
        page = (
            "<!doctype html><html lang=en><meta charset=utf-8>"
            f'<title>{title}</title><link rel=stylesheet href="/static/probe.css"><h1>{title}</h1>'
        )
        return Answer(200, page.encode(), "text/html; charset=utf-8")

    def _static(self, _: Request, rest: str) -> Answer:
        path = self.folder / Path(rest).name
        if not path.is_file():
            raise MissingError(f"no {rest}")
        return Answer(200, path.read_bytes(), "text/css" if path.suffix == ".css" else "text/plain")

    def _record(self, request: Request, _: str) -> Answer:
        wanted = json.loads(request.body)
        new = _there(self.records).record(str(wanted["client"]), int(wanted["number"]))
        return said(201 if new else 200, new=new)

    def _numbers(self, request: Request, _: str) -> Answer:
        copies = request.query.get("from") == "copies"
        numbers = _there(self.records).numbers(request.query["client"], copies=copies)
        return said(200, numbers=numbers)

    def _put(self, request: Request, rest: str) -> Answer:
        _kept(self.cache).put(rest, request.body.decode())
        return said(200, kept=True)

    def _get(self, _: Request, rest: str) -> Answer:
        value = _kept(self.cache).get(rest)
        return said(404, error="not kept") if value is None else said(200, value=value)

    def _put_file(self, request: Request, rest: str) -> Answer:
        share, _slash, name = rest.partition("/")
        self.shares.put(share, name, request.body)
        return said(200, kept=True)

    def _get_file(self, _: Request, rest: str) -> Answer:
        share, _slash, name = rest.partition("/")
        return Answer(200, self.shares.get(share, name), "application/octet-stream")

    def _ask(self, request: Request, _: str) -> Answer:
        _kept(self.cache).ask(str(json.loads(request.body)["task"]))
        return said(202, queued=True)

    def _results(self, _: Request, _rest: str) -> Answer:
        records = _there(self.records)
        return said(200, done=records.results(), jobs=records.jobs())


def said(code: int, /, **what: object) -> Answer:
    """Return an answer in JSON."""
    return Answer(code, json.dumps(what).encode() + b"\n")


def _said_by(check: Callable[[], Any]) -> str:
    try:
        check()
    except Exception as error:
        return f"{type(error).__name__}: {error}".strip()
    return "well"


def _there(records: Records | None) -> Records:
    if records is None:
        raise MissingError("this process has no database")
    return records


def _kept(cache: Kept | None) -> Kept:
    if cache is None:
        raise MissingError("this process has no cache")
    return cache
