"""Checks of a finished environment."""

from __future__ import annotations

from collections.abc import Iterator

from topology.environment import Environment
from topology.validate import Complaint


def environment_complaints(environment: Environment) -> Iterator[Complaint]:
    """Complain about what only the derived hosts, addresses and timers show."""
    yield from ()
