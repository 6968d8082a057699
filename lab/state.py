"""What a lab keeps on this machine: its keys, who its hosts are, and the faults that stand."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.plan import NOTHING, Plan
from lab.shell import LabError

PRIVATE = 0o700
SECRET = 0o600


@dataclass(frozen=True)
class Lab:
    """One lab of this machine. TANDEM_LAB gives it another name, and so a life of its own."""

    name: str
    home: Path
    """Its state: gone when the lab is."""

    @property
    def label(self) -> str:
        """Return the mark on everything that is its own."""
        return f"tandem.lab={self.name}"

    def own(self, name: str) -> str:
        """Return the engine's name for a container, network or volume of this lab."""
        return f"{self.name}-{name}"

    @property
    def packages(self) -> str:
        """Return the engine's name for what its cache of packages keeps.

        TANDEM_PACKAGES names another lab whose packages it shares. Not while that one runs: two
        caches at once would write the same files.
        """
        return f"{os.environ.get('TANDEM_PACKAGES', self.name)}-packages"

    @property
    def key(self) -> Path:
        """Return the private key that opens its hosts."""
        return self.home / "key"

    @property
    def known_hosts(self) -> Path:
        """Return who its hosts are."""
        return self.home / "known_hosts"

    @property
    def ssh_config(self) -> Path:
        """Return how its hosts are reached."""
        return self.home / "ssh_config"

    @property
    def connections(self) -> Path:
        """Return where SSH keeps connections that are shared, in its own words.

        Not in its state: the path of a socket has room for a hundred letters, and a folder may be
        deep.
        """
        return Path.home() / ".ssh" / f"tandem-{self.name}-%C"

    def host_key(self, host: str) -> Path:
        """Return a host's own private key."""
        return self.home / "host_keys" / host

    def disk(self, host: str) -> Path:
        """Return the file that is a host's disk."""
        return self.home / "disks" / f"{host}.ext4"

    def read(self, name: str, otherwise: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """Return what was kept under a name."""
        path = self.home / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else otherwise

    def keep(self, name: str, found: object) -> None:
        """Keep something; whoever stops this leaves the old or the new, never half of it."""
        path = self.home / f"{name}.json"
        write(path, json.dumps(found, indent=2) + "\n")

    @property
    def plan(self) -> Plan:
        """Return what it was last told to be."""
        found = self.read("plan", None)
        return Plan.from_dict(found) if found else NOTHING

    def make_home(self) -> None:
        """Make the folder, for its owner alone."""
        for path in (self.home, self.home / "host_keys", self.home / "disks"):
            path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)

    def forget(self) -> None:
        """Remove all state."""
        shutil.rmtree(self.home, ignore_errors=True)
        with suppress(OSError):  # another lab's state may be beside it
            self.home.parent.rmdir()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lab alone; whoever is second is told who is first."""
        self.make_home()
        with (self.home / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                holder = file.read().strip() or "another process"
                message = f"{holder} is at work on the lab '{self.name}'; wait until it has ended"
                raise LabError(message) from None
            file.truncate(0)
            file.write(f"process {os.getpid()}")
            file.flush()
            yield


def write(path: Path, text: str, mode: int = SECRET) -> None:
    """Write a file at once, readable by its owner alone."""
    path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=mode)
    draft.write_text(text)
    draft.replace(path)


def this_lab() -> Lab:
    """Return the lab that the environment variables choose; without any, the one called `lab`."""
    name = os.environ.get("TANDEM_LAB", "lab")
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,20}", name):
        raise LabError(f"TANDEM_LAB is '{name}': expected lower-case words such as lab or my-lab")
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Lab(name, Path(base) / "tandem" / name)
