"""What runs in the lab, asked of the engine."""

from __future__ import annotations

from dataclasses import dataclass

from lab import faults
from lab.engine import Engine, status


@dataclass(frozen=True)
class Line:
    """One host."""

    name: str
    site: str
    zone: str
    address: str
    release: str
    state: str
    """running, paused, exited, or absent: in the engine's words."""
    fault: str
    """Why it is not what it was told to be."""


def lines(engine: Engine) -> list[Line]:
    """Return every host that was asked for, and what became of it."""
    there = engine.containers()
    broken: dict[str, list[str]] = {}
    for fault in faults.standing(engine.lab):
        for end in fault.ends:
            broken.setdefault(end, []).append(str(fault))
    return [
        Line(
            host.name,
            host.site,
            host.bridge.zone,
            str(host.address),
            host.release,
            status(there.get(host.name)),
            ", ".join(broken.get(host.name, ())),
        )
        for host in engine.lab.plan.hosts
    ]
