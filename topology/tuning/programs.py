"""The tenant's own programs: how many workers, and how much memory before they are restarted."""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.machine import Machine
from topology.tuning.memory import DEMANDS
from topology.tuning.settings import Asks, Setting

WORKER_MB = 256
"""A worker of a web framework with its libraries loaded."""
FILES = 65_536


def programs(machine: Machine) -> Iterator[Setting]:
    """Yield what every service that is not one of ours is given."""
    for name in machine.services:
        if name not in DEMANDS:
            yield from _program(machine, Asks(name))


def _program(machine: Machine, ask: Asks) -> Iterator[Setting]:
    share = machine.memory[ask.service]
    workers = max(1, min(2 * machine.cores_each + 1, share // WORKER_MB))
    why = f"two for each core that it counts on and one more, or {WORKER_MB} MB each"
    yield ask.own("workers", workers, why)
    why = "its share: a leak restarts the program, and nothing beside it"
    yield ask.limit("MemoryMax", share, why, "M")
    yield ask.limit("LimitNOFILE", FILES, "a socket for each request, and what it calls")
