"""Checks across one platform file, and across what all platforms share."""

from __future__ import annotations

from collections.abc import Iterator

from topology.catalogue import Common
from topology.checks import backups, data, entry, flows, ports, programs, sizes, tiers
from topology.checks.known import Check, Own, known_to, run
from topology.platform import Platform
from topology.validate import Complaint

NOTHING: frozenset[str] = frozenset()

SHARED: tuple[Check[Own], ...] = (
    *tiers.CHECKS,
    *ports.CHECKS,
    *flows.CHECKS,
    *programs.CHECKS,
)
OWN: tuple[Check[Platform], ...] = (
    *sizes.CHECKS,
    *ports.PLATFORM_CHECKS,
    *flows.PLATFORM_CHECKS,
    *entry.PLATFORM_CHECKS,
    *data.CHECKS,
    *backups.CHECKS,
    *programs.PLATFORM_CHECKS,
)


def platform_complaints(
    platform: Platform, common: Common, stem: str, unsound: frozenset[str] = NOTHING
) -> Iterator[Complaint]:
    """Complain about what a schema cannot see; `unsound` names the parts that it refused."""
    if platform.platform != stem and "platform" not in unsound:
        yield ("platform",), f"the file is called {stem}.yml; write `platform: {stem}`"
    known = known_to(common, platform)
    yield from run(SHARED, platform, known, unsound)
    yield from run(OWN, platform, known, unsound)


def common_complaints(common: Common) -> Iterator[Complaint]:
    """Complain about the shared file by itself."""
    return run(SHARED, common, known_to(common), NOTHING)
