"""One environment file among those of its platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from topology.environment_file import EnvironmentFile
from topology.validate import Complaint
from topology.words import Place

PAIRED: Mapping[Place, Place] = {"dc": "dr", "dr": "dc"}
"""Which place is the other of a pair."""


@dataclass(frozen=True)
class Kin:
    """An environment file and its relatives."""

    name: str
    facts: EnvironmentFile
    others: Mapping[str, EnvironmentFile]
    """Those that could be read."""
    names: tuple[str, ...]
    """Those that there are."""

    @property
    def peer(self) -> EnvironmentFile | None:
        """The other member of the pair."""
        return self.others.get(self.facts.peer or "")

    @property
    def dc(self) -> EnvironmentFile | None:
        """The dc of the platform."""
        return self.others.get(f"{self.facts.platform}-dc")


KinCheck = tuple[Callable[[Kin], Iterator[Complaint]], set[str]]
"""A check, and the keys that it must be able to trust."""
