"""What is refused before anything is touched, as AWS would refuse it half-way.

A dc or dr is not taken away by one command: its file has to say first that it may be. And a site
that joins another is not built before that one: databases cannot follow what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable

from cloud.trouble import ALONE, BAD_INPUT, GUARDED, CloudError
from policies.resources import Resource
from topology.environment import Environment

GUARDS = ("deletionProtection", "enableDeletionProtection")
"""What the inputs are called that make AWS refuse to delete."""


def refuse_guarded(environment: Environment, known: Iterable[Resource]) -> None:
    """Stop where a file guards its environment, or where what stands is still guarded."""
    there = list(known)
    held = [each.name for each in there if any(each.inputs.get(guard) for guard in GUARDS)]
    said = environment.facts.peer is not None and environment.facts.guarded
    if there and (said or held):
        why = "its file does not say `guarded: false`" if said else f"guarded: {', '.join(held)}"
        raise CloudError(f"{environment.name} stays as it is: {why}\n{GUARDED}", BAD_INPUT)


def joined(environment: Environment) -> str | None:
    """Return the site that an environment joins, if it is the second of a pair in AWS."""
    peer = environment.peer
    second = (
        peer is not None and peer.target == environment.target == "aws" and not environment.home
    )
    return peer.name if peer and second else None


def not_built(first: str) -> CloudError:
    """Return what is said where the site that another one joins is not there."""
    return CloudError(f"{first} is not built\n{ALONE}", BAD_INPUT)
