"""Checks across one platform file."""

from __future__ import annotations

from collections.abc import Iterator

from topology.catalogue import Common
from topology.platform import Platform
from topology.validate import Complaint


def platform_complaints(platform: Platform, common: Common, stem: str) -> Iterator[Complaint]:
    """Complain about what a schema cannot see."""
    if platform.platform != stem:
        yield ("platform",), f"the file is called {stem}.yml; write `platform: {stem}`"
