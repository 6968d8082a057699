"""One observer's eyes: when each member last answered anything at all.

A host is silent when nothing on it answers: not etcd over a connection that is kept, not Patroni
over a new one. A kernel that refuses or ends a connection is an answer: the host lives. One that
only takes a connection, as that of a frozen host does, is none.
"""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Mapping

from tandem_fencing.given import Given

Ask = Callable[[], object]
"""Asks a member; raises OSError where it does not answer."""


class Line:
    """A connection to one port of one host, kept while it is good."""

    def __init__(self, address: str, port: int, context: ssl.SSLContext, patience: float) -> None:
        self._where = (address, port)
        self._context = context
        self._patience = patience
        self._kept: http.client.HTTPSConnection | None = None

    def ask(self, path: str, body: bytes | None = None, *, keep: bool = True) -> bytes:
        """Return what is answered; any failure ends the connection."""
        connection = self._kept or http.client.HTTPSConnection(
            *self._where, timeout=self._patience, context=self._context
        )
        self._kept = None
        try:
            connection.request("GET" if body is None else "POST", path, body)
            said = connection.getresponse().read()
        except http.client.HTTPException as error:
            connection.close()
            raise ConnectionResetError(type(error).__name__) from None
        except OSError:
            connection.close()
            raise
        if keep:
            self._kept = connection
        else:
            connection.close()
        return said


def answers(ask: Ask) -> bool:
    """Tell whether a member answers: one that refuses or hangs up lives.

    >>> def refused(): raise ConnectionRefusedError
    >>> def late(): raise TimeoutError
    >>> answers(refused), answers(late), answers(lambda: b"")
    (True, False, True)
    """
    try:
        ask()
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    except OSError:
        return False
    return True


class Eyes:
    """Looks at members without a pause, each by two threads: one way is enough."""

    def __init__(self, given: Given, members: Mapping[str, str]) -> None:
        self._given = given
        self._context = given.context()
        self._last = dict.fromkeys(members, time.monotonic())
        for name, address in members.items():
            for look in (self._known_way, self._new_way):
                threading.Thread(target=look, args=(name, address), daemon=True).start()

    def silence(self) -> dict[str, float]:
        """Return for how many seconds each member did not answer."""
        now = time.monotonic()
        return {name: round(now - last, 3) for name, last in self._last.items()}

    def _known_way(self, name: str, address: str) -> None:
        """Ask etcd what it is, which costs both sides next to nothing."""
        given = self._given
        line = Line(address, given.ports["etcd-client"], self._context, given.suspect)
        while True:
            self._note(name, lambda: line.ask("/version"))
            time.sleep(given.probe)

    def _new_way(self, name: str, address: str) -> None:
        """Ask Patroni whether it lives, once the known way has been silent for a while."""
        given = self._given
        line = Line(address, given.ports["patroni"], self._context, given.suspect)
        while True:
            if self.silence()[name] >= 2 * given.probe:
                self._note(name, lambda: line.ask("/liveness", keep=False))
            time.sleep(given.probe / 2)

    def _note(self, name: str, ask: Ask) -> None:
        begun = time.monotonic()
        if answers(ask):
            self._last[name] = max(self._last[name], begun)
