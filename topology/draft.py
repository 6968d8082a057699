"""New environment files, from the few answers that nobody can derive."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from topology.environment_file import EnvironmentFile
from topology.words import Form, Place, Size, Target

SCHEMA = "# yaml-language-server: $schema=../docs/schema/environment.json"
PRIVATE = IPv4Network("10.0.0.0/8")
PREFIX = 16  # as large as one cloud network may be
WITNESS_PREFIX = 28


@dataclass(frozen=True)
class Spot:
    """Facts of one place."""

    target: Target
    site: str
    region: str
    network: IPv4Network


@dataclass(frozen=True)
class Draft:
    """What a person said of a new environment; `peer` and `witness` make it a pair."""

    platform: str
    place: Place
    size: Size
    form: Form
    domain: str
    admins: tuple[IPv4Network, ...]
    spot: Spot
    peer: Spot | None = None
    witness: IPv4Network | None = None
    witness_site: str = ""


def taken(files: Iterable[EnvironmentFile]) -> tuple[IPv4Network, ...]:
    """Return every network that an environment or a witness has."""
    found: list[IPv4Network] = []
    for facts in files:
        found.append(facts.network)
        found.extend([facts.witness.network] if facts.witness else [])
    return tuple(found)


def free_network(used: Iterable[IPv4Network], prefix: int = PREFIX) -> IPv4Network:
    """Return the first private network that overlaps none of those in use.

    >>> free_network([IPv4Network("10.0.0.0/15")])
    IPv4Network('10.2.0.0/16')
    """
    busy = tuple(used)
    return next(
        each for each in PRIVATE.subnets(new_prefix=prefix) if not any(map(each.overlaps, busy))
    )


def files_of(draft: Draft) -> dict[str, str]:
    """Return the text of each file that the draft makes, by environment name."""
    name = f"{draft.platform}-{draft.place}"
    peer = f"{draft.platform}-dr" if draft.peer else None
    made = {name: "\n".join(_lines(draft, name, draft.place, draft.spot, peer)) + "\n"}
    if draft.peer and peer:
        made[peer] = "\n".join(_lines(draft, peer, "dr", draft.peer, name)) + "\n"
    return made


def _lines(draft: Draft, name: str, place: Place, spot: Spot, peer: str | None) -> list[str]:
    """Write one file; a dr says only where it is, since its dc says all else."""
    follows = place == "dr"
    lines = [
        SCHEMA,
        "plugin: tandem",
        f"environment: {name}",
        f"platform: {draft.platform}",
        f"place: {place}",
        *([] if follows else [f"size: {draft.size}"]),
        f"target: {spot.target}",
        *([] if follows else [f"form: {draft.form}"]),
        f"site: {_quoted(spot.site)}",
        f"region: {spot.region}",
        f"network: {spot.network}",
        f"domain: {draft.domain}",
        f"admins: [{', '.join(str(each) for each in draft.admins)}]",
        *([f"peer: {peer}"] if peer else []),
    ]
    if peer and not follows:
        site = _quoted(draft.witness_site)
        lines += ["home: true", f"witness: {{network: {draft.witness}, site: {site}}}"]
    return lines


def _quoted(text: str) -> str:
    """Quote words of a person's; a JSON string is a YAML one."""
    return json.dumps(text, ensure_ascii=False)
