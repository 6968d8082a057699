"""The program on each host: renews, moves the guard, and answers the runs that ask it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lease.database import Database
from lease.guard import Guard, boot_clock
from lease.keeper import Entry, Keeper
from lease.position import Watcher
from lease.settings import SOCKET, Settings
from lease.voters import SilenceError, Voters

HOOK_SECONDS = 3
Json = dict[str, Any]


class Keeping:
    """One host's keeper at work."""

    def __init__(
        self,
        settings: Settings,
        voters: Voters,
        guard: Guard,
        clock: Callable[[], float] = boot_clock,
        position: Callable[[], str] = str,
        database: Database | None = None,
    ) -> None:
        self.keeper = Keeper(settings.site, settings.timers)
        self._settings = settings
        self._voters = voters
        self._guard = guard
        self._clock = clock
        self._position = position
        self._database = database or Database(settings.database, settings.timers.ttl)
        self._heard: float | None = None
        self._entry: Entry | None = None
        self._told: dict[Path, tuple[int, Entry]] = {}

    def renew(self) -> float:
        """Ask the voters, obey, and return when to ask again."""
        ask = self.keeper.ask(self._clock())
        try:
            answer = self._voters.perform(ask, self._settings.host, self._position())
        except SilenceError as error:
            say(f"no majority answers: {error}")
            self._mind(is_heard=False)
        else:
            if self.keeper.view.revision != answer.view.revision:
                say(f"the record is {answer.view}")
            self.keeper.hear(ask, answer)
            self._heard = self._clock()
            self._mind(is_heard=True)
            if not ask.revision and self.keeper.ask(0).revision:
                return self.renew()
        self.obey()
        return ask.sent + self._settings.timers.renew

    def obey(self) -> None:
        """Move the guard and tell the entry; before the first answer the kernel knows better."""
        if self._heard is None:
            return
        doors = self.keeper.doors(self._clock())
        self._guard.set({"writes": doors.writes, "users": doors.users})
        if doors.entry != self._entry:
            say(f"the entry is {doors.entry}")
            self._entry = doors.entry
        self._tell(doors.entry)

    def answer(self, asked: Json) -> Json:
        """Do what a run on this host asks for, and say how things stand."""
        if asked["verb"] == "shut":
            self.keeper.shut(int(asked["revision"]))
            self._heard = self._heard or self._clock()
            self.obey()
        if asked["verb"] == "look":
            self.renew()
        return self.status()

    def status(self) -> Json:
        """Return how things stand on this host."""
        now, view = self._clock(), self.keeper.view
        doors = self.keeper.doors(now)
        return {
            "host": self._settings.host,
            "site": self._settings.site,
            "leader": view.record.site if view.record else None,
            "open": bool(view.record and view.record.is_open),
            "by": view.record.by if view.record else None,
            "revision": view.revision,
            "entry": doors.entry,
            "writes": max(0.0, round(doors.writes - now, 3)),
            "silent": None if self._heard is None else round(now - self._heard, 3),
        }

    def _mind(self, *, is_heard: bool) -> None:
        """Let the database of a site that led stop in a silence, and start after it."""
        record = self.keeper.view.record
        led = record is not None and record.site == self._settings.site
        try:
            if is_heard and self._database.heard():
                say("a majority answers again: the database starts, if it may")
            elif self._heard is not None and self._database.silent(
                self._clock() - self._heard, led=led
            ):
                say("cut off for longer than the lease lives: the database stops")
        except (OSError, subprocess.SubprocessError) as error:
            say(f"the database was not told: {error}")

    def _tell(self, entry: Entry) -> None:
        """Tell each program once; one that is new, or did not take it, hears it with the next."""
        for hook in sorted(self._settings.hooks.glob("*")):
            try:
                known = hook.stat().st_mtime_ns, entry
                if self._told.get(hook) != known:
                    subprocess.run([hook, entry], check=True, timeout=HOOK_SECONDS)
                    self._told[hook] = known
            except (OSError, subprocess.SubprocessError) as error:
                say(f"{hook.name} was not told that the entry is {entry}: {error}")


def keep(settings: Settings) -> None:
    """Renew for ever."""
    watcher = Watcher(settings.patroni, settings.tls.authority, settings.timers.renew)
    watcher.begin()
    guard = Guard(settings.gates)
    keeping = Keeping(settings, settings.ask(), guard, position=watcher.said)
    with listening(SOCKET) as server:
        while True:
            due = keeping.renew()
            while (left := due - boot_clock()) > 0:
                server.settimeout(left)
                try:
                    serve(server, keeping)
                except TimeoutError:
                    break


@contextmanager
def listening(path: str) -> Iterator[socket.socket]:
    """Listen where root of this host asks."""
    Path(path).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(path)
        Path(path).chmod(0o600)
        server.listen(16)
        yield server


def serve(server: socket.socket, keeping: Keeping) -> None:
    """Answer one request; whoever asks badly, or not at all, keeps nobody waiting."""
    connection, _ = server.accept()
    with connection, connection.makefile("rw") as file:
        connection.settimeout(1)
        try:
            file.write(json.dumps(keeping.answer(json.loads(file.readline()))))
            file.flush()
        except (OSError, ValueError, KeyError) as error:
            say(f"a request was not understood: {error}")


def request(asked: Json, patience: float, path: str = SOCKET) -> Json:
    """Ask the program on this host."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(patience)
        connection.connect(path)
        connection.sendall(json.dumps(asked).encode() + b"\n")
        found: Json = json.loads(connection.makefile().read())
        return found


def say(text: str) -> None:
    """Write a line to the journal."""
    sys.stderr.write(text + "\n")
