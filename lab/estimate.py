"""How much time, memory and disk a lab takes, from what was measured on two cores."""

from __future__ import annotations

from dataclasses import dataclass

IMAGE_SECONDS = 45
"""To build an image with no package at hand: measured 35 to 53 s."""
CACHE_SECONDS = 10
"""To build the package cache: measured 6 to 13 s."""
FIRST_HOST_SECONDS = 4.0
HOST_SECONDS = 1.3
"""Hosts start side by side, and are held up by the processors."""
HOST_MB = 50
"""A host with nothing but its system, and what the engine keeps beside it."""
BUILD_DISK_MB = 900
"""While an image is built it is there three times: unpacked, packed and imported."""
HOST_DISK_MB = 60
PACKAGES_DISK_MB = 600
"""Packages that hosts ask for while they are converged."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is still to be spent."""

    seconds: float
    memory_mb: int
    disk_mb: int

    def __str__(self) -> str:
        """Render for people."""
        return (
            f"about {self.seconds:.0f} s, {self.memory_mb} MB of memory, {self.disk_mb} MB of disk"
        )


def estimate(hosts: int, images: int, *, cache: bool) -> Estimate:
    """Return what it takes to build images, to make the package cache, and to start hosts."""
    starting = FIRST_HOST_SECONDS + HOST_SECONDS * hosts if hosts else 0
    return Estimate(
        seconds=starting + images * IMAGE_SECONDS + cache * CACHE_SECONDS,
        memory_mb=hosts * HOST_MB + cache * HOST_MB,
        disk_mb=hosts * HOST_DISK_MB + images * BUILD_DISK_MB + cache * PACKAGES_DISK_MB,
    )
