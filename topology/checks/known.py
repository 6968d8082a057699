"""What checks know: every word that a file may use, and which checks may run on a broken one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from topology.catalogue import Common, External, Law, Service
from topology.platform import Platform
from topology.problems import nearest
from topology.tiers import Tier
from topology.validate import Complaint
from topology.words import Size

Own = Platform | Common
"""The file under check; both kinds have services, tiers, flows and roles."""

File = TypeVar("File", bound=Own)


@dataclass(frozen=True)
class Known:
    """Words of a platform, and those that all platforms share."""

    tiers: Mapping[str, Tier]
    services: Mapping[str, Service]
    externals: Mapping[str, External]
    laws: Mapping[str, Law]
    shared: Common

    def unknown_tier(self, name: str) -> str | None:
        """Return the complaint about a tier that does not exist."""
        if name in self.tiers:
            return None
        return f"there is no tier '{name}'{nearest(name, self.tiers)}"

    def running(self, size: Size) -> set[str]:
        """Return every service that some tier runs at a size."""
        return {
            service
            for tier in self.tiers.values()
            if size in tier.sizes
            for service in tier.services
            if service not in tier.sizes[size].without
        }

    def whole(self, tier: str) -> bool:
        """Whether every service of a tier is known; if not, that is the complaint."""
        return all(service in self.services for service in self.tiers[tier].services)


Check = tuple[Callable[[File, Known], Iterator[Complaint]], set[str]]
"""A check, and the top-level keys that it must be able to trust."""


def known_to(common: Common, platform: Platform | None = None) -> Known:
    """Collect the words; a platform's own stand before shared ones of the same name."""
    own: Own = platform or common
    return Known(
        tiers={**common.tiers, **own.tiers},
        services={**common.services, **own.services},
        externals={**common.externals, **own.externals},
        laws=common.laws,
        shared=common,
    )


def run(
    checks: Sequence[Check[File]], own: File, known: Known, unsound: frozenset[str]
) -> Iterator[Complaint]:
    """Run each check, except where what it must trust is broken: it would blame the wrong line."""
    for check, trusts in checks:
        if not trusts & unsound:
            yield from check(own, known)
