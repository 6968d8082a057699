"""Records in PostgreSQL: numbered by the client, written once however often they are sent."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import psycopg2  # type: ignore[import-untyped]  # the host's, not the controller's
import psycopg2.errors  # type: ignore[import-untyped]  # as above
import psycopg2.extensions  # type: ignore[import-untyped]  # as above

from lab.probe.app.given import RELATIONAL, FullError, Given, Login
from lab.probe.app.retrying import Pool, again

Found = TypeVar("Found")

LOST: tuple[type[Exception], ...] = (
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
    psycopg2.errors.ReadOnlySqlTransaction,
    TimeoutError,
)
"""A connection that ended, or one to a server that no longer leads: another one may do better."""

_READY = {
    psycopg2.extensions.POLL_READ: select.POLLIN,
    psycopg2.extensions.POLL_WRITE: select.POLLOUT,
}


class Database:
    """A database through its read-write and its read-only entry."""

    def __init__(self, given: Given) -> None:
        self._given = given
        psycopg2.extensions.set_wait_callback(_waiting(3 * given.connect_timeout))
        self._pools = {
            "write": Pool(lambda: connection(given, "read_write", "write")),
            "read": Pool(lambda: connection(given, "read_only", "read")),
        }

    def record(self, client: str, number: int) -> bool:
        """Write a record and tell whether it is new; when this returns, it is committed."""
        return bool(
            self._run(
                "write",
                "INSERT INTO probe_records (client, number) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (client, number),
            )[0]
        )

    def numbers(self, client: str, *, copies: bool = False) -> list[int]:
        """Return the numbers of a client's records, as the leader has them or as copies do."""
        _, rows = self._run(
            "read" if copies else "write",
            "SELECT number FROM probe_records WHERE client = %s ORDER BY number",
            (client,),
        )
        return [row[0] for row in rows]

    def result(self, task: str, worker: str) -> None:
        """Write what became of a task."""
        self._run(
            "write",
            "INSERT INTO probe_results (task, worker) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (task, worker),
        )

    def results(self) -> int:
        """Return how many tasks were done."""
        return int(self._run("write", "SELECT count(*) FROM probe_results", ())[1][0][0])

    def job(self, job: str, member: str) -> None:
        """Write that a job ran."""
        self._run("write", "INSERT INTO probe_jobs (job, member) VALUES (%s, %s)", (job, member))

    def jobs(self) -> list[tuple[str, str, str]]:
        """Return when which job ran, and where."""
        said = "SELECT job, member, ran_at::text FROM probe_jobs ORDER BY ran_at DESC LIMIT 100"
        return self._run("write", said, ())[1]

    def well(self) -> None:
        """Raise unless the leader answers at once."""
        self._run("write", "SELECT 1", (), seconds=0)

    def _run(
        self, role: str, said: str, values: Iterable[object], seconds: float | None = None
    ) -> tuple[int, list[Any]]:
        def once() -> tuple[int, list[Any]]:
            try:
                with self._pools[role].lent() as connection, connection.cursor() as cursor:
                    cursor.execute(said, values)
                    return cursor.rowcount, cursor.fetchall() if cursor.description else []
            except psycopg2.errors.DiskFull as error:
                raise FullError(str(error).strip()) from None

        patience = self._given.retry_for if seconds is None else seconds
        return again(once, LOST, seconds=patience, pause=self._given.retry_pause)


def connection(given: Given, entry: str, may: str) -> Any:  # noqa: ANN401 - psycopg2 is untyped
    """Open a connection; every statement commits by itself."""
    login: Login = given.login(RELATIONAL, entry, may)
    opened = psycopg2.connect(
        host=login.host,
        port=login.port,
        dbname=login.store,
        user=login.account,
        password=login.password,
        sslmode="verify-full",
        sslrootcert=given.authority,
        connect_timeout=max(2, round(given.connect_timeout)),
        application_name=given.name,
        keepalives_idle=5,
        keepalives_interval=1,
        keepalives_count=3,
    )
    opened.autocommit = True
    return opened


def _waiting(seconds: float) -> Callable[[Any], None]:
    """Return how psycopg2 waits: no longer than some seconds for one answer."""

    def wait(connection: Any) -> None:  # noqa: ANN401 - psycopg2 is untyped
        end = time.monotonic() + seconds
        while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
            watch = select.poll()
            watch.register(connection.fileno(), _READY[state])
            left = end - time.monotonic()
            if left <= 0 or not watch.poll(left * 1000):
                raise TimeoutError(f"the database did not answer within {seconds} s")

    return wait
