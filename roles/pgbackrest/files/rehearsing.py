"""A rehearsed restore: a cluster brought to a chosen second, in isolation, looked at, destroyed.

`rehearsing.py records` as its timer calls it, or `rehearsing.py records --to 2026-01-31T12:00:00Z`.
It runs on the repository, as the account that owns it: a server without a port, in a folder that
goes away again. What was found is printed as JSON; `prove` keeps that a restore was good.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contents import contents
from saying import GONE, explained, is_gone, keep, known, pgbackrest

PATIENCE = 4 * 3600.0
SETTINGS = {
    "listen_addresses": "''",
    "archive_mode": "off",
    "autovacuum": "off",
    "fsync": "off",  # it is thrown away
    "full_page_writes": "off",
    # Nothing may be asked before all is there, and so the leader's own sizes need not be met.
    "hot_standby": "off",
    "shared_buffers": "128MB",
    "max_connections": "10",
    "max_worker_processes": "4",
    "max_wal_size": "1GB",
    "ssl": "off",
    "shared_preload_libraries": "''",
    "jit": "off",
}
"""What a rehearsal's server has of its own; whatever the cluster had is not asked."""


class RehearsalError(Exception):
    """A rehearsal that could not be carried out."""


class Rehearsal:
    """One restored cluster, in a folder of its own."""

    def __init__(self, stanza: str, folder: Path) -> None:
        self.stanza = stanza
        self.folder = folder
        self.data = folder / "data"
        self.programs = known()["programs"]

    def restore(self, to: str | None) -> None:
        """Fetch the newest backup before a moment, and say to which second it is to be brought."""
        moment = ["--type=time", f"--target={to}"] if to else ["--type=immediate"]
        words = [*moment, "--target-action=promote", "--archive-mode=off"]
        if is_gone(self.stanza):
            raise RehearsalError(GONE.format(state=known()["state"], stanza=self.stanza))
        done = pgbackrest(self.stanza, "restore", *words, config=self._config())
        if done.code:
            raise RehearsalError(done.why)

    def _config(self) -> Path:
        """Write a configuration that has the repository and no member: the cluster is here."""
        kept = "".join(
            line
            for line in Path(known()["config"]).read_text().splitlines(keepends=True)
            if line.startswith(("repo", "process-max"))
        )
        path = self.folder / "pgbackrest.conf"
        path.touch(mode=0o600)
        own = f"lock-path={self.folder}\nspool-path={self.folder}\nlog-timestamp=n\n"
        own += "log-level-console=warn\nlog-level-file=off\n"
        path.write_text(f"[global]\n{kept}{own}[{self.stanza}]\npg1-path={self.data}\n")
        return path

    def start(self) -> None:
        """Start the server, and wait until it has reached its second and may be written to."""
        written = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
        written += f"unix_socket_directories = '{self.folder}'\ndata_directory = '{self.data}'\n"
        (self.folder / "postgresql.conf").write_text(written)
        (self.folder / "hba.conf").write_text("local all postgres trust\n")
        files = f"-c config_file={self.folder}/postgresql.conf -c hba_file={self.folder}/hba.conf"
        words = ["start", "--wait", f"--timeout={PATIENCE:.0f}", f"--log={self.folder}/log"]
        done = self._control(*words, f"--options={files} -c ident_file={self.folder}/hba.conf")
        if done.returncode:
            said = (
                (self.folder / "log").read_text(errors="replace")
                if (self.folder / "log").exists()
                else done.stderr
            )
            raise RehearsalError(whose_fault(said))
        self._until_promoted()

    def _until_promoted(self) -> None:
        end = time.monotonic() + PATIENCE
        while "in production" not in self._state():
            if time.monotonic() > end or self._control("status").returncode:
                raise RehearsalError(whose_fault((self.folder / "log").read_text(errors="replace")))
            time.sleep(0.2)

    def _state(self) -> str:
        words = [f"{self.programs}/pg_controldata", str(self.data)]
        return subprocess.run(
            words, check=False, capture_output=True, text=True, errors="replace"
        ).stdout

    def stop(self) -> None:
        """Stop the server, cleanly, so that its pages can be checked."""
        self._control("stop", "--mode=fast", "--wait")

    def damaged_pages(self) -> str:
        """Return what the checksums of all pages say against it; nothing, where they are good."""
        words = [f"{self.programs}/pg_checksums", "--check", f"--pgdata={self.data}"]
        done = subprocess.run(words, check=False, capture_output=True, text=True, errors="replace")
        return done.stderr.strip() if done.returncode else ""

    def _control(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [f"{self.programs}/pg_ctl", f"--pgdata={self.data}", *words]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, errors="replace"
        )


