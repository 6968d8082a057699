"""What the roles know of systems: read where they keep it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Release = tuple[str, str]
"""A system by its own name for itself, and its release."""
_OWN_NAMES = {"RedHat": "rhel"}


@dataclass(frozen=True)
class Known:
    """Systems that the roles were tried on, those that nobody tried, and versions they bring."""

    tried: frozenset[Release]
    untried: frozenset[Release]
    postgresql: Mapping[str, str]
    """PostgreSQL's version by the release of a system."""


def known(root: Path) -> Known:
    """Return what the roles of a checkout know."""
    packages = _variables(root, "packages")
    policy = yaml.safe_load((root / "inventories/group_vars/all.yml").read_text(encoding="utf-8"))
    systems = policy["host_maintained"].values()
    return Known(
        _releases(packages["packages_tried"]),
        _releases(packages["packages_untried"]),
        {release: has["postgresql"] for each in systems for release, has in each.items()},
    )


def _releases(found: Mapping[str, Iterable[str]]) -> frozenset[Release]:
    own = {_OWN_NAMES.get(name, name.lower()): each for name, each in found.items()}
    return frozenset((name, release) for name, each in own.items() for release in each)


def _variables(root: Path, role: str) -> Any:  # noqa: ANN401 - as YAML has it
    return yaml.safe_load((root / f"roles/{role}/vars/main.yml").read_text(encoding="utf-8"))
