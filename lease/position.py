"""How far the database of this host is, for the voters to keep: what is lost can then be said.

Asked beside the renewals, never by them: a database that is slow to answer must delay none.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

Ask = Callable[[], dict[str, Any]]

PATIENCE = 2.0


class Watcher:
    """Asks this host's Patroni from time to time; says nothing where the database does not lead."""

    def __init__(self, place: tuple[str, int] | None, authority: str, pause: float) -> None:
        self._place = place
        self._authority = authority
        self._pause = pause
        self._known = ""

    def said(self) -> str:
        """Return what was last heard, as the voters keep it."""
        return self._known

    def begin(self) -> None:
        """Ask for ever, beside everything else."""
        if self._place:
            threading.Thread(target=self._go_on, daemon=True).start()

    def _go_on(self) -> None:
        address, port = self._place or ("", 0)
        context = ssl.create_default_context(cafile=self._authority)
        url = f"https://{address}:{port}/patroni"

        def ask() -> dict[str, Any]:
            with urllib.request.urlopen(url, timeout=PATIENCE, context=context) as answer:
                found: dict[str, Any] = json.load(answer)
            return found

        while True:
            self._known = told(ask, time.time)
            time.sleep(self._pause)


def told(ask: Ask, wall: Callable[[], float]) -> str:
    """Return the position of a database that leads, and when it was asked for, as JSON."""
    try:
        at, found = wall(), ask()
        if found.get("role") not in ("primary", "master") or found.get("state") != "running":
            return ""
        return json.dumps({"at": round(at, 3), "position": int(found["xlog"]["location"])})
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return ""