def whose_fault(log: str) -> str:
    """Return why a server did not come to its second, by its log."""
    if "before configured recovery target was reached" in log:
        return (
            "the changes end before that second: it is in the future, or what was written then has "
            "not been archived"
        )
    if "could not find" in log or "invalid checkpoint" in log or "requested WAL segment" in log:
        return "a change that is needed is missing in the repository"
    lines = [line for line in log.splitlines() if "FATAL" in line or "PANIC" in line]
    return lines[-1] if lines else explained(log)


@contextmanager
def rehearsal(stanza: str) -> Iterator[Rehearsal]:
    """Give a folder for a restored cluster, and leave nothing of it."""
    folder = Path(known()["state"]) / "rehearsals" / f"{stanza}-{os.getpid()}"
    folder.mkdir(mode=0o700)
    found = Rehearsal(stanza, folder)
    try:
        yield found
    finally:
        found.stop()
        shutil.rmtree(folder)


def rehearse(stanza: str, to: str | None) -> dict[str, Any]:
    """Restore, look, destroy; return what was found and how long each step took."""
    found: dict[str, Any] = {"policy": stanza, "to": to, "seconds": {}}

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        found["seconds"][step] = round(time.monotonic() - begun, 2)

    with rehearsal(stanza) as restored:
        with timed("fetch"):
            restored.restore(to)
        with timed("replay"):
            restored.start()
        with timed("look"):
            place = {"host": str(restored.folder), "port": "5432", "user": "postgres"}
            found["contents"] = contents(place, to)
        with timed("pages"):
            restored.stop()
            found["damaged"] = restored.damaged_pages()
        found["bytes"] = sum(
            each.stat().st_size for each in restored.data.rglob("*") if each.is_file()
        )
    return found


def prove(stanza: str, seconds: float, at: float) -> None:
    """Keep that a restore was good."""
    path = Path(known()["state"]) / f"{stanza}.proven"
    keep(path, {"proven_at": at, "restore_seconds": seconds})


def main(words: Sequence[str]) -> int:
    """Rehearse, or keep that a rehearsal was good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stanza")
    parser.add_argument("--to", help="the second, with its zone; the end of the newest backup else")
    parser.add_argument("--look", action="store_true", help="only print; whoever asked compares")
    parser.add_argument(
        "--prove", type=float, help="keep that a restore of so many seconds was good"
    )
    asked = parser.parse_args(words)
    if asked.prove is not None:
        prove(asked.stanza, asked.prove, datetime.now(UTC).timestamp())
        return 0
    try:
        found = rehearse(asked.stanza, asked.to)
    except RehearsalError as error:
        json.dump({"policy": asked.stanza, "to": asked.to, "failed": str(error)}, sys.stdout)
        sys.stderr.write(f"{asked.stanza}: {error}\n")
        return 1
    is_sound = not found["damaged"] and bool(found["contents"]["tables"])
    if is_sound and not asked.look:
        prove(asked.stanza, sum(found["seconds"].values()), datetime.now(UTC).timestamp())
    json.dump(found, sys.stdout)
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
