"""Put an environment together from the files that say what it is."""

from __future__ import annotations

from dataclasses import dataclass

from topology.catalogue import Common
from topology.environment import Environment
from topology.environment_file import EnvironmentFile
from topology.platform import Platform
from topology.timing import Timing
from topology.words import Size, smaller_of


@dataclass(frozen=True)
class Shelf:
    """What every environment of a platform is made from."""

    platform: Platform
    common: Common
    timing: Timing

    def environment(
        self, name: str, facts: EnvironmentFile, leader: EnvironmentFile, size: Size | None
    ) -> Environment:
        """Return one without its peer; `leader` says the size for its whole platform."""
        structure = size or leader.size or "small"
        own = facts.size or leader.size or structure
        follows = facts.place in ("dc", "dr")
        return Environment(
            name=name,
            place=facts.place,
            size=structure,
            capacity=structure if follows else smaller_of(own, structure),
            target=facts.target,
            form=facts.form or leader.form or "servers",
            facts=facts,
            home=bool(facts.home),
            platform=self.platform,
            common=self.common,
            timing=self.timing,
            leader_facts=leader if follows else facts,
        )
