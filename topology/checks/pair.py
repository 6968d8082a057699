"""Checks of an environment file against its name and its family's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.environment_file import EnvironmentFile
from topology.validate import Complaint


def pair_complaints(
    name: str, facts: EnvironmentFile, family: Mapping[str, EnvironmentFile]
) -> Iterator[Complaint]:
    """Complain about what one file says otherwise than another."""
    if facts.environment != name:
        yield ("environment",), f"the file is called {name}.yml; write `environment: {name}`"
