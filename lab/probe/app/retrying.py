"""Trying again, and connections that are kept."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, Protocol, TypeVar

Found = TypeVar("Found")


class Closable(Protocol):
    """A connection."""

    def close(self) -> object:
        """End it."""
        ...


Connection = TypeVar("Connection", bound=Closable)


def again(
    attempt: Callable[[], Found],
    lost: tuple[type[Exception], ...],
    *,
    seconds: float,
    pause: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> Found:
    """Return what an attempt returns; one that was lost is made again, until time is up."""
    end = clock() + seconds
    while True:
        try:
            return attempt()
        except lost:
            if clock() + pause > end:
                raise
        sleep(pause)


class Pool(Generic[Connection]):
    """Connections that are kept; when one is lost, so are those that idle beside it."""

    def __init__(self, connect: Callable[[], Connection], keep: int = 16) -> None:
        self._connect = connect
        self._keep = keep
        self._idle: deque[Connection] = deque()

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """Lend a connection; after any error it is closed, and the idle ones with it."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        except BaseException:
            _closed(connection)
            self.empty()
            raise
        if len(self._idle) < self._keep:
            self._idle.append(connection)
        else:
            _closed(connection)

    def empty(self) -> None:
        """Close all that idle."""
        while True:
            try:
                _closed(self._idle.pop())
            except IndexError:
                return


def _closed(connection: Closable) -> None:
    with suppress(Exception):
        connection.close()
