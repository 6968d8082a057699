"""What of all that is backed up is on one host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def own(sources: Mapping[str, Any], host: Mapping[str, str]) -> dict[str, Any]:
    """Return what a host has itself; what has no keepers is everywhere."""
    return {
        name: source
        for name, source in sources.items()
        if not source["keepers"] or dict(host) in source["keepers"]
    }


class FilterModule:
    """Hands the filter to Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return filters by name."""
        return {"restic_own": own}
