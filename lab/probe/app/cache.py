"""A cache and a queue of tasks in Redis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import redis

from lab.probe.app.given import CACHES, Given
from lab.probe.app.retrying import again

Found = TypeVar("Found")

TASKS = "probe:tasks"
LOST: tuple[type[Exception], ...] = (
    redis.ConnectionError,
    redis.TimeoutError,
    redis.ReadOnlyError,
    OSError,
)


class Cache:
    """Redis through its entry; redis-py keeps the connections."""

    def __init__(self, given: Given) -> None:
        self._given = given
        login = given.login(CACHES, "read_write", "write")
        self._redis: Any = redis.Redis(
            host=login.host,
            port=login.port,
            username=login.account,
            password=login.password,
            ssl=True,
            ssl_ca_certs=given.authority,
            ssl_cert_reqs="required",
            ssl_check_hostname=True,
            socket_connect_timeout=given.connect_timeout,
            socket_timeout=3 * given.connect_timeout,
            decode_responses=True,
        )

    def put(self, key: str, value: str) -> None:
        """Keep a value for an hour."""
        self._do(lambda: self._redis.set(f"probe:cache:{key}", value, ex=3600))

    def get(self, key: str) -> str | None:
        """Return what is kept."""
        found: str | None = self._do(lambda: self._redis.get(f"probe:cache:{key}"))
        return found

    def ask(self, task: str) -> None:
        """Queue a task."""
        self._do(lambda: self._redis.lpush(TASKS, task))

    def take(self, worker: str) -> str | None:
        """Take a task, and keep it as the worker's until it is done; nothing after a second."""
        found: str | None = self._redis.brpoplpush(TASKS, f"{TASKS}:{worker}", timeout=1)
        return found

    def done(self, worker: str, task: str) -> None:
        """Forget a task."""
        self._do(lambda: self._redis.lrem(f"{TASKS}:{worker}", 1, task))

    def return_to(self, worker: str) -> None:
        """Queue again what a worker had taken when it was killed."""
        while self._redis.rpoplpush(f"{TASKS}:{worker}", TASKS):
            pass

    def beat(self, worker: str) -> None:
        """Say that a worker lives."""
        self._redis.set(f"probe:worker:{worker}", "alive", ex=10)

    def well(self) -> None:
        """Raise unless the leader of the cache takes a write at once."""
        self._redis.set("probe:health", "1", ex=10)

    def _do(self, what: Callable[[], Found]) -> Found:
        given = self._given
        return again(what, LOST, seconds=given.retry_for, pause=given.retry_pause)
