"""What a host was told of the lease: one JSON file that the role `lease` writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lease.guard import Gate
from lease.keeper import Timers
from lease.voters import Tls, Voters

PATH = Path("/etc/tandem/lease/settings.json")
SOCKET = "/run/tandem-lease/control.sock"


@dataclass(frozen=True)
class Settings:
    """What a host was told."""

    host: str
    site: str
    timers: Timers
    voters: tuple[tuple[str, int], ...]
    tls: Tls
    gates: tuple[Gate, ...]
    hooks: Path
    """A folder of programs that hear what the entry does now: open, forward or closed."""
    patroni: tuple[str, int] | None = None
    """Where this host's database says how far it is."""
    database: str | None = None
    """The service that stops where this host's site led and is cut off."""

    def ask(self) -> Voters:
        """Return the voters; all three can be tried within one period."""
        return Voters(self.voters, self.tls, self.timers.renew / (len(self.voters) + 1))


def load(path: Path = PATH) -> Settings:
    """Read the file."""
    told = json.loads(path.read_text())
    return Settings(
        host=told["host"],
        site=told["site"],
        timers=Timers(**told["timers"]),
        voters=tuple((each["address"], each["port"]) for each in told["voters"]),
        tls=Tls(**told["tls"]),
        gates=tuple(Gate(name, tuple(ports)) for name, ports in told["gates"].items()),
        hooks=Path(told["hooks"]),
        patroni=tuple(told["patroni"]) if told.get("patroni") else None,
        database=told.get("database"),
    )
