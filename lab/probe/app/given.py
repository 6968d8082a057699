"""What the host gives to a process: environment, stores, accounts, shared directories."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RELATIONAL = ("postgresql",)
"""Engines that the probe keeps records in."""

CACHES = ("redis",)
"""Engines that the probe keeps a cache and its tasks in."""


class MissingError(Exception):
    """The host gives nothing of the kind to this process."""


class FullError(Exception):
    """A store has no room for what was to be written; trying again makes none."""


@dataclass(frozen=True)
class Login:
    """A store as one account reaches it."""

    store: str
    engine: str
    host: str
    port: int
    account: str
    password: str


@dataclass(frozen=True)
class Given:
    """All that a process is given."""

    name: str
    listen: str
    port: int | None
    health: str
    authority: str
    shares: Mapping[str, Path]
    accounts: Mapping[str, Mapping[str, Any]]
    entries: Mapping[str, Mapping[str, str | None]]
    credentials: Path
    connect_timeout: float = 1.0
    retry_for: float = 30.0
    retry_pause: float = 0.1

    def login(self, engines: tuple[str, ...], entry: str, may: str) -> Login:
        """Return how to reach a store of some engine; the least account that may do it."""
        able = (
            (len(account["may"]), name, account)
            for name, account in self.accounts.items()
            if account["engine"] in engines and may in account["may"]
        )
        _, name, account = min(able, default=(0, "", None), key=lambda each: each[:2])
        if account is None:
            raise MissingError(f"no account that may {may} in {' or '.join(engines)}")
        address = self.entries.get(account["store"], {}).get(entry)
        if not address:
            raise MissingError(f"no {entry} entry to {account['store']}")
        host, _, port = address.rpartition(":")
        password = (self.credentials / name).read_text().strip()
        login = account.get("login", name)
        return Login(account["store"], account["engine"], host, int(port), login, password)

    def has(self, engines: tuple[str, ...]) -> bool:
        """Tell whether there is a store of some engine to write to."""
        return any(e["engine"] in engines and "write" in e["may"] for e in self.accounts.values())


def given(environ: Mapping[str, str] = os.environ) -> Given:
    """Read what this process is given."""
    port = environ.get("PORT")
    credentials = Path(environ.get("CREDENTIALS_DIRECTORY", "/nonexistent"))
    accounts = _json(environ.get("TANDEM_ACCOUNTS"))
    return Given(
        name=environ.get("TANDEM_PROCESS", "probe"),
        listen=environ.get("LISTEN", "127.0.0.1"),
        port=int(port) if port else None,
        health=environ.get("HEALTH") or "/health",
        authority=environ.get("TANDEM_CA", "/etc/tandem/tls/ca.crt"),
        shares={name: Path(to) for name, to in _json(environ.get("TANDEM_SHARES")).items()},
        accounts={n: e for n, e in accounts.items() if _readable(credentials / n)},
        entries=_json(environ.get("TANDEM_STORES")),
        credentials=credentials,
        connect_timeout=float(environ.get("CONNECT_TIMEOUT", "1")),
        retry_for=float(environ.get("RETRY_FOR", "30")),
        retry_pause=float(environ.get("RETRY_PAUSE", "0.1")),
    )


def _readable(path: Path) -> bool:
    """Tell whether a file was given to this process."""
    return os.access(path, os.R_OK)


def _json(path: str | None) -> dict[str, Any]:
    """Return what a file says; nothing where there is none, as on a host without stores."""
    if not path or not Path(path).exists():
        return {}
    found: dict[str, Any] = json.loads(Path(path).read_text())
    return found
