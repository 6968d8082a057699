"""A machine, and what a thing that can be set on it is."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """The machine that is set; tests give it a root of their own."""

    root: Path
    shared: bool
    """Whether its kernel is another machine's as well."""
    check: bool
    """Whether it is only looked at."""
    address: str
    paths: dict[str, str]
    """A directory on each disk that the model speaks of."""

    def at(self, path: str) -> Path:
        """Return a path of the machine."""
        return self.root / path.lstrip("/")

    def run(self, *words: str) -> str:
        """Run a program of the machine."""
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout

    def interface(self) -> str:
        """Return the network interface that has the machine's address."""
        for link in json.loads(self.run("ip", "-json", "address")):
            if any(each.get("local") == self.address for each in link["addr_info"]):
                return str(link["ifname"])
        return ""

    def disk(self, name: str) -> Path | None:
        """Return the disk under a directory, below partitions and mappings."""
        place = self.at(self.paths.get(name, "missing"))
        if not place.exists():
            return None
        number = place.stat().st_dev
        device = self.at(f"sys/dev/block/{os.major(number)}:{os.minor(number)}")
        if not device.exists():
            return None
        device = device.resolve()
        while below := sorted(device.glob("slaves/*")):
            device = below[0].resolve()
        return device if (device / "queue").is_dir() else device.parent


class Knob:
    """A thing that can be set; this one can only be looked at."""

    own = True
    """Whether it is the machine's own where the kernel is not."""

    def __init__(self, why: str = "it is not set here") -> None:
        self.why = why

    def live(self) -> str | None:
        """Return what it is set to, nothing where there is no such thing."""
        return None

    def refusal(self, wanted: str) -> str:  # noqa: ARG002 - others look at it
        """Return why it cannot be set to this."""
        return self.why

    def set(self, wanted: str) -> None:  # noqa: ARG002 - others look at it
        """Set it."""
        raise OSError(self.why)
