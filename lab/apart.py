"""A copy of the inventories whose sites are out of the way of everything that this machine has.

Tests build the sites that the repository describes, on machines where somebody may have the same
site up already: `python -m lab.apart FOLDER ENVIRONMENT...` writes the copy, in which each of these
environments has a network that nobody uses. `tandem --repository FOLDER` then works with it.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Network
from pathlib import Path

from lab import ground
from lab.engine import Engine, program
from lab.state import this_lab
from topology.repository import ROOT, Repository

NETWORK = re.compile(r"^network: \S+", re.MULTILINE)


def free(taken: Iterable[IPv4Network]) -> Iterator[IPv4Network]:
    """Yield networks that overlap with none of those; the last first, as sites start low."""
    used = list(taken)
    for network in reversed(list(IPv4Network("10.0.0.0/8").subnets(new_prefix=16))):
        if not any(network.overlaps(each) for each in used):
            yield network


def copy(folder: Path, environments: Sequence[str], taken: Iterable[IPv4Network]) -> None:
    """Write what `tandem --repository` reads into an empty folder, these environments apart."""
    for name in ("inventories", "platforms"):
        shutil.copytree(ROOT / name, folder / name)
    networks = free([*taken, *(facts.network for facts in Repository().facts())])
    for environment in environments:
        file = folder / "inventories" / f"{environment}.yml"
        file.write_text(NETWORK.sub(f"network: {next(networks)}", file.read_text()))


def in_use() -> list[IPv4Network]:
    """Return what this machine uses; where the lab's tools are not yet, no lab ever was."""
    found = program()
    if ground.missing(found):
        return []
    return [each.network for each in ground.occupied(Engine(found or "podman", this_lab()))]


if __name__ == "__main__":
    copy(Path(sys.argv[1]), sys.argv[2:], in_use())
