"""A pair of sites far larger than any that ships: logx with its application tiers grown.

``python -m bench.synthetic DIRECTORY HOSTS`` writes the checkout that `bench.work` then reads.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from topology.repository import ROOT, Repository

LEADER = "logx-dc"
NETWORKS = {LEADER: "10.0.0.0/9", "logx-dr": "10.128.0.0/9"}
WITNESS = "172.16.0.0/28"
GROWN = ("web", "api", "worker")


def grow(directory: Path, hosts: int) -> None:
    """Write a pair of which each site has so many hosts; all else is as it ships."""
    now = Repository().load(LEADER)
    others = len(now.hosts) - sum(len(now.members[tier]) for tier in GROWN)
    each, rest = divmod(hosts - others, len(GROWN))
    counts = {tier: each + (index < rest) for index, tier in enumerate(GROWN)}
    shutil.copytree(ROOT / "platforms", directory / "platforms")
    (directory / "inventories").mkdir()
    for name, network in NETWORKS.items():
        facts = _read(name) | {"network": network}
        if name == LEADER:
            facts["witness"]["network"] = WITNESS
            facts["overrides"] = {"tiers": {tier: {"count": n} for tier, n in counts.items()}}
        text = yaml.safe_dump(facts)
        (directory / "inventories" / f"{name}.yml").write_text(text, encoding="utf-8")


def _read(name: str) -> dict[str, Any]:
    text = (ROOT / "inventories" / f"{name}.yml").read_text(encoding="utf-8")
    facts: dict[str, Any] = yaml.safe_load(text)
    return facts


if __name__ == "__main__":
    grow(Path(sys.argv[1]), int(sys.argv[2]))
